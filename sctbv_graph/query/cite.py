"""Citations: of a document's places in Vietnamese, of an answer as BibTeX, RIS and CSL-JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sctbv_graph import iris
from sctbv_graph.query.answers import Answer
from sctbv_graph.query.catalogue import OWN, view
from sctbv_graph.query.evidence import Passage
from sctbv_graph.query.parameters import text_of
from sctbv_graph.store import Row, Store, select

FORMATS = ("vi", "bibtex", "ris", "csl")
PUBLISHER = "sctbv-graph"
_ROMAN = re.compile(r"[IVX]+(?:\.\d+)*\Z")
_ROW = re.compile(r"(\d+)(?:\.\d+)*\Z")
_SPECIAL = {"annex": "Phụ lục", "footnote-1": "chú thích [1]", "basis-1": "phần căn cứ"}
_MOST_PLACES = 12


@dataclass(frozen=True, slots=True)
class Citation:
    """An answer ready to be cited."""

    title: str
    address: str
    data_version: str
    sha256: str
    sources: tuple[str, ...]
    on: date


def place_of(node: str) -> str:
    """Return the place in its document that a thing stands at, as a citation names it; "" if none.

    >>> place_of("https://w3id.org/sctbv/id/objective/211-kh-ubnd-ca-mau-2024/II.2")
    'mục II.2'
    >>> place_of("https://w3id.org/sctbv/id/task/211-kh-ubnd-ca-mau-2024/5#budget-1")
    'Phụ lục, nhiệm vụ 5'
    """
    parsed = iris.parse(node)
    if parsed is None or "/" not in parsed.key:
        return ""
    place = parsed.key.rpartition("/")[2]
    if _ROMAN.match(place):
        return f"mục {place}"
    if row := _ROW.match(place):
        return f"Phụ lục, nhiệm vụ {row[1]}"
    if place.startswith("V.") or re.match(r"[IVX]+\.", place):
        return f"mục {place.partition('.')[0]}"
    return _SPECIAL.get(place, "")


def with_territory(name: str, territory: str) -> str:
    """Return the full name of a committee: the kind of the place it governs is said once.

    A name that does not end in it (a province is named already) stays as it is.

    >>> with_territory("Ủy ban nhân dân tỉnh", "tỉnh Cà Mau")
    'Ủy ban nhân dân tỉnh Cà Mau'
    """
    if territory and name.endswith(territory.split(maxsplit=1)[0]):
        return name.removesuffix(territory.split(maxsplit=1)[0]) + territory
    return name


def _document_text(row: Row) -> str:
    def said(name: str) -> str:
        return text_of(row[name]) if name in row else ""

    kind = said("type")
    words = [kind[:1].upper() + kind[1:], f"số {said('number')}" if said("number") else ""]
    if "date" in row:
        year, month, day = said("date").split("-")
        words.append(f"ngày {day}/{month}/{year}")
    if issuer := said("issuer"):
        issuer = with_territory(issuer, said("territory"))
        issuer = issuer.replace("Ủy ban nhân dân", "UBND").replace("Hội đồng nhân dân", "HĐND")
        words.append(f"của {issuer}")
    return " ".join(word for word in words if word)


def cite_documents(store: Store, documents: Iterable[str]) -> dict[str, str]:
    """Return document -> citation: "Kế hoạch số 211/KH-UBND ngày 02/10/2024 của UBND tỉnh …"."""
    wanted = " ".join(f"<{document}>" for document in sorted(set(documents)))
    if not wanted:
        return {}
    rows = select(store, view("citation").replace("# nodes", wanted)).rows
    return {text_of(row["document"]): _document_text(row) for row in rows}


def _order(place: str) -> list[tuple[int, str]]:
    return [(int(p), "") if p.isdigit() else (0, p) for p in re.split(r"(\d+)", place)]


def cite_passages(store: Store, passages: Iterable[Passage]) -> tuple[str, ...]:
    """Return one Vietnamese citation a document, with the places that the passages stand at."""
    places: dict[str, dict[str, None]] = {}
    for passage in passages:
        found = places.setdefault(passage.document, {})
        if place := place_of(passage.node):
            found[place] = None
    named = cite_documents(store, places)
    made = []
    for document, found in places.items():
        by_head: dict[str, list[str]] = {}
        for place in sorted(found, key=_order):
            head, _, last = place.rpartition(" ")
            by_head.setdefault(head or place, []).append(last if head else "")
        parts = []
        for head, lasts in by_head.items():
            shown = ", ".join(last for last in lasts[:_MOST_PLACES] if last)
            more = f" và {len(lasts) - _MOST_PLACES} chỗ khác" if len(lasts) > _MOST_PLACES else ""
            parts.append(f"{head} {shown}".strip() + more)
        made.append("; ".join([named.get(document, document) + (", " if parts else "")][:1]))
        made[-1] += "; ".join(parts)
    return tuple(made)


def cite_answer(
    store: Store, found: Answer, address: str, data_version: str, sha256: str, on: date
) -> Citation:
    """Return what is needed to cite an answer; ``address`` is the full address of its page."""
    title = found.question.question["vi"]
    if found.bound:
        said = [
            f"{parameter.label['vi']}: {found.labels.get(value, value)}"
            for parameter in found.question.parameters
            if (value := found.bound.get(parameter.name))
        ]
        title += f" ({'; '.join(said)})"
    passages = [passage for passages in found.evidence for passage in passages]
    return Citation(title, address, data_version, sha256, cite_passages(store, passages), on)


def in_vietnamese(made: Citation) -> str:
    """Return the citation as a sentence: the answer, then the documents it rests on."""
    said = (
        f"“{made.title}”, {PUBLISHER}, dữ liệu {made.data_version}, "
        f"SHA-256 {made.sha256[:16]}…, truy cập {made.on:%d/%m/%Y}, {made.address}."
    )
    return said + (f" Nguồn: {'. '.join(made.sources)}." if made.sources else "")


def _brace(text: str) -> str:
    """Return text for BibTeX: what it gives a meaning to is put out of effect."""
    special = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}"}
    escaped = "".join(special.get(char, char) for char in text)
    return re.sub(r"([%&#_$])", r"\\\1", escaped)


def as_bibtex(made: Citation, name: str) -> str:
    """Return a BibTeX entry (UTF-8, for biber or a modern BibTeX)."""
    fields = {
        "title": _brace(made.title),
        "author": "{" + PUBLISHER + "}",
        "year": str(made.on.year),
        "version": made.data_version,
        "url": made.address,
        "urldate": made.on.isoformat(),
        "note": _brace("; ".join([f"SHA-256 {made.sha256}", *made.sources])),
        "langid": "vietnamese",
    }
    lines = [f"  {key} = {{{value}}}," for key, value in fields.items()]
    return "\n".join([f"@misc{{{name}-{made.sha256[:8]},", *lines, "}", ""])


def as_ris(made: Citation) -> str:
    """Return a RIS record, lines ended by CR LF as the format asks."""
    lines = [
        ("TY", "DATA"), ("TI", made.title), ("AU", PUBLISHER), ("PY", str(made.on.year)),
        ("DA", made.on.strftime("%Y/%m/%d")), ("ET", made.data_version), ("UR", made.address),
        ("N1", f"SHA-256 {made.sha256}"), *(("N1", source) for source in made.sources),
        ("LA", "vi"), ("ER", ""),
    ]  # fmt: skip
    return "".join(f"{tag}  - {' '.join(value.split())}\r\n" for tag, value in lines)


def as_csl(made: Citation, name: str) -> str:
    """Return CSL-JSON 1.0: a list of one item."""
    item = {
        "id": f"{name}-{made.sha256[:8]}",
        "type": "dataset",
        "title": made.title,
        "author": [{"literal": PUBLISHER}],
        "issued": {"date-parts": [[made.on.year, made.on.month, made.on.day]]},
        "accessed": {"date-parts": [[made.on.year, made.on.month, made.on.day]]},
        "version": made.data_version,
        "URL": made.address,
        "language": "vi",
        "note": "; ".join([f"SHA-256 {made.sha256}", *made.sources]),
    }
    return json.dumps([item], ensure_ascii=False, indent=1) + "\n"


def write_citation(made: Citation, found: Answer, format_: str) -> str:
    """Return a citation in one of `FORMATS`."""
    name = "sctbv" if found.question.name == OWN else found.question.name
    if format_ == "bibtex":
        return as_bibtex(made, name)
    if format_ == "ris":
        return as_ris(made)
    return as_csl(made, name) if format_ == "csl" else in_vietnamese(made) + "\n"
