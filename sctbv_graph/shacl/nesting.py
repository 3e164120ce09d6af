"""EXISTS of joined triples, rewritten as EXISTS inside EXISTS.

pyoxigraph 0.5 evaluates an EXISTS with two triple patterns anew for all of the data (oxigraph
issue 885): 130 s on 0.9 million triples, against 0.03 s where each EXISTS has one. The nested form
means the same: there is a triple such that there is a triple such that the filters hold. Only
bodies of plain triples and filters are rewritten; all else stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass

from sctbv_graph.shacl.tokens import Token, closing, tokens_of

_TERMS = {"var", "iri", "name", "string", "number"}


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A triple pattern: its text, and what it joins on."""

    text: str
    names: frozenset[str]
    constants: int


class _NotPlainError(Exception):
    """A body holds something else than triples and filters."""


def nest_exists(text: str) -> str:
    """Return a SPARQL text with its EXISTS nested where they join triples."""
    if "EXISTS" not in text.upper():
        return text
    tokens = tokens_of(text)
    made, at, place = [], 0, 0
    while place < len(tokens):
        token = tokens[place]
        opens = place + 1 < len(tokens) and tokens[place + 1].text == "{"
        if not (token.kind == "word" and token.text.upper() == "EXISTS" and opens):
            place += 1
            continue
        end = closing(tokens, place + 1)
        body = text[tokens[place + 1].end : tokens[end].start]
        outside = {t.text[1:] for t in (*tokens[:place], *tokens[end:]) if t.kind == "var"}
        made += [text[at : token.start], f"EXISTS {_nested(body, outside)}"]
        at, place = tokens[end].end, end + 1
    return "".join([*made, text[at:]])


def _nested(body: str, bound: set[str]) -> str:
    try:
        patterns, filters = _Body(body).read()
    except _NotPlainError:
        return f"{{{nest_exists(body)}}}"
    if len(patterns) < 2:
        return f"{{{nest_exists(body)}}}"
    ordered, known, left = [], set(bound), list(patterns)
    while left:
        best = max(left, key=lambda p: (bool(p.names & known), len(p.names & known), p.constants))
        left.remove(best)
        ordered.append(best)
        known |= best.names
    inner = " ".join(nest_exists(f) for f in filters)
    for pattern in reversed(ordered[1:]):
        inner = f"FILTER EXISTS {{ {pattern.text} . {inner} }}"
    return f"{{ {ordered[0].text} . {inner} }}"


class _Body:
    """A reader of a group that holds triples and filters only."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens_of(text)
        self.place = 0

    def read(self) -> tuple[list[_Pattern], list[str]]:
        patterns: list[_Pattern] = []
        filters: list[str] = []
        while self.place < len(self.tokens):
            if self.peek() == ".":
                self.place += 1
            elif self.peek().upper() == "FILTER":
                filters.append(self.filter())
            else:
                patterns += self.triples()
        return patterns, filters

    def peek(self) -> str:
        return self.tokens[self.place].text if self.place < len(self.tokens) else ""

    def filter(self) -> str:
        start = self.tokens[self.place].start
        while self.peek() not in {"(", "{"}:
            if not self.peek():
                raise _NotPlainError
            self.place += 1
        end = closing(self.tokens, self.place)
        self.place = end + 1
        return self.text[start : self.tokens[end].end]

    def triples(self) -> list[_Pattern]:
        subject, made = self.term(), []
        while True:
            predicate = self.path()
            while True:
                made.append(_pattern(subject, predicate, self.term()))
                if self.peek() != ",":
                    break
                self.place += 1
            while self.peek() == ";":
                self.place += 1
            if self.peek() in {".", ""} or self.peek().upper() == "FILTER":
                return made

    def next(self) -> Token:
        if self.place >= len(self.tokens):
            raise _NotPlainError
        self.place += 1
        return self.tokens[self.place - 1]

    def term(self) -> list[Token]:
        token = self.next()
        boolean = token.text in {"true", "false"}
        if (token.kind not in _TERMS and not boolean) or token.text.startswith("_:"):
            raise _NotPlainError
        parts = [token]
        if token.kind == "string":
            if self.place < len(self.tokens) and self.tokens[self.place].kind == "tag":
                parts.append(self.next())
            elif self.peek() == "^":
                parts += [self.next(), self.next(), self.next()]
        return parts

    def path(self) -> list[Token]:
        parts = []
        while True:
            while self.peek() in {"^", "!"}:
                parts.append(self.next())
            if self.peek() == "(":
                end = closing(self.tokens, self.place)
                parts += self.tokens[self.place : end + 1]
                self.place = end + 1
            else:
                token = self.next()
                if token.kind not in {"var", "iri", "name"} and token.text != "a":
                    raise _NotPlainError
                parts.append(token)
            while self.peek() in {"*", "+", "?"}:
                parts.append(self.next())
            if self.peek() not in {"/", "|"}:
                return parts
            parts.append(self.next())


def _pattern(subject: list[Token], predicate: list[Token], value: list[Token]) -> _Pattern:
    sides = (subject, predicate, value)
    names = frozenset(t.text[1:] for side in sides for t in side if t.kind == "var")
    text = " ".join("".join(t.text for t in side) for side in sides)
    return _Pattern(text, names, sum(side[0].kind != "var" for side in sides))
