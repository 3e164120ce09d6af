"""SPARQL texts of shapes: what is in them, and variables bound beforehand (SHACL 5.2, app. A).

SHACL evaluates a text once for each focus node, with ``$this`` replaced by the node. Here it is
evaluated once for all of them: the pattern of the focus nodes is put into every group that needs
``$this`` and does not bind it by triples of its own. That gives the same solutions but where a
LIMIT or an aggregate counts over all nodes; such a text is evaluated node by node.

The text is cut into tokens and groups, no further: everything else is left as it was written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from sctbv_graph.shacl.tokens import Token, UnreadableTextError, tokens_of

_AGGREGATES = {"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"}
_REFUSED = {"MINUS", "VALUES", "SERVICE"}
_WORDS = {"word", "mark"}
_OPENING, _CLOSING = {"(", "["}, {")", "]"}


@dataclass(slots=True)
class Group:
    """One ``{ ... }``: where it opens, and the variables in it."""

    at: int
    in_exists: bool
    in_graph: bool
    triples: set[str] = field(default_factory=set)
    binds: set[str] = field(default_factory=set)
    inside: set[str] = field(default_factory=set)
    selected: bool = False
    """Whether it is what a SELECT selects from."""


@dataclass(slots=True)
class Select:
    """One SELECT: what it gives, and whether it counts over all focus nodes."""

    at: int
    nested: bool
    names: list[str] = field(default_factory=list)
    star: bool = False
    grouped: set[str] = field(default_factory=set)
    aggregates: bool = False
    cut: bool = False
    """Whether it has LIMIT or OFFSET."""

    def by_node(self, name: str) -> bool:
        """Tell whether it gives for all nodes at once what it would give for each."""
        over_all = (self.aggregates or bool(self.grouped)) and name not in self.grouped
        return not self.cut and not over_all


@dataclass(slots=True)
class Text:
    """A SPARQL text taken apart. ``assigned`` are the variables after AS."""

    text: str
    groups: list[Group] = field(default_factory=list)
    selects: list[Select] = field(default_factory=list)
    assigned: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    def needing(self, names: Iterable[str]) -> list[tuple[Group, set[str]]]:
        """Return the groups that must be given variables, with those they need."""
        wanted, found = set(names), []
        for group in self.groups:
            if group.in_exists and not group.selected:
                continue  # the engine evaluates EXISTS with the outer bindings
            needed = {
                name
                for name in wanted & group.inside
                if group.selected or name not in group.triples or name in group.binds
            }
            found.append((group, needed))
        return found

    def with_inserted(self, pieces: Iterable[tuple[int, str]]) -> str:
        """Return the text with pieces put in at their offsets."""
        text = self.text
        for at, piece in sorted(pieces, reverse=True):
            text = f"{text[:at]} {piece} {text[at:]}"
        return text


def read_text(text: str) -> Text:
    """Take a SELECT or ASK apart; `UnreadableTextError` where its brackets do not fit."""
    return _Reader(text).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self.made = Text(text)
        self.tokens = tokens_of(text)
        self.words = [
            token.text.upper() if token.kind in _WORDS else token.text for token in self.tokens
        ]
        self.words.append("")
        self.place = 0

    def read(self) -> Text:
        while self.word() not in {"SELECT", "ASK"}:
            self.next()
        if self.word() == "SELECT":
            self.select(nested=False, in_exists=False, in_graph=False)
        else:
            self.next()
            self.until_group()
            self.group(in_exists=False, in_graph=False)
        return self.made

    # -- tokens ----------------------------------------------------------------------------

    def peek(self) -> Token | None:
        return self.tokens[self.place] if self.place < len(self.tokens) else None

    def next(self) -> Token:
        token = self.peek()
        if token is None:
            raise UnreadableTextError(self.made.text)
        self.place += 1
        if token.kind == "var":
            self.made.names.add(token.text[1:])
        return token

    def word(self) -> str:
        return self.words[self.place]

    def until_group(self) -> None:
        while self.word() != "{":
            self.next()

    # -- parts -----------------------------------------------------------------------------

    def select(self, *, nested: bool, in_exists: bool, in_graph: bool) -> set[str]:
        """Read a SELECT with its group and modifiers; return the variables it mentions."""
        self.next()
        if self.word() in {"DISTINCT", "REDUCED"}:
            self.next()
        token = self.peek()
        made = Select(token.start if token else 0, nested)
        self.made.selects.append(made)
        while self.word() not in {"WHERE", "{"}:
            self.projected(made)
        self.until_group()
        group = self.group(in_exists=in_exists, in_graph=in_graph, selected=True)
        self.modifiers(made)
        return group.inside.union(made.names)

    def projected(self, made: Select) -> None:
        token = self.next()
        if token.text == "*":
            made.star = True
        elif token.kind == "var":
            made.names.append(token.text[1:])
        elif token.text == "(":
            before = self.place
            self.expression(lambda _: None)
            inside = self.tokens[before : self.place]
            made.aggregates |= any(t.text.upper() in _AGGREGATES for t in inside)
            if len(inside) > 2 and inside[-3].text.upper() == "AS":
                made.names.append(inside[-2].text[1:])
                self.made.assigned.add(inside[-2].text[1:])
        elif token.text.upper() == "FROM":
            self.made.refused.append("FROM")

    def modifiers(self, made: Select) -> None:
        while self.peek() is not None and self.word() != "}":
            word = self.word()
            self.next()
            if word == "GROUP":
                self.next()
                self.grouping(made)
            elif word in {"LIMIT", "OFFSET"}:
                made.cut = True
            elif word in _AGGREGATES:
                made.aggregates = True
            elif word in _REFUSED:
                self.made.refused.append(word)

    def grouping(self, made: Select) -> None:
        """Read GROUP BY; an expression counts as something that is no plain variable."""
        made.grouped.add("")
        while self.word() not in {"HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES", "}", ""}:
            token = self.next()
            if token.kind == "var":
                made.grouped.add(token.text[1:])
            elif token.text == "(":
                self.expression(lambda _: None)

    def group(self, *, in_exists: bool, in_graph: bool, selected: bool = False) -> Group:
        opening = self.next()
        made = Group(opening.end, in_exists, in_graph, selected=selected)
        self.made.groups.append(made)
        if self.word() == "SELECT":
            made.inside |= self.select(nested=True, in_exists=in_exists, in_graph=in_graph)
            self.made.groups.remove(made)
        graph_next = False
        while self.word() != "}":
            word = self.word()
            if word == "{":
                inner = self.group(in_exists=in_exists, in_graph=in_graph or graph_next)
                made.inside |= inner.inside
                graph_next = False
                continue
            token = self.next()
            if word == "GRAPH":
                graph_next = True
                named = self.next()
                if named.kind == "var":
                    made.inside.add(named.text[1:])
            elif word == "FILTER":
                self.filter(made)
            elif word == "BIND":
                self.bind(made)
            elif word in _REFUSED:
                self.made.refused.append(word)
            elif token.kind == "var":
                made.triples.add(token.text[1:])
                made.inside.add(token.text[1:])
        self.next()
        return made

    def filter(self, made: Group) -> None:
        while True:
            word = self.word()
            if word == "EXISTS":
                self.next()
                made.inside |= self.group(in_exists=True, in_graph=made.in_graph).inside
                return
            token = self.next()
            if token.kind == "mark" and token.text == "(":
                self.expression(made.inside.add, made)
                return

    def bind(self, made: Group) -> None:
        self.next()
        before = self.place

        def used(name: str) -> None:
            made.inside.add(name)
            made.binds.add(name)

        self.expression(used, made)
        inside = self.tokens[before : self.place]
        if len(inside) > 2:
            self.made.assigned.add(inside[-2].text[1:])

    def expression(self, used: Callable[[str], None], around: Group | None = None) -> None:
        """Read up to the bracket that closes the one just read."""
        depth = 1
        while depth:
            if self.word() == "EXISTS":
                self.next()
                in_graph = around is not None and around.in_graph
                for name in self.group(in_exists=True, in_graph=in_graph).inside:
                    used(name)
                continue
            token = self.next()
            if token.kind == "mark" and token.text in _OPENING:
                depth += 1
            elif token.kind == "mark" and token.text in _CLOSING:
                depth -= 1
            elif token.kind == "var":
                used(token.text[1:])


def objections(text: Text, required: Iterable[str], bound: Iterable[str]) -> list[str]:
    """Return what appendix A forbids and the text does, in English, shortly.

    ``required`` are the variables that every SELECT inside must give; ``bound`` all that are
    bound beforehand, which nothing may assign.
    """
    said = [f"{word} is not allowed" for word in dict.fromkeys(text.refused)]
    assigned = sorted(text.assigned & set(bound))
    said += [f"AS ?{name} assigns a variable that is bound beforehand" for name in assigned]
    for select in text.selects:
        if select.nested:
            missing = sorted(set(required).difference(select.names))
            if missing:
                said.append(f"a SELECT inside does not give ?{' ?'.join(missing)}")
    return said


def values_clause(bound: Mapping[str, str]) -> str:
    """Return the VALUES that binds variables to terms, or nothing."""
    if not bound:
        return ""
    names = " ".join(f"?{name}" for name in bound)
    return f"VALUES ({names}) {{ ({' '.join(bound.values())}) }}"
