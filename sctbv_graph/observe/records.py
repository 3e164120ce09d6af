"""What is noticed about the form of a text, and what it is noticed with. Frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sctbv_graph.model import Span, ThingId


@dataclass(frozen=True, slots=True)
class Noticed:
    """Something in the form of a passage that a person should know.

    ``kind`` names a concept of the scheme observation-kind; ``value`` is what stands there and
    ``expected`` what would be right, in the words of the document where it has them. ``spans`` are
    where it is seen, the first place first; ``about`` is the thing whose words show it.
    """

    kind: str
    value: str
    spans: tuple[Span, ...]
    about: ThingId
    expected: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """A place where a document names another one by its number, as written there."""

    span: Span
    type: str  # the word for its type, "" where none stands before the number
    serial: str
    sign: str
    number_span: Span
    day: date | None = None
    issuer: str = ""
    title: str = ""
    basis: bool = False  # whether it stands before the first part, among the legal bases
    note: bool = False  # whether it stands in a note under the text
    later: bool = False  # whether the text named the document before this place

    @property
    def number(self) -> str:
        """The number and sign in one form: "44/KH-UBND"."""
        return f"{self.serial}/{self.sign}"


@dataclass(frozen=True, slots=True)
class FormPart:
    """A part of form that the text shows: ``name`` is a concept of the scheme form-part."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Caption:
    """Number and date of the plan as an annex repeats them under its heading."""

    span: Span
    number: str
    day: date | None


@dataclass(frozen=True, slots=True)
class Tie:
    """A likely link: ``source`` (a task) would serve ``target``; ``grounds`` is said in Vietnamese.

    ``likelihood`` names a concept: "strong" or "weak".
    """

    source: ThingId
    target: ThingId
    likelihood: str
    grounds: str


@dataclass(frozen=True, slots=True)
class Observed:
    """All that was noticed in one document."""

    noticed: tuple[Noticed, ...]
    citations: tuple[Citation, ...]
    parts: tuple[FormPart, ...]
    captions: tuple[Caption, ...]
    ties: tuple[Tie, ...]


@dataclass(frozen=True, slots=True)
class Spelling:
    """A word or phrase that is wrong and what it should be; ``unless`` excuses what follows it."""

    wrong: str
    right: str
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Variants:
    """Ways to write one notion, folded alike or not; a text should keep to one."""

    forms: tuple[str, ...]
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Theme:
    """A subject that parts of a plan share.

    ``reach`` is "narrow", "broad" or "work" (a way of working rather than a subject); ``broader``
    names the subject that it belongs to.
    """

    key: str
    name: str
    reach: str
    words: tuple[str, ...]
    broader: str = ""


@dataclass(frozen=True, slots=True)
class Lore:
    """What noticing rests on beside the text: spellings, abbreviations, subjects."""

    spellings: tuple[Spelling, ...] = ()
    variants: tuple[Variants, ...] = ()
    known_abbreviations: frozenset[str] = frozenset()
    doubles: frozenset[str] = frozenset()  # words that may stand twice in a row
    particles: frozenset[str] = frozenset()  # words that never do
    compounds: frozenset[str] = (
        frozenset()
    )  # what may follow a word that ends in its first syllable
    themes: tuple[Theme, ...] = ()
