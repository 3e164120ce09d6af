// What the editor asks of a server is answered here: SPARQL by the engine, completion from a file.
import { plain } from "./fold.js";

const SECONDS = 60;
const place = document.getElementById("editor");
const status = document.getElementById("status");
const at = (name) => new URL(place.dataset[name], location.href).href;
const outside = window.fetch.bind(window);
const TABLES = ["application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values"];
const GRAPHS = ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json", "application/trig", "application/n-quads"];

/** The engine in a worker; a browser without module workers has it in the page. */
class Engine {
  #worker = null;
  #waiting = new Map();
  #last = 0;
  #ready = null;

  ready() {
    this.#ready = this.#ready || this.#start().catch((error) => {
      this.stop(error);
      throw error;
    });
    return this.#ready;
  }

  async #start() {
    status.textContent = place.dataset.loading;
    const started = await new Promise((resolve) => {
      const worker = new Worker(new URL("./engine-worker.js", import.meta.url), { type: "module" });
      worker.addEventListener("error", () => resolve(null), { once: true });
      worker.addEventListener("message", () => resolve(worker), { once: true });
    });
    if (started) {
      this.#worker = started;
      started.addEventListener("message", ({ data }) => {
        const waits = this.#waiting.get(data.id);
        this.#waiting.delete(data.id);
        if (waits && "error" in data) waits.reject(new Error(data.error));
        else if (waits) waits.resolve(data.result);
      });
    } else {
      this.module = await import("./engine.js");
    }
    const size = await this.#send({ address: at("data") });
    status.textContent = `${size.toLocaleString(document.documentElement.lang)} ${place.dataset.loaded}`;
  }

  #send(message) {
    if (!this.#worker) {
      const { module } = this;
      return Promise.resolve().then(() => (message.address ? module.load(message.address) : module.ask(message.query, message.medias)));
    }
    const id = (this.#last += 1);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, ...message });
    });
  }

  /** End what runs; the next query starts the engine again. */
  stop(error) {
    if (this.#worker) this.#worker.terminate();
    this.#worker = null;
    this.#ready = null;
    this.#waiting.forEach(({ reject }) => reject(error));
    this.#waiting.clear();
    status.textContent = "";
  }

  async ask(query, medias, signal) {
    await this.ready();
    const clock = setTimeout(() => this.stop(new Error(place.dataset.toolong)), SECONDS * 1000);
    const abort = () => this.stop(new DOMException("Aborted", "AbortError"));
    if (signal) signal.addEventListener("abort", abort);
    try {
      return await this.#send({ query, medias });
    } finally {
      clearTimeout(clock);
      if (signal) signal.removeEventListener("abort", abort);
    }
  }
}

const engine = new Engine();

async function answered(request) {
  const typed = new URLSearchParams(request.method === "POST" ? await request.text() : new URL(request.url).search);
  const accepted = (request.headers.get("Accept") || "").split(",").map((range) => range.split(";")[0].trim());
  const known = [...TABLES, ...GRAPHS];
  const medias = [...accepted.filter((media) => known.includes(media))];
  if (accepted.includes("*/*") || !medias.length) medias.push(TABLES[0], GRAPHS[0]);
  try {
    const { media, text } = await engine.ask(typed.get("query") || "", [...new Set(medias)], request.signal);
    return new Response(text, { headers: { "Content-Type": media } });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    return new Response(error.message, { status: 400, statusText: "Bad Request" });
  }
}

// As publish/completion.py: names that begin with what was typed, then those with words that do.
let vocabulary = null;
async function offered(search) {
  vocabulary = vocabulary || (await (await outside(at("terms"))).json());
  const asked = new URLSearchParams(search);
  const typed = plain(asked.get("q") || "");
  const kind = asked.get("kind");
  const own = (kind === "property" && vocabulary.of[asked.get("subjectClass")]) || {};
  const words = typed.split(" ").filter(Boolean);
  const rank = ({ name, label }) => {
    const names = [...Object.values(label).map(plain), name.toLowerCase()];
    if (names.some((one) => one.startsWith(typed))) return 0;
    const inside = (one) => words.every((word) => one.split(" ").some((part) => part.startsWith(word)));
    return names.some(inside) ? 1 : -1;
  };
  const found = vocabulary.terms
    .filter((term) => term.kind === kind)
    .map((term) => ({ ...term, rank: rank(term), least: own[term.name] }))
    .filter((term) => term.rank >= 0);
  found.sort((a, b) => (a.least === undefined) - (b.least === undefined) || (b.least || 0) - (a.least || 0) || a.rank - b.rank || (a.name < b.name ? -1 : 1));
  const fitting = found.some((term) => term.least !== undefined) ? found.filter((term) => term.least !== undefined) : found;
  const made = fitting.slice(0, 40).map(({ name, label, least }) => ({
    iri: vocabulary.base + name, prefixed: `sctbv:${name}`, kind, label, mandatory: !!least,
  }));
  return new Response(JSON.stringify(made), { headers: { "Content-Type": "application/json" } });
}

window.fetch = (resource, options) => {
  const request = new Request(resource, options);
  const [address, search] = request.url.split("?");
  if (address === at("endpoint")) return answered(request);
  if (address === at("terms")) return offered(search || "");
  return outside(request);
};
