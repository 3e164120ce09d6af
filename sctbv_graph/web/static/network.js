// A result drawn as a network: IRIs are the nodes, statements (or the rows of a table) their links.
import { placed } from "./layout.js";

/** How many nodes are drawn: more than one can look at, fewer than make the page slow. */
export const MOST = 120;
const FEW_LINKS = 15; // with more, a link says its name where its node is looked at
const LONGEST = 28;
const TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const TRIPLES = [["subject", "predicate", "object"], ["s", "p", "o"]];
const BETWEEN = ["p", "predicate", "property"];
const SVG = "http://www.w3.org/2000/svg";

const WORDS = {
  vi: {
    label: "Mạng", nodes: "nút", links: "liên kết", list: "Dạng danh sách", larger: "Phóng to", smaller: "Thu nhỏ", other: "khác", concept: "khái niệm",
    naming: "Đang lấy tên…", picture: "Mạng của kết quả", kinds: "Loại",
    left: (all) => `Kết quả có ${all} nút, quá nhiều để nhìn: chỉ vẽ ${MOST} nút đầu. Hãy hỏi hẹp hơn, chẳng hạn thêm LIMIT.`,
    literals: (count) => `${count} giá trị là chữ hoặc số không vẽ; chúng ở trong bảng.`,
    hint: "Tab đi từng nút, Enter mở trang của nút; liên kết hiện tên khi nút được trỏ vào.",
  },
  en: {
    label: "Network", nodes: "nodes", links: "links", list: "As a list", larger: "Larger", smaller: "Smaller", other: "other", concept: "concept",
    naming: "Fetching the names…", picture: "Network of the result", kinds: "Kinds",
    left: (all) => `The result has ${all} nodes, too many to look at: only the first ${MOST} are drawn. Ask for less, for example with LIMIT.`,
    literals: (count) => `${count} values are words or numbers and not drawn; they are in the table.`,
    hint: "Tab goes from node to node, Enter opens its page; links say their names where a node is pointed at.",
  },
};

const isNode = (term) => !!term && (term.type === "uri" || term.type === "bnode");

// The links of one row: a statement's own, else from the first thing of the row to each other.
function linksOf(row, vars, triple) {
  if (triple) return [[row[vars[0]], row[vars[1]].value, row[vars[2]]]];
  const between = vars.find((name) => BETWEEN.includes(name) && row[name] && row[name].type === "uri");
  const things = vars.filter((name) => name !== between && isNode(row[name]));
  return things.slice(1).map((name) => [row[things[0]], between ? row[between].value : `?${name}`, row[name]]);
}

/** Return {nodes, edges, all, literals} of a result in SPARQL's JSON; `all` counts nodes left out too. */
export function networkOf(json) {
  const vars = (json && json.head && json.head.vars) || [];
  const rows = (json && json.results && json.results.bindings) || [];
  const triple = TRIPLES.some((names) => names.length === vars.length && names.every((name, i) => name === vars[i]));
  const found = rows.flatMap((row) => linksOf(row, vars, triple));
  const literals = found.filter(([, , to]) => !isNode(to)).length;
  const between = found.filter(([from, , to]) => isNode(from) && isNode(to));
  // What something is is told by its colour, unless nothing else is said.
  const told = between.filter(([, how]) => how !== TYPE);
  const all = new Set();
  const number = new Map();
  const edges = new Map();
  for (const [from, how, to] of told.length ? told : between) {
    const ends = [from.value, to.value];
    ends.forEach((end) => {
      all.add(end);
      if (!number.has(end) && number.size < MOST) number.set(end, number.size);
    });
    if (!ends.every((end) => number.has(end))) continue;
    const key = ends.join(" ");
    const edge = edges.get(key) || { from: number.get(ends[0]), to: number.get(ends[1]), hows: [] };
    if (!edge.hows.includes(how)) edge.hows.push(how);
    edges.set(key, edge);
  }
  return { nodes: [...number.keys()], edges: [...edges.values()], all: all.size, literals };
}

