// The search page of the site of files: the index comes once, then every key is answered at once.
import { Finder, pathOf } from "./find.js";

const form = document.querySelector("form[role=search]");
const box = form.elements.q;
const status = document.getElementById("status");
const list = document.getElementById("hits");
const lang = document.documentElement.lang;
let finder = null;

function item(hit) {
  const line = document.createElement("li");
  const link = document.createElement("a");
  link.href = form.dataset.pages + pathOf(hit);
  const said = document.createElement("span");
  said.lang = "vi";
  let at = 0;
  for (const [start, end] of hit.marks) {
    const mark = document.createElement("mark");
    mark.textContent = hit.text.slice(start, end);
    said.append(hit.text.slice(at, start), mark);
    at = end;
  }
  said.append(hit.text.slice(at));
  link.append(said);
  const small = document.createElement("small");
  const names = finder.classes[hit.cls];
  const kind = hit.line ? form.dataset.text : names ? names[lang === "en" ? 1 : 0] : hit.cls;
  small.textContent = ` ${kind}${hit.line ? `, ${form.dataset.line} ${hit.line}` : ""}`;
  line.append(link, small);
  return line;
}

function show() {
  const typed = box.value;
  document.title = typed || form.dataset.title;
  if (!finder) return;
  const found = finder.search(typed);
  list.replaceChildren(...found.hits.map(item));
  const said = [`${found.hits.length} ${form.dataset.hits}`];
  if (found.truncated) said.push(form.dataset.more);
  if (found.hits.length && !found.allWords) said.push(form.dataset.some);
  status.textContent = typed.trim() ? said.join(" · ") : "";
  list.dataset.of = typed;
}

box.value = new URLSearchParams(location.search).get("q") || "";
box.addEventListener("input", show);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  history.replaceState(null, "", `?${new URLSearchParams({ q: box.value })}`);
  show();
});
try {
  const answer = await fetch(form.dataset.index);
  if (!answer.ok) throw new Error(answer.statusText);
  finder = new Finder(await answer.json(), window.MiniSearch);
  show();
} catch {
  status.textContent = form.dataset.missing;
}
form.dataset.ready = "yes";
