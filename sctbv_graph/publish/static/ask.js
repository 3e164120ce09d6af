// The form of a question on a site of files: asked of the dump in the browser, with its evidence.
import { Asking } from "./asking.js";
import { evidenceOf, labelsOf } from "./evidence.js";
import { bound, termOf } from "./terms.js";
import { tableOf } from "./table.js";

const form = document.getElementById("ask");
const status = document.getElementById("asked");
const place = document.getElementById("answer");
const { lang } = document.documentElement;
const vi = lang !== "en";
const JSON_TYPE = ["application/sparql-results+json"];
const at = (name) => new URL(form.dataset[name], location.href).href;
const engine = new Asking(at("data"), (text) => {
  status.textContent = text;
});
const select = async (query) => JSON.parse((await engine.ask(query, JSON_TYPE)).text);
const read = async (name) => {
  const answer = await fetch(at(name));
  if (!answer.ok) throw new Error(`${answer.status} ${answer.url}`);
  return answer.json();
};
let files = null;

const chosen = () => new Map([...new FormData(form)].filter(([, value]) => value.trim() !== ""));

// Which parameter empties the answer: each is left out in turn.
async function why(question, terms) {
  const said = [];
  for (const name of terms.keys()) {
    const others = new Map([...terms].filter(([other]) => other !== name));
    const count = (await select(bound(question.query, others))).results.bindings.length;
    const { label } = question.parameters.find((one) => one.name === name);
    if (count) said.push(vi ? `Bỏ “${label.vi}” thì có ${count} dòng.` : `Without “${label.en}” there are ${count} rows.`);
  }
  return said;
}

function askedWith({ parameters }) {
  const told = document.createElement("p");
  told.append(vi ? "Hỏi với " : "Asked with ");
  parameters.forEach(({ name, label }, number) => {
    const field = form.elements[name];
    const value = document.createElement("strong");
    value.textContent = (field.selectedOptions ? field.selectedOptions[0].text : field.value) || (vi ? "(tất cả)" : "(all)");
    told.append(`${number ? "; " : ""}${label[lang]}: `, value);
  });
  return told;
}

async function ask() {
  files = files || Promise.all([read("question"), read("shared")]);
  const [question, shared] = await files;
  const terms = new Map();
  for (const parameter of question.parameters) {
    const written = chosen().get(parameter.name);
    const { options } = form.elements[parameter.name];
    const choices = options ? [...options].map(({ value }) => value) : null;
    if (written) terms.set(parameter.name, termOf({ ...parameter, choices }, written, lang));
  }
  const found = await select(bound(question.traced, terms));
  const rows = found.results.bindings;
  const columns = found.head.vars.filter((name) => !question.hidden.includes(name));
  const evidence = await evidenceOf(rows, question, shared, select);
  const iris = rows.flatMap((row) => columns.map((name) => row[name])).filter((term) => term && term.type === "uri").map((term) => term.value);
  const labels = await labelsOf(iris, shared, select, lang);
  const parts = [askedWith(question)];
  if (rows.length) {
    parts.push(tableOf({ rows, columns, question, shared, evidence, labels, lang, pages: at("pages"), base: form.dataset.base }));
  } else {
    const told = document.createElement("p");
    told.className = "why";
    told.textContent = [vi ? "Không có dòng nào." : "There are no rows.", ...(await why(question, terms))].join(" ");
    parts.push(told);
  }
  place.replaceChildren(...parts);
  status.textContent = `${rows.length} ${vi ? "dòng" : "rows"}`;
  place.dataset.of = new URLSearchParams([...chosen()]).toString();
}

async function answer() {
  form.setAttribute("aria-busy", "true");
  status.className = "";
  try {
    await ask();
  } catch (error) {
    status.className = "wrong";
    status.textContent = error.message;
  } finally {
    form.removeAttribute("aria-busy");
  }
}

form.hidden = false;
form.addEventListener("submit", (event) => {
  event.preventDefault();
  history.replaceState(null, "", `?${new URLSearchParams([...chosen()])}`);
  answer();
});
const given = new URLSearchParams(location.search);
const known = [...form.elements].filter((field) => field.name && given.has(field.name));
known.forEach((field) => {
  field.value = given.get(field.name);
});
if (known.length) answer();
form.dataset.ready = "yes";