const named = (iri) => decodeURIComponent(iri.replace(/[#/]$/, "").split(/[#/]/).slice(-1)[0] || iri);
const cut = (text) => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1).trimEnd()}…` : text);

// What occurs most often; the first of several.
function mode(all) {
  const count = new Map();
  all.forEach((one) => count.set(one, (count.get(one) || 0) + 1));
  return [...count].reduce((best, one) => (one[1] > best[1] ? one : best), ["", 0])[0];
}

function made(name, attributes = {}, ...inside) {
  const svg = ["svg", "g", "a", "circle", "line", "text", "title", "defs", "marker", "path"].includes(name);
  const element = svg ? document.createElementNS(SVG, name) : document.createElement(name);
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
  element.append(...inside);
  return element;
}

/** Return the class of a YASR plugin; `ask` runs a query, `pageOf` gives the page of an IRI. */
export function networkPlugin({ lang, base, ask, pageOf }) {
  const words = WORDS[lang] || WORDS.vi;
  const labels = new Map();
  const kinds = new Map();

  async function learn(iris) {
    const wanted = iris.filter((iri) => !labels.has(iri) && /^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`]*$/i.test(iri));
    if (!wanted.length) return;
    const { results } = await ask(`PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?node ?name ?text ?kind WHERE {
  VALUES ?node { ${wanted.map((iri) => `<${iri}>`).join(" ")} }
  OPTIONAL { ?node skos:prefLabel ?name }
  OPTIONAL { ?node <${base}def#statedText> ?text }
  OPTIONAL { ?node a/skos:prefLabel ?kind }
}`);
    const better = (map, key, term) => {
      if (term && (!map.has(key) || term["xml:lang"] === lang)) map.set(key, term.value);
    };
    for (const { node, name, text, kind } of results.bindings) {
      better(labels, node.value, name || text);
      better(kinds, node.value, kind);
    }
    wanted.forEach((iri) => labels.has(iri) || labels.set(iri, named(iri)));
  }

  const labelOf = (iri) => (iri.startsWith("?") ? iri.slice(1) : labels.get(iri) || named(iri));
  // Things of one type have one colour; the type stands in the address, so it is always known. A
  // part of a thing (…#evidence-1) is of another type than the thing.
  const typeOf = (iri) => {
    if (!iri.startsWith(base)) return "";
    const [path, fragment] = iri.slice(base.length).split("#");
    const [space, type] = path.split("/");
    if (space !== "id") return space;
    return fragment ? fragment.replace(/[-.\d]+$/, "") : type;
  };

  function groupsOf(nodes) {
    const counted = new Map();
    nodes.forEach((iri) => counted.set(typeOf(iri), [...(counted.get(typeOf(iri)) || []), iri]));
    const ordered = [...counted].sort((a, b) => b[1].length - a[1].length);
    return new Map(ordered.map(([type, members], at) => {
      const kind = mode(members.map((iri) => kinds.get(iri)).filter(Boolean));
      const name = type === "concept" ? words.concept : kind || type || words.other;
      return [type, { colour: `s${Math.min(at, 4)}`, name, count: members.length }];
    }));
  }

  function drawing({ nodes, edges }, groups) {
    const texts = nodes.map((iri) => cut(labelOf(iri)));
    const sizes = texts.map((text) => [Math.max(30, text.length * 6.6), 40]);
    const { places, width, height } = placed(sizes, edges.map(({ from, to }) => [from, to]));
    const svg = made("svg", { class: "net", viewBox: `0 0 ${Math.round(width)} ${Math.round(height)}`, role: "group", "aria-label": words.picture });
    svg.append(made("defs", {}, made("marker", { id: "net-arrow", viewBox: "0 0 6 6", refX: 5, refY: 3, markerWidth: 7, markerHeight: 7, orient: "auto" }, made("path", { d: "M0 0L6 3L0 6z", class: "tip" }))));
    edges.forEach(({ from, to, hows }) => {
      const [[x, y], [u, v]] = [places[from], places[to]];
      const far = Math.hypot(u - x, v - y) || 1;
      const [dx, dy] = [(u - x) / far, (v - y) / far];
      const line = made("line", { x1: x + dx * 7, y1: y + dy * 7, x2: u - dx * 8, y2: v - dy * 8, "marker-end": "url(#net-arrow)" });
      const how = made("text", { class: "how", x: (x + u) / 2, y: (y + v) / 2 - 2, "text-anchor": "middle" }, hows.map(labelOf).join(", "));
      svg.append(made("g", { class: "link", "data-from": from, "data-to": to }, line, how));
    });
    nodes.forEach((iri, at) => {
      const [x, y] = places[at];
      const group = groups.get(typeOf(iri));
      const link = made("a", { class: "node", "data-node": at },
        made("title", {}, `${labelOf(iri)} (${group.name})\n${iri}`),
        made("circle", { cx: x, cy: y, r: 6, class: group.colour }),
        made("text", { x, y: y + 18, "text-anchor": "middle" }, texts[at]));
      link.setAttribute(iri.includes(":") && !iri.startsWith("_:") ? "href" : "data-blank", pageOf(iri));
      svg.append(link);
    });
    if (edges.length <= FEW_LINKS) svg.classList.add("told");
    const near = ({ target }) => {
      const node = target.closest(".node");
      const links = node ? [...svg.querySelectorAll(".link")].filter(({ dataset }) => [dataset.from, dataset.to].includes(node.dataset.node)) : [];
      svg.querySelectorAll(".near").forEach((one) => one.classList.remove("near"));
      svg.classList.toggle("looked", links.length > 0);
      const there = new Set(links.flatMap(({ dataset }) => [dataset.from, dataset.to]));
      [...links, ...[...svg.querySelectorAll(".node")].filter(({ dataset }) => there.has(dataset.node))].forEach((one) => one.classList.add("near"));
    };
    ["focusin", "focusout", "mouseover"].forEach((name) => svg.addEventListener(name, (event) => near(name === "focusout" ? { target: svg } : event)));
    return { svg, width };
  }

  // The same in words: for who does not see the drawing, and for what it leaves in the dark.
  function listed({ nodes, edges }) {
    const link = (iri) => (iri.startsWith("_:") ? iri : made("a", { href: pageOf(iri) }, labelOf(iri)));
    const lines = edges.map(({ from, to, hows }) => made("li", {}, link(nodes[from]), ` — ${hows.map(labelOf).join(", ")} → `, link(nodes[to])));
    return made("details", {}, made("summary", {}, words.list), made("ul", {}, ...lines));
  }

  return class Network {
    constructor(yasr) {
      this.yasr = yasr;
      this.label = words.label;
      this.priority = 4;
    }
    network() {
      const { results } = this.yasr;
      if (results && this.of !== results) {
        this.of = results;
        this.found = networkOf(results.getAsJson());
      }
      return results ? this.found : null;
    }
    canHandleResults() {
      const found = this.network();
      return !!found && found.edges.length > 0;
    }
    async draw() {
      const found = this.network();
      const status = made("p", { role: "status" }, words.naming);
      this.yasr.resultsEl.replaceChildren(status);
      // Without names the drawing says what the addresses end in.
      await learn([...new Set([...found.nodes, ...found.edges.flatMap(({ hows }) => hows)])]).catch(() => null);
      if (!status.isConnected || this.of !== this.yasr.results) return; // something else is shown by now
      const groups = groupsOf(found.nodes);
      const { svg, width } = drawing(found, groups);
      const box = made("div", { class: "wide net-box", tabindex: 0, role: "region", "aria-label": words.picture }, svg);
      const said = [`${found.nodes.length} ${words.nodes}, ${found.edges.length} ${words.links}.`];
      if (found.all > found.nodes.length) said.push(words.left(found.all));
      if (found.literals) said.push(words.literals(found.literals));
      status.textContent = said.join(" ");
      let scale = 1;
      const fit = () => Math.min(width, Math.max(box.clientWidth - 4, width * 0.7));
      const zoom = (by) => {
        scale = Math.min(6, Math.max(0.4, scale * by));
        svg.setAttribute("width", Math.round(fit() * scale));
      };
      const button = (name, by) => {
        const one = made("button", { type: "button" }, name);
        one.addEventListener("click", () => zoom(by));
        return one;
      };
      const legend = made("ul", { class: "legend", "aria-label": words.kinds }, ...[...groups.values()].map(({ colour, name, count }) =>
        made("li", {}, made("svg", { width: 12, height: 12, "aria-hidden": "true" }, made("circle", { cx: 6, cy: 6, r: 6, class: colour })), ` ${name} (${count})`)));
      const tools = made("p", { class: "net-tools" }, button(words.larger, 1.4), " ", button(words.smaller, 1 / 1.4), ` ${words.hint}`);
      this.yasr.resultsEl.replaceChildren(status, tools, legend, box, listed(found));
      zoom(1);
    }
    getIcon() {
      const spots = [[2.5, 3], [9.5, 2.5], [6.5, 9.5]];
      const lines = made("path", { d: "M2.5 2.6L9.5 2.1V2.9L2.5 3.4zM2.9 2.8L6.9 9.3L6.1 9.7L2.1 3.2zM9.1 2.3L9.9 2.7L6.9 9.7L6.1 9.3z" });
      return made("svg", { viewBox: "0 0 12 12" }, lines, ...spots.map(([cx, cy]) => made("circle", { cx, cy, r: 1.9 })));
    }
  };
}
