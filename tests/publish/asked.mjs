// Asks every question of a site as its pages do in a browser, the engine being the site's own.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { pathToFileURL } from "node:url";

const { site, names } = JSON.parse(readFileSync(0, "utf-8"));
const load = (name) => import(pathToFileURL(`${site}/static/${name}`).href);
const read = (name) => JSON.parse(readFileSync(`${site}/${name}`, "utf-8"));
const { default: init, Store } = await load("vendor/oxigraph.js");
await init({ module_or_path: readFileSync(`${site}/static/vendor/oxigraph_bg.wasm`) });
const store = new Store();
store.load(gunzipSync(readFileSync(`${site}/dumps/all.nq.gz`)), { format: "application/n-quads" });
const select = async (query) => JSON.parse(store.query(query, { results_format: "application/sparql-results+json" }));

const { evidenceOf, labelsOf } = await load("evidence.js");
const { bound, termOf } = await load("terms.js");
const shared = read("questions/ask.json");
const asked = {};
for (const name of names) {
  const question = read(`questions/${name}/ask.json`);
  const given = read(`questions/${name}.json`).parameters;
  const terms = new Map(question.parameters.filter((one) => given[one.name]).map((one) => [one.name, termOf({ ...one, choices: null }, given[one.name], "vi")]));
  const found = await select(bound(question.traced, terms));
  const rows = found.results.bindings;
  const columns = found.head.vars.filter((one) => !question.hidden.includes(one));
  const evidence = await evidenceOf(rows, question, shared, select);
  const iris = rows.flatMap((row) => columns.map((one) => row[one])).filter((term) => term && term.type === "uri").map((term) => term.value);
  const labels = await labelsOf(iris, shared, select, "vi");
  asked[name] = {
    columns,
    rows: rows.map((row) => columns.map((one) => row[one] && [row[one].value, labels.get(row[one].value) || null])),
    evidence: evidence.map(({ passages, more, reason }) => ({ more, reason, passages: passages.map(({ quote, document, start, end, line }) => [quote, document, Number(start), Number(end), Number(line)]) })),
  };
}
console.log(JSON.stringify(asked));
