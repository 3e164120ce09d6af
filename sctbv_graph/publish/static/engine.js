// SPARQL in the browser: Oxigraph as WebAssembly over the data of this site.
import init, { Store } from "./vendor/oxigraph.js";

let store = null;

async function unpacked(answer) {
  const bytes = new Uint8Array(await answer.arrayBuffer());
  // Some hosts unpack .gz on the way, some do not: the first two bytes tell (RFC 1952, 2.3.1).
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Load the N-Quads at an address; return how many quads there are. */
export async function load(address) {
  const [answer] = await Promise.all([
    fetch(address),
    init({ module_or_path: new URL("./vendor/oxigraph_bg.wasm", import.meta.url) }),
  ]);
  if (!answer.ok) throw new Error(`${answer.status} ${address}`);
  const made = new Store();
  made.load(await unpacked(answer), { format: "application/n-quads" });
  store = made;
  return store.size;
}

/** Return the result of a query in the first of the media types that fits its form. */
export function ask(query, medias) {
  let refused = null;
  for (const media of medias) {
    try {
      return { media, text: store.query(query, { results_format: media }) };
    } catch (error) {
      refused = refused || error;
      if (!/Not supported .* format/.test(String(error))) throw error;
    }
  }
  throw refused;
}
