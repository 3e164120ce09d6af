"""The frozen records that pass between the stages.

``read`` and ``extract`` make them, ``graph`` turns them into quads once. A record points into the
text by `Span`; what is shown or quoted is cut from there. Amounts are `Decimal` in the unit
printed (million VND in Plan 211's annex); dates are `datetime.date`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple


class Span(NamedTuple):
    """Characters ``start`` to ``end`` (exclusive) of the text as read, in code points."""

    start: int
    end: int


def trim(text: str, span: Span) -> Span:
    """Return ``span`` without the blanks at its ends.

    >>> trim(" 7.033 ", Span(0, 7))
    Span(start=1, end=6)
    """
    piece = text[span.start : span.end]
    if len(piece.strip()) == span.end - span.start:  # most have none
        return span
    return Span(span.start + len(piece) - len(piece.lstrip()), span.start + len(piece.rstrip()))


class ThingId(NamedTuple):
    """Type and key of a thing: ``("task", "211-kh-ubnd-ca-mau-2024/5")``."""

    type: str
    key: str


@dataclass(frozen=True, slots=True)
class Certainty:
    """How a fact was come by. ``basis`` is read, forced, inferred, open or confirmed.

    ``alternatives`` are the other readings (names of concepts), ``reason`` says in Vietnamese
    what the reading rests on.
    """

    basis: str = "read"
    reason: str = ""
    alternatives: tuple[str, ...] = ()


READ = Certainty()


@dataclass(frozen=True, slots=True)
class Passage:
    """Where a fact stands: one span within one paragraph or cell."""

    span: Span
    supports: tuple[str, ...] = ()  # names of properties, where the node carries several facts
    row: int | None = None  # position of the row in the annex table, 0 for the row of totals
    column: str | None = None  # heading of the column, where the text shows which it is


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word that stands for a concept: folded by whoever looks for it."""

    label: str
    concept: str  # IRI


@dataclass(frozen=True, slots=True)
class Body:
    """An entry of the register of agencies (``data/reference/agencies.toml``)."""

    stem: str
    name: str
    name_en: str
    kind: str
    level: str  # "national", "province" or "district": whose name completes the key
    spellings: tuple[str, ...] = ()
    parent: str = ""  # stem of the body it is a unit of
    source: str = ""
    read_in: tuple[str, ...] = ()  # documents and pages, as "type/key"


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """An entry of the register of places (``data/reference/places.toml``).

    ``since`` and ``until`` are the days of the changes of territory that made and ended the unit
    (``events.toml``), ``None`` where none is known: two units of one name follow each other.
    """

    key: str
    name: str
    kind: str
    within: str = ""
    code: str = ""
    source: str = ""
    read_in: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    def existed(self, day: date) -> bool:
        """Tell whether the unit was there on a day, as far as the register knows."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day < self.until
        )


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """A programme or standard known by name (``data/reference/``)."""

    id: ThingId
    name: str
    cls: str  # "Programme" or "Standard"
    spellings: tuple[str, ...] = ()
    name_en: str = ""
    source: str = ""
    read_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the extractor must know beside the text, as records."""

    vocabulary: Mapping[str, tuple[Trigger, ...]]  # scheme -> triggers
    bodies: tuple[Body, ...]
    places: tuple[KnownPlace, ...]
    documents: tuple[KnownDocument, ...]
    later_places: tuple[KnownPlace, ...] = ()  # made by changes of territory, described elsewhere
    folders: tuple[Path, ...] = ()  # the data folders that it was read from
    laws: tuple[str, ...] = ()  # names of laws, which tell where a name ends in running text


@dataclass(frozen=True, slots=True)
class Party:
    """A party as it goes into the graph."""

    id: ThingId
    cls: str  # Agency, AgencyUnit, OtherOrganization or CollectiveParty
    name: str
    kind: str
    parent: ThingId | None = None
    administers: ThingId | None = None
    registered: bool = False  # described by the register, so not described again


@dataclass(frozen=True, slots=True)
class Mention:
    """A party at the place where the text names it."""

    party: ThingId
    span: Span
    certainty: Certainty = READ


