"""Pages as HTML, without HTTP: templates, language, links, quotes in their lines.

One set of templates for the server and for a site of files: what differs is the `Links`.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeVar

import pyoxigraph as ox
from jinja2 import Environment
from jinja2.runtime import Macro

import sctbv_graph
from sctbv_graph.build import data_version
from sctbv_graph.publish import charts
from sctbv_graph.publish.facts import written
from sctbv_graph.publish.links import SERVER, Links, local
from sctbv_graph.publish.site_links import SiteLinks, linking
from sctbv_graph.query import Passage, cell_text, text_of, view
from sctbv_graph.query.texts import source_texts, text_of_source
from sctbv_graph.read import SourceDocument
from sctbv_graph.settings import Settings, bundle
from sctbv_graph.store import Store, select
from sctbv_graph.templating import templates

TEMPLATES = Path(__file__).parent / "templates"
LANGUAGES = ("vi", "en")
T = TypeVar("T")
_NOTHING = object()


class Pages:
    """The store, the templates and the source texts that pages are made from."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        folders: Iterable[Path] = (),
        day: date | None = None,
        waits: bool = True,
        texts: Mapping[str, SourceDocument] | None = None,
    ) -> None:
        """Load templates (those of ``folders`` too) and the source texts evidence is shown in.

        ``texts`` are these, by the IRI of their document; all of the data folders by default.
        What depends on a day (waivers that run out) is told as of ``day``, or else of today. Where
        a page ``waits`` it is made whole; a server shows it without what takes long (`margin`).
        """
        self.settings = settings
        self.store = store
        self.day = day
        self.waits = waits
        self._folders = [TEMPLATES, *folders]
        self._templates = templates(tuple(self._folders))
        self.sources = source_texts(settings, store) if texts is None else texts
        self._basis_names = self._load_basis_names()
        self._kept: dict[str, Any] = {}
        self._state = -1
        self._making: dict[str, threading.Lock] = {}
        self._keeping = threading.Lock()

    @property
    def today(self) -> date:
        """The day that what depends on one is told as of."""
        return self.day or date.today()  # noqa: DTZ011  a local day

    @cached_property
    def version(self) -> str:
        """The mark of everything that pages are made from: data, program, templates."""
        mark = hashlib.sha256(f"{sctbv_graph.__version__} {data_version(self.settings)}".encode())
        folders = [*self._folders, bundle() / "queries" / "views"]
        for path in sorted(path for folder in folders for path in folder.rglob("*.*")):
            mark.update(path.read_bytes())
        return mark.hexdigest()[:16]

    def kept(self, name: str, make: Callable[[], T]) -> T:
        """Return what ``make`` gave at the first call: for what all pages of the data share.

        A write to the store makes all of it stale, so it is made again. Who asks for something
        else meanwhile does not wait.
        """
        state: int = getattr(self.store, "writes", 0)
        with self._keeping:
            if state != self._state:
                self._kept.clear()
                self._state = state
            making = self._making.setdefault(name, threading.Lock())
        with making:
            held = self._kept.get(name, _NOTHING)
            if held is _NOTHING:
                held = make()
                with self._keeping:
                    if state == self._state:  # else it was written meanwhile: for this answer alone
                        self._kept[name] = held
            found: T = held
            return found

    def keep(self, name: str, held: object) -> None:
        """Hold something for `kept` to return."""
        with self._keeping:
            self._state = getattr(self.store, "writes", 0)
            self._kept[name] = held

    def held(self, name: str) -> Any:
        """Return what `kept` keeps under a name, ``None`` where it was not made yet; no waiting."""
        with self._keeping:
            return self._kept.get(name) if getattr(self.store, "writes", 0) == self._state else None

    def _load_basis_names(self) -> dict[tuple[str, str], str]:
        """Return (basis, language) -> word, as the concept scheme says it."""
        names = {}
        for row in select(self.store, view("basis-names")).rows:
            label = row["label"]
            assert isinstance(label, ox.Literal)
            names[text_of(row["basis"]).rsplit("/", 1)[1], label.language or "vi"] = label.value
        return names

    def basis_name(self, name: str, lang: str) -> str:
        """Return the word for how something was come by."""
        return self._basis_names.get((name, lang), name)

    def in_context(self, passage: Passage) -> tuple[str, str, str]:
        """Return the words before a quote, the quote, and those after it, in its lines."""
        if passage.document not in self.sources:
            return "", passage.quote, ""
        text = text_of_source(self.sources, passage.document)
        start = text.rfind("\n", 0, passage.start) + 1
        end = text.find("\n", passage.end)
        return (
            text[start : passage.start],
            text[passage.start : passage.end],
            text[passage.end : end if end >= 0 else len(text)],
        )

    def macros(self, lang: str, links: Links) -> Mapping[str, Any]:
        """Return the macros of ``macros.html`` by name, the same for all pages as deep in a site.

        A template that imports them itself makes them anew, and they hold all that it was given
        until the garbage is collected.
        """
        return _macros(self._templates, lang, linking(links, lang))

    def render(
        self, template: str, lang: str, address: str = "/", links: Links = SERVER, /, **values: Any
    ) -> str:
        """Return a page in ``lang``; ``address`` is its own path, for the link to the other one."""
        return self._templates.get_template(template).render(
            lang=lang,
            vi=lang == "vi",
            link=linking(links, lang),
            file=links.file,
            local=local,
            other_language=links.page(address, "en" if lang == "vi" else "vi"),
            cell=cell_text,
            context=self.in_context,
            bar=charts.bar,
            months_drawn=charts.months,
            month_heads=charts.month_heads,
            number=lambda value: written(value, lang),
            basis_name=lambda name: self.basis_name(name, lang),
            readable=self.sources.__contains__,
            site=links if isinstance(links, SiteLinks) else None,
            **values,
        )


@lru_cache(maxsize=32)
def _macros(environment: Environment, lang: str, link: Callable[[str], str]) -> Mapping[str, Macro]:
    known = {"lang": lang, "vi": lang == "vi", "link": link, "local": local, "bar": charts.bar}
    made = environment.get_template("macros.html").make_module(known)
    return {name: held for name, held in vars(made).items() if isinstance(held, Macro)}
