// The passages that rows rest on, looked up in the browser as query/evidence.py does it.

const FIRST = 50;
const AT_ONCE = 500;

async function asked(query, iris, select) {
  const rows = [];
  for (let at = 0; at < iris.length; at += AT_ONCE) {
    const values = iris.slice(at, at + AT_ONCE).map((iri) => `<${iri}>`).join(" ");
    rows.push(...(await select(query.replace("# nodes", () => values))).results.bindings);
  }
  return rows;
}

/** Return IRI → name in a language, where there is one. */
export async function labelsOf(iris, shared, select, lang) {
  const labels = new Map();
  for (const { node, label } of await asked(shared.labels, [...new Set(iris)], select)) {
    if (label && (!labels.has(node.value) || label["xml:lang"] === lang)) labels.set(node.value, label.value);
  }
  return labels;
}

// Task 2 before task 11.
const natural = new Intl.Collator("en", { numeric: true }).compare;

function nodesOf(row, question, shared) {
  const bound = Object.values(row).filter((term) => term.type === "uri").map((term) => term.value);
  const gathered = question.hidden.map((name) => row[name]).filter((term) => term && term.type === "literal")
    .flatMap((term) => term.value.split(/\s+/));
  const ordered = [...new Set(gathered)].sort(natural);
  return [...new Set([...bound, ...ordered])].filter((iri) => iri.startsWith(shared.id));
}

const isDocument = (iri, shared) => iri.startsWith(shared.document) && !iri.includes("#");

/** Return for each row {passages, more, reason}; a reason says why there is no passage. */
export async function evidenceOf(rows, question, shared, select) {
  const perRow = rows.map((row) => nodesOf(row, question, shared));
  const wanted = [...new Set(perRow.flatMap((nodes) => nodes.slice(0, FIRST)))];
  const passages = new Map();
  for (const row of await asked(shared.evidence, wanted, select)) {
    const said = Object.fromEntries(Object.entries(row).map(([name, term]) => [name, term.value]));
    passages.set(said.node, [...(passages.get(said.node) || []), said]);
  }
  return perRow.map((nodes) => {
    const shown = nodes.slice(0, FIRST).filter((node) => passages.has(node));
    const narrow = shown.filter((node) => !isDocument(node, shared));
    const seen = new Map();
    for (const node of narrow.length ? narrow : shown) {
      const all = passages.get(node);
      const fitting = isDocument(node, shared) ? all.filter(({ supports }) => question.named.includes(supports || "")) : all;
      for (const one of fitting.length ? fitting : all) seen.set(`${one.document} ${one.start} ${one.end}`, one);
    }
    const found = [...seen.values()].sort((a, b) => (a.document < b.document ? -1 : a.document > b.document ? 1 : a.start - b.start || a.end - b.end));
    const reason = found.length ? "" : question.absence ? "absence" : nodes.length ? "register" : "literals";
    return { passages: found, more: found.length ? Math.max(0, nodes.length - FIRST) : 0, reason };
  });
}