@dataclass(frozen=True, slots=True)
class Assignment:
    """One party's role ("lead", "coordinate" or "participate") in one action."""

    role: str
    mention: Mention
    row: int | None = None
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """An administrative unit that the text names."""

    id: ThingId
    name: str
    kind: str
    within: ThingId | None = None
    registered: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """What a quantity is counted over or of, in the document's words.

    ``above`` are the headings over a column's own, the uppermost first.
    """

    span: Span
    is_party: bool
    above: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class TimeFrame:
    """When an action is to happen, or a number to be reached.

    No dates where the words name none ("Thường xuyên").
    """

    span: Span
    first: date | None
    last: date | None
    precision: str | None
    tentative: bool
    certainty: Certainty = READ


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a target's number is compared with: "so với năm 2020"; ``value`` in the same unit."""

    span: Span
    year: int | None = None
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A bound or range of numbers; units are IRIs, ``low`` and ``high`` exact decimals.

    ``period`` is by when a target's number is to be reached, ``baseline`` what it is compared with.
    """

    span: Span
    comparator: str
    low: Decimal | None
    high: Decimal | None
    unit: str
    per_unit: str | None = None
    scope: Scope | None = None
    certainty: Certainty = READ
    period: TimeFrame | None = None
    baseline: Baseline | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """A place where the document names another one, and in what capacity."""

    passages: tuple[Passage, ...]
    kind: str
    target: ThingId | None
    certainty: Certainty = READ


@dataclass(frozen=True, slots=True)
class BudgetPart:
    """An amount that a note gives as part of a line; in no sum of lines."""

    span: Span  # the whole part, words and amount
    amount: Decimal
    written: Span
    source: str | None  # concept IRI


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """An amount of one row; ``column`` is a concept IRI, ``None`` while it is open.

    ``unit`` is given where its table has another unit than the plan's first.
    """

    span: Span
    amount: Decimal
    column: str | None
    certainty: Certainty
    note: Span | None = None
    source_by_note: str | None = None
    parts: tuple[BudgetPart, ...] = ()
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class StatedTotal:
    """A total as printed; ``column`` is ``None`` for the grand total.

    ``of`` is the annex or group that it is the total of, ``None`` for the whole plan; ``unit`` as
    in `BudgetLine`.
    """

    span: Span
    amount: Decimal
    column: str | None
    heading: str
    of: ThingId | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class SpokenTotal:
    """A grand total that running text gives, in the unit written beside it."""

    span: Span
    amount: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Element:
    """Any plan element: ``cls`` is the class of the ontology, ``id`` its type and key."""

    cls: str
    id: ThingId
    span: Span
    ordinal: int
    part_of: ThingId | None = None
    stated_ordinal: str | None = None
    passages: tuple[Passage, ...] = ()  # where not simply ``span``
    certainty: Certainty = READ
    quantities: tuple[Quantity, ...] = ()
    references: tuple[Reference, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    heads: tuple[Mention, ...] = ()
    reports_to: tuple[Mention, ...] = ()
    strength: str | None = None
    funded_by: tuple[str, ...] = ()
    stage: str | None = None
    time_frame: TimeFrame | None = None
    places: tuple[ThingId, ...] = ()
    lines: tuple[BudgetLine, ...] = ()
    row: int | None = None
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """The plan itself, or a document that it cites, as far as the text describes it."""

    id: ThingId
    cls: str
    type: str | None  # concept name in scheme document-type
    number: str | None = None
    year: int | None = None
    date: date | None = None
    issuer: ThingId | None = None
    title: str | None = None
    approves: ThingId | None = None
    implements: tuple[ThingId, ...] = ()
    passages: tuple[Passage, ...] = ()
    certainty: Certainty = READ


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed, in which post and for whom."""

    name: Span
    post: Span | None
    for_post: Span | None


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that one document says."""

    document: Document
    issued_at: ThingId | None
    applies_to: ThingId | None
    period: tuple[int, int, Span] | None
    elements: tuple[Element, ...]
    totals: tuple[StatedTotal, ...]
    spoken_totals: tuple[SpokenTotal, ...]
    money_unit: str | None
    money_unit_certainty: Certainty
    recipients: tuple[Mention, ...]
    archive: tuple[str, Span] | None
    signature: Signature | None
    documents: tuple[Document, ...]
    parties: tuple[Party, ...]
    places: tuple[Place, ...]
