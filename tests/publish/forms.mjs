// Runs in Node what binds the values of a form to the query of a question.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { folder, asked, values } = JSON.parse(readFileSync(0, "utf-8"));
const { bound, termOf } = await import(pathToFileURL(`${folder}/terms.js`).href);
const { written } = await import(pathToFileURL(`${folder}/table.js`).href);
const attempt = (make) => {
  try {
    return make();
  } catch (error) {
    return { wrong: error.message };
  }
};
console.log(JSON.stringify({
  queries: asked.map(({ query, parameters }) => bound(query, new Map(parameters.map(([parameter, value]) => [parameter.name, termOf(parameter, value, "en")])))),
  terms: values.map(([parameter, value, lang]) => attempt(() => termOf(parameter, value, lang))),
  numbers: ["22773", "-1234567.50", "0.25", "100", "abc"].map(written),
}));
