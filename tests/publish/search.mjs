// Runs the site's own scripts in Node: folds words and looks things up, as JSON on stdin asks.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const { site, words, queries } = JSON.parse(readFileSync(0, "utf-8"));
const load = (name) => import(pathToFileURL(`${site}/static/${name}`).href);
const MiniSearch = createRequire(import.meta.url)(`${site}/static/vendor/minisearch.js`);
const { Finder, pathOf } = await load("find.js");
const { plain, plainTokens } = await load("fold.js");
const finder = new Finder(JSON.parse(readFileSync(`${site}/search/index.json`, "utf-8")), MiniSearch);
const marked = (hit) => hit.marks.map(([start, end]) => hit.text.slice(start, end));
console.log(JSON.stringify({
  plain: words.map(plain),
  places: words.map((word) => plainTokens(word).map(({ start, end }) => [start, end])),
  found: queries.map((query) => {
    const found = finder.search(query);
    return { ...found, hits: found.hits.map((hit) => ({ ...hit, path: pathOf(hit), marked: marked(hit) })) };
  }),
}));
