"""The ontology's page in ``docs/``, written by program: Markdown with the diagrams as SVG files.

``python -m sctbv_graph.publish.handbook docs`` writes it; a test says when it is out of date.
Where a term is used is not in it, because that changes with every question: see ``/def``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from sctbv_graph.files import write_beside
from sctbv_graph.publish.diagrams import draw_all
from sctbv_graph.publish.ontology import Cardinality, Ontology, Term, load_ontology

_WORDS = {
    "vi": {
        "other": "English: [ontology.en.md](ontology.en.md)", "class": "Lớp",
        "object": "Thuộc tính đối tượng", "data": "Thuộc tính dữ liệu",
        "annotation": "Thuộc tính chú thích", "example": "Ví dụ", "supers": "Hẹp hơn",
        "domain": "Của", "range": "Nhận", "disjoint": "Không chung phần tử với",
        "traits": "Tính chất", "chain": "Suy từ chuỗi", "alignments": "Tương ứng",
        "sources": "Nghĩa mượn từ", "counts": "Số giá trị theo khuôn", "diagrams": "Sơ đồ",
        "schemes": "Lược đồ khái niệm",
        "made": "Trang này do chương trình viết từ `ontology/` và `shapes/model/`"
        " (`make docs`); trang `/def` của cổng dữ liệu còn cho biết mỗi thuật ngữ được dùng ở đâu."
        " Ví dụ là lời của Kế hoạch 211; thuật ngữ mà kế hoạch không tự nêu (tệp, quy tắc kiểm tra,"
        " sự kiện về sau) có ví dụ là đoạn mà nó nói tới.",
    },
    "en": {
        "other": "Tiếng Việt: [ontology.vi.md](ontology.vi.md)", "class": "Classes",
        "object": "Object properties", "data": "Data properties",
        "annotation": "Annotation properties", "example": "Example", "supers": "Narrower than",
        "domain": "Of", "range": "Takes", "disjoint": "Shares no member with",
        "traits": "Is", "chain": "Follows from the chain", "alignments": "Alignments",
        "sources": "Meaning borrowed from", "counts": "Values by shape", "diagrams": "Diagrams",
        "schemes": "Concept schemes",
        "made": "This page is written by program from `ontology/` and `shapes/model/`"
        " (`make docs`); the portal's page `/def` also tells where each term is used."
        " Examples are words of Plan 211; that of a term which no plan states (files, audit rules,"
        " later events) is the passage it would speak of.",
    },
}  # fmt: skip


def page(ontology: Ontology, lang: str) -> str:
    """Return the page in one language as Markdown."""
    words = _WORDS[lang]
    home = next(iter(ontology.terms.values())).iri.partition("#")[0]
    parts = [
        f"# {ontology.title[lang]}",
        f"{ontology.description[lang]} {words['other']}",
        f"`{home}#` · {ontology.version} · <{ontology.licence}>",
        words["made"],
        f"## {words['diagrams']}",
    ]
    parts += [
        f"### {drawn.title}\n\n![{drawn.title}](ontology/{drawn.name}.{lang}.svg)"
        for drawn in draw_all(ontology, lang)
    ]
    for kind in ("class", "object", "data", "annotation"):
        parts.append(f"## {words[kind]}")
        parts += [_term(term, lang) for term in ontology.of_kind(kind)]
    parts.append(f"## {words['schemes']}")
    parts += [
        f"- **{scheme.label[lang]}** (`{scheme.name}`): "
        + ", ".join(
            f"{label[lang]} (`{name.partition('/')[2]}`)" for name, label in scheme.concepts
        )
        for scheme in ontology.schemes
    ]
    return "\n\n".join(parts) + "\n"


def _term(term: Term, lang: str) -> str:
    head = f'### <a id="{term.name}"></a>{term.label[lang]} · `{term.name}`'
    return "\n".join([head, "", term.definition[lang], "", *_details(term, lang)]).rstrip()


def _details(term: Term, lang: str) -> Iterator[str]:
    words = _WORDS[lang]
    if term.example:
        yield f"- {words['example']}: “{' '.join(term.example.split())}”"
    for name in ("supers", "domain", "range", "disjoint"):
        values = getattr(term, name)
        if values:
            yield f"- {words[name]}: " + ", ".join(_named(value) for value in values)
    if term.traits:
        yield f"- {words['traits']}: " + ", ".join(term.traits)
    if term.chain:
        yield f"- {words['chain']}: `{term.chain}`"
    for name in ("alignments", "sources"):
        values = getattr(term, name)
        if values:
            yield f"- {words[name]}: " + ", ".join(
                f"`{a.relation}` [{a.short}]({a.iri})"
                if a.relation != "source"
                else f"[{a.short}]({a.iri})"
                for a in values
            )
    if term.cardinalities:
        counts = [count_words(c, term.name) for c in term.cardinalities]
        yield f"- {words['counts']}: " + "; ".join(counts)


def count_words(count: Cardinality, seen_from: str) -> str:
    """Return how many values, beside the other end: of a class its property, or the reverse."""
    other = count.prop if seen_from == count.cls else count.cls
    if count.most is None:
        many = f"≥ {count.least}"
    else:
        many = str(count.most) if count.least == count.most else f"{count.least}–{count.most}"
    return f"`{other}` {many}"


def _named(name: str) -> str:
    return f"`{name}`" if ":" in name else f"[{name}](#{name})"


def files(ontology: Ontology) -> dict[str, bytes]:
    """Return path under ``docs/`` -> content, both languages with their diagrams."""
    made = {}
    for lang in ("vi", "en"):
        made[f"ontology.{lang}.md"] = page(ontology, lang).encode()
        for diagram in draw_all(ontology, lang, f"../ontology.{lang}.md#{{}}".format):
            made[f"ontology/{diagram.name}.{lang}.svg"] = (diagram.svg + "\n").encode()
    return made


def main(folder: str) -> None:
    """Write the files that differ under a folder."""
    for name, data in files(load_ontology()).items():
        path = Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_bytes() != data:
            write_beside(path, data)


if __name__ == "__main__":
    main(sys.argv[1])
