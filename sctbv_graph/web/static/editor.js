// The SPARQL editor: YASGUI on this server's endpoint, completion by the names of our own terms,
// results as table, chart and network.
import { barsPlugin } from "./bars.js";
import { insertBox } from "./insert.js";
import { networkPlugin } from "./network.js";

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

  // Addresses of ours lead to these pages; they need not resolve elsewhere.
  const base = prefixes.sctbv.replace(/def#$/, "");
  const pageOf = (iri) => {
    if (!iri.startsWith(base)) return iri;
    const [path, fragment] = iri.slice(base.length).split("#");
    const end = fragment ? "#" + fragment : "";
    const { pages } = place.dataset;
    const page = path.replace(/^id\//, "page/");
    return pages ? `${pages}${page}/${end}` : `/${page}${lang === "en" ? "?lang=en" : ""}${end}`;
  };
  const ask = async (query) => {
    const headers = { Accept: "application/sparql-results+json" };
    const answer = await fetch(endpoint, { method: "POST", body: new URLSearchParams({ query }), headers });
    if (!answer.ok) throw new Error(await answer.text());
    return answer.json();
  };
  Yasr.registerPlugin("bars", barsPlugin({ lang }));
  Yasr.registerPlugin("network", networkPlugin({ lang, base, ask, pageOf }));

  const yasgui = new Yasgui(place, {
    persistenceId: null,
    copyEndpointOnNewTab: false,
    requestConfig: { endpoint, method: "POST" },
    endpointCatalogueOptions: { getData: () => [{ endpoint }] },
    yasr: { prefixes, pluginOrder: ["table", "bars", "network", "response"], persistenceId: null },
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

  const find = async (typed) => {
    const asked = new URLSearchParams({ kind: "individual", q: typed });
    const answer = await fetch(at("terms", "/api/terms") + "?" + asked);
    if (!answer.ok) throw new Error(await answer.text());
    return (await answer.json()).map(({ iri, label, of }) => ({ iri, label: label[lang] || label.vi, kind: of ? of[lang] : "" }));
  };
  insertBox(document.getElementById("insert"), lang, find, (iri) => {
    const yasqe = tab().getYasqe();
    yasqe.getDoc().replaceSelection(`<${iri}>`);
    yasqe.focus();
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
  // Tables first, then graphs: what does not fit the form of the query is refused with a sentence.
  const kinds = [
    ["CSV", "text/csv", "csv"], ["TSV", "text/tab-separated-values", "tsv"], ["JSON", "application/sparql-results+json", "json"],
    ["XML", "application/sparql-results+xml", "xml"], ["Turtle", "text/turtle", "ttl"], ["JSON-LD", "application/ld+json", "jsonld"],
    ["N-Triples", "application/n-triples", "nt"], ["RDF/XML", "application/rdf+xml", "rdf"],
  ];
  kinds.forEach(([name, media, ending]) => {
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
      link.download = `sctbv.${ending}`;
      link.click();
      URL.revokeObjectURL(link.href);
    });
    downloads.append(button, " ");
  });
  place.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (link) link.setAttribute("href", pageOf(link.getAttribute("href")));
  }, true);
  place.dataset.ready = "yes";
})();
