"""A page of the portal as its tests read it, and what they share."""

from __future__ import annotations

from html.parser import HTMLParser

from fastapi.testclient import TestClient

from sctbv_graph.query import load_questions

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
ANYTHING = {"Accept": "*/*"}
DEF = "https://w3id.org/sctbv/def#"
ID = "https://w3id.org/sctbv/id/"
PLAN = "211-kh-ubnd-ca-mau-2024"
TASK = f"task/{PLAN}/11"
QUESTIONS = list(load_questions())


class Page(HTMLParser):
    """Language, tags with their attributes, links, marked and quoted text of one page."""

    def __init__(self, html: str) -> None:
        """Read the page."""
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.inside: list[str] = []
        self.marks: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in ("meta", "link", "input", "br", "img"):
            self.inside.append(tag)
        if tag == "mark":
            self.marks.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.inside:
            while self.inside.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.text += data
        if "mark" in self.inside:
            self.marks[-1] += data

    def named(self, *names: str) -> list[dict[str, str]]:
        return [attributes for tag, attributes in self.tags if tag in names]

    @property
    def lang(self) -> str:
        return self.named("html")[0]["lang"]


def get(client: TestClient, path: str) -> Page:
    answer = client.get(path, headers=BROWSER)
    assert answer.headers["content-type"].startswith("text/html"), path
    return Page(answer.text)


def with_english(path: str) -> str:
    return path + ("&" if "?" in path else "?") + "lang=en"


def is_sentence(text: str) -> bool:
    """Tell whether a plain-text answer is one line of words that ends as a sentence does."""
    line = text.strip()
    return "\n" not in line and len(line.split()) > 4 and line.endswith(".")
