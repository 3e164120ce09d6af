// The SPARQL editor: YASGUI on this server's endpoint, completion by the names of our own terms.
"use strict";

(async () => {
  const place = document.getElementById("editor");
  const lang = document.documentElement.lang;
  if (!window.Yasgui) {
    place.textContent = place.dataset.missing;
    return;
  }
  const { Yasgui } = window;
  const { Yasqe, Yasr } = Yasgui;
  // A server answers at these addresses; a site of files names its own.
  const at = (name, path) => new URL(place.dataset[name] || path, location.href).href;
  const endpoint = at("endpoint", "/sparql");
  const prefixes = await (await fetch(at("prefixes", "/editor/prefixes.json"))).json();

  // YASGUI takes the fragment of the address away when it starts.
  const named = new URLSearchParams(location.hash.slice(1)).get("question");
  const labels = new Map();
  const after = (text) => text.slice(text.lastIndexOf(":") + 1).replace(/[<>]/g, "");

  // The class that the subject of the line is said to be of, so that its own properties come first.
  const subjectClass = (yasqe) => {
    const before = yasqe.getDoc().getRange({ line: 0, ch: 0 }, yasqe.getDoc().getCursor());
    const subjects = before.match(/[?$]\w+(?=\s+[^?$\s.;,]*$|[^.]*;\s*\S*$)/g);
    const subject = subjects && subjects[0];
    const said = subject && before.match(new RegExp("\\" + subject + "\\s+a\\s+sctbv:(\\w+)"));
    return said ? said[1] : "";
  };

  const offer = (name, kind) => {
    Yasqe.forkAutocompleter(kind, {
      name,
      bulk: false,
      autoShow: false,
      persistenceId: null,
      get: async (yasqe, token) => {
        const typed = new URLSearchParams({ q: after(token.string), kind });
        if (kind === "property") typed.set("subjectClass", subjectClass(yasqe));
        const found = await (await fetch(at("terms", "/api/terms") + "?" + typed)).json();
        found.forEach((term) => labels.set(term.iri, term));
        return found.map((term) => term.iri);
      },
      postprocessHints: (_yasqe, hints) =>
        hints.map((hint) => {
          const iri = prefixes.sctbv + hint.text.split(":").pop().replace(/[<>]/g, "");
          const term = labels.get(iri);
          if (term) {
            const must = term.mandatory ? ` (${place.dataset.required})` : "";
            hint.displayText = `${hint.text} — ${term.label[lang] || term.label.vi || ""}${must}`;
          }
          return hint;
        }),
    }, false);
  };
  offer("sctbv-class", "class");
  offer("sctbv-property", "property");
  Yasqe.defaults.autocompleters = ["sctbv-class", "sctbv-property", "variables"];
  Yasqe.defaults.addPrefixesOnPaste = false;

  // A chart of any result with a column of numbers: the first such column, named by the first other.
  class Bars {
    constructor(yasr) {
      this.yasr = yasr;
      this.label = place.dataset.chart;
      this.priority = 5;
    }
    numbers() {
      const json = this.yasr.results && this.yasr.results.getAsJson();
      if (!json || !json.results) return null;
      const rows = json.results.bindings;
      const isNumber = (name) => rows.length && rows.every((r) => !r[name] || !isNaN(r[name].value));
      const column = json.head.vars.find((name) => rows.some((r) => r[name]) && isNumber(name));
      const names = json.head.vars.filter((name) => name !== column);
      return column && names.length ? { rows, column, names } : null;
    }
    canHandleResults() {
      return !!this.numbers();
    }
    draw() {
      const { rows, column, names } = this.numbers();
      const most = Math.max(...rows.map((r) => (r[column] ? Number(r[column].value) : 0)), 0);
      const table = document.createElement("table");
      table.className = "bars";
      rows.slice(0, 100).forEach((row) => {
        const line = table.insertRow();
        const head = document.createElement("th");
        head.scope = "row";
        const shown = names.map((n) => row[n] && row[n].value).find((v) => v && !/^https?:/.test(v));
        const any = names.map((n) => row[n] && row[n].value).find(Boolean) || "";
        head.textContent = shown || any.split(/[#/]/).pop();
        line.append(head);
        const value = row[column] ? Number(row[column].value) : 0;
        const cell = line.insertCell();
        cell.className = "number";
        cell.textContent = value.toLocaleString(lang);
        const drawn = line.insertCell();
        drawn.className = "drawn";
        const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
        svg.setAttribute("width", "100%");
        svg.setAttribute("height", "14");
        const bar = document.createElementNS("http://www.w3.org/2000/svg", "rect");
        bar.setAttribute("class", "s0");
        bar.setAttribute("height", "14");
        bar.setAttribute("width", `${most > 0 ? Math.max(0, (value * 100) / most) : 0}%`);
        svg.append(bar);
        drawn.append(svg);
      });
      this.yasr.resultsEl.replaceChildren(table);
    }
    getIcon() {
      const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      svg.setAttribute("viewBox", "0 0 12 12");
      const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
      path.setAttribute("d", "M1 11V6h2v5zM5 11V1h2v10zM9 11V4h2v7z");
      svg.append(path);
      return svg;
    }
  }
  Yasr.registerPlugin("bars", Bars);

  const yasgui = new Yasgui(place, {
    persistenceId: null,
    copyEndpointOnNewTab: false,
    requestConfig: { endpoint, method: "POST" },
    endpointCatalogueOptions: { getData: () => [{ endpoint }] },
    yasr: { prefixes, pluginOrder: ["table", "bars", "response"], persistenceId: null },
  });
  const first = [
    "PREFIX sctbv: <" + prefixes.sctbv + ">",
    "PREFIX skos: <" + prefixes.skos + ">",
    "SELECT ?task ?name (SUM(?vnd) / 1000000 AS ?million) WHERE {",
    "  ?task a sctbv:Task ; skos:prefLabel ?name .",
    "  ?line a sctbv:BudgetLine ; sctbv:isMoneyFor ?task ; sctbv:amountVnd ?vnd .",
    "}",
    "GROUP BY ?task ?name",
    "ORDER BY DESC(?million)",
  ].join("\n");
  const tab = () => yasgui.getTab();
  tab().setQuery(place.dataset.query || first);
  place.querySelectorAll(".CodeMirror textarea").forEach((box) => {
    box.setAttribute("aria-label", place.dataset.label);
  });

  const choose = document.getElementById("examples");
  let queries = null;
  choose.closest("p").hidden = false;
  const show = async () => {
    if (!choose.value) return;
    queries = queries || (await (await fetch(at("examples", "/editor/examples.json"))).json());
    tab().setQuery(queries[choose.value]);
  };
  choose.addEventListener("change", show);
  if (named) {
    choose.value = named;
    await show();
  }

  const downloads = document.getElementById("downloads");
  const kinds = { CSV: "text/csv", TSV: "text/tab-separated-values", JSON: "application/sparql-results+json", XML: "application/sparql-results+xml", Turtle: "text/turtle", "JSON-LD": "application/ld+json" };
  Object.entries(kinds).forEach(([name, media]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name;
    button.addEventListener("click", async () => {
      const body = new URLSearchParams({ query: tab().getQuery() });
      const answer = await fetch(endpoint, { method: "POST", body, headers: { Accept: media } });
      if (!answer.ok) {
        window.alert(await answer.text());
        return;
      }
      const link = document.createElement("a");
      link.href = URL.createObjectURL(await answer.blob());
      link.download = "sctbv." + (name === "JSON-LD" ? "jsonld" : name === "Turtle" ? "ttl" : name.toLowerCase());
      link.click();
      URL.revokeObjectURL(link.href);
    });
    downloads.append(button, " ");
  });
  // Addresses of ours lead to these pages; they need not resolve elsewhere.
  const base = prefixes.sctbv.replace(/def#$/, "");
  place.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    const to = link ? link.getAttribute("href") : "";
    if (!to.startsWith(base)) return;
    const [path, fragment] = to.slice(base.length).split("#");
    const end = fragment ? "#" + fragment : "";
    const { pages } = place.dataset;
    link.href = pages ? pages + path.replace(/^id\//, "page/") + "/" + end : "/" + path + end;
  }, true);
  place.dataset.ready = "yes";
})();
