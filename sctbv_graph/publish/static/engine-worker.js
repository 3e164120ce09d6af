// The engine in a thread of its own, so that the page stays alive and a query can be ended.
import { ask, load } from "./engine.js";

self.addEventListener("message", async ({ data }) => {
  const { id, address, query, medias } = data;
  try {
    self.postMessage({ id, result: address ? await load(address) : ask(query, medias) });
  } catch (error) {
    self.postMessage({ id, error: String((error && error.message) || error) });
  }
});
self.postMessage({ id: 0, result: "ready" });
