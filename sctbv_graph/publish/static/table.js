// The rows of an answer as a table, as templates/rows.html writes it: names, numbers, quotes.

const MOST = 500;
const QUOTES = 12;
const NUMBERS = ["integer", "decimal"].map((name) => `http://www.w3.org/2001/XMLSchema#${name}`);

function made(name, attributes = {}, ...inside) {
  const element = document.createElement(name);
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
  element.append(...inside);
  return element;
}

/** Return a number of RDF as it is written in Vietnamese: 22773.5 → 22.773,5. */
export function written(value) {
  const [, sign, whole, part] = /^([+-]?)(\d+)(?:\.(\d*?)0*)?$/.exec(value) || [];
  if (whole === undefined) return value;
  return `${sign === "-" ? "-" : ""}${whole.replace(/\B(?=(\d{3})+$)/g, ".")}${part ? `,${part}` : ""}`;
}

/** Return the table; `pages` is the address of the root of the pages, `base` that of the IRIs. */
export function tableOf({ rows, columns, question, shared, evidence, labels, lang, pages, base }) {
  const vi = lang !== "en";
  const pageOf = (iri) => {
    if (!iri.startsWith(base)) return iri;
    const [path, fragment] = iri.slice(base.length).split("#");
    return `${pages}${path.replace(/^id\//, "page/")}/${fragment ? `#${fragment}` : ""}`;
  };
  const basis = ({ basis: iri }) => {
    const name = iri ? iri.split("/").pop() : "read";
    return name === "read" ? [] : [" ", made("span", { class: "basis" }, shared.basis[`${name} ${lang}`] || name)];
  };
  const cell = (term) => {
    if (!term) return "";
    if (term.type === "uri" && labels.has(term.value)) return made("a", { href: pageOf(term.value) }, labels.get(term.value));
    if (term.type === "uri") return term.value.split("/").pop();
    return NUMBERS.includes(term.datatype) ? written(term.value) : term.value;
  };
  const quote = (passage) => {
    const line = `${vi ? "dòng" : "line"} ${passage.line}`;
    const text = `${pages}text/${passage.document.slice(shared.id.length)}/#L${passage.line}`;
    const where = shared.texts.includes(passage.document) ? made("a", { href: text }, line) : line;
    return made("li", {}, where, ...basis(passage), ": ", made("span", { lang: "vi" }, made("mark", {}, passage.quote)));
  };
  const rests = ({ passages, more, reason }) => {
    if (!passages.length) return made("span", { class: "none" }, `${vi ? "không có" : "none"}: ${shared.reasons[reason][lang]}`);
    const rest = Math.max(0, passages.length - QUOTES) + more;
    const all = made("details", {}, made("summary", {}, `${passages.length} ${vi ? "trích dẫn" : "quotes"}`), made("ul", {}, ...passages.slice(0, QUOTES).map(quote)));
    if (rest) all.append(made("p", {}, `… ${rest} ${vi ? "nữa" : "more"}`));
    return all;
  };
  const heads = [...columns.map((name) => (question.columns[name] || {})[lang] || name), vi ? "Căn cứ" : "Evidence"];
  const head = made("thead", {}, made("tr", {}, ...heads.map((text) => made("th", { scope: "col" }, text))));
  const body = made("tbody", {}, ...rows.slice(0, MOST).map((row, at) =>
    made("tr", {}, ...columns.map((name) => made("td", {}, cell(row[name]))), made("td", {}, rests(evidence[at])))));
  const box = made("div", { class: "wide", tabindex: 0, role: "region", "aria-label": vi ? "Câu trả lời" : "Answer" }, made("table", {}, head, body));
  if (rows.length <= MOST) return box;
  const said = vi ? `Có ${rows.length} dòng; chỉ hiện ${MOST} dòng đầu.` : `There are ${rows.length} rows; only the first ${MOST} are shown.`;
  return made("div", {}, made("p", { class: "wrong", role: "status" }, said), box);
}
