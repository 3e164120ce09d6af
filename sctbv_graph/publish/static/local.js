// What the editor asks of a server is answered here: SPARQL by the engine, completion from a file.
import { Asking } from "./asking.js";
import { Finder } from "./find.js";
import { plain } from "./fold.js";

const place = document.getElementById("editor");
const status = document.getElementById("status");
const at = (name) => new URL(place.dataset[name], location.href).href;
const outside = window.fetch.bind(window);
const TABLES = ["application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values"];
const GRAPHS = ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json", "application/trig", "application/n-quads"];

const engine = new Asking(at("data"), (text) => {
  status.textContent = text;
});

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

// Things by name: the index of the search page, fetched when the first name is typed.
let finder = null;
async function named(typed) {
  finder = finder || outside(at("index")).then(async (answer) => new Finder(await answer.json(), window.MiniSearch));
  const { classes } = await finder;
  const things = (await finder).search(typed).hits.filter(({ id, line }) => !line && /^(?:id|concept)\//.test(id));
  return things.map(({ id, cls, title }) => ({
    iri: vocabulary.base.replace(/def#$/, "") + id, kind: "individual", label: { vi: title }, class: cls,
    of: classes[cls] && { vi: classes[cls][0], en: classes[cls][1] },
  }));
}

// As publish/completion.py: names that begin with what was typed, then those with words that do.
const json = (made) => new Response(JSON.stringify(made), { headers: { "Content-Type": "application/json" } });
let vocabulary = null;
async function offered(search) {
  vocabulary = vocabulary || (await (await outside(at("terms"))).json());
  const asked = new URLSearchParams(search);
  const typed = plain(asked.get("q") || "");
  const kind = asked.get("kind");
  if (kind === "individual") return json(await named(asked.get("q") || ""));
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
  return json(made);
}

window.fetch = (resource, options) => {
  const request = new Request(resource, options);
  const [address, search] = request.url.split("?");
  if (address === at("endpoint")) return answered(request);
  if (address === at("terms")) return offered(search || "");
  return outside(request);
};
