"""Who is writing a remote store: two pushes at once would undo what each of them has verified.

A push writes its name into ``…/graph/pushed`` before anything else, then looks who else stands
there: with another it takes its own away again and refuses. So of two that begin together at most
one goes on, on every store, for no step has to be done at once with another. Before each graph it
looks again. A killed push leaves its name: the next one of the same work folder has the same name
and goes on; from elsewhere it has to be taken over on purpose.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from string import Template

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.errors import RemoteError, SctbvError
from sctbv_graph.files import alone, write_beside
from sctbv_graph.settings import bundle
from sctbv_graph.store import RemoteStore, rows_of
from sctbv_graph.store.writer import Writer
from sctbv_graph.terms import PROV

_BY = ox.NamedNode(PROV + "wasStartedBy")


def update(name: str) -> Template:
    """Return a text of ``queries/updates/``, in which ``$…`` stands for terms."""
    path = bundle() / "queries" / "updates" / f"{name}.rq"
    return Template(path.read_text(encoding="utf-8"))


def new_name() -> str:
    """Return a name that no other push has."""
    return f"urn:uuid:{uuid.uuid4()}"


@contextmanager
def from_here(work: Path, waiting: Callable[[], None]) -> Iterator[str]:
    """Wait until no other push of this work folder runs; yield the name that all of them have.

    ``waiting`` is called where there is one. From a folder that cannot be written each push has a
    name of its own.
    """
    if not os.access(work, os.W_OK):
        yield new_name()
        return
    with alone(work / "push.lock", waiting):
        kept = work / "push.name"
        if not kept.is_file():
            write_beside(kept, new_name().encode())
        yield kept.read_text(encoding="ascii").strip()


class Claim:
    """The right of one push to write a store."""

    def __init__(self, store: RemoteStore, writer: Writer, who: str) -> None:
        """``who`` is the name of the push; nothing is written before `held`."""
        self._store = store
        self._writer = writer
        self._who = who
        self._told = ox.Triple(ox.NamedNode(iris.PUSHED), _BY, ox.NamedNode(who))

    @contextmanager
    def held(self, *, take_over: bool) -> Iterator[None]:
        """Have the right to write; `RemoteError` where another push has it.

        ``take_over`` takes it from whoever has it: they refuse to go on at their next graph.
        """
        others = self._names() - {self._who}
        for other in others if take_over else ():
            self._leave(other)
        if others and not take_over:
            raise self._taken()
        self._writer.add(iris.PUSHED, [self._told])
        try:
            names = self._names()
            if not names:
                raise differs(self._store, iris.PUSHED)
            if names != {self._who}:
                raise self._taken()
            yield
        finally:
            with suppress(SctbvError):  # a store that is gone keeps the name; see above
                self._leave(self._who)

    def check(self) -> None:
        """Raise `RemoteError` where another push has taken the store over."""
        if self._names() != {self._who}:
            raise self._taken()

    def _names(self) -> set[str]:
        rows = rows_of(self._store.query(update("claims").template, [iris.PUSHED])).rows
        return {who.value for row in rows if isinstance(who := row.get("who"), ox.NamedNode)}

    def _leave(self, who: str) -> None:
        take_away(self._store, self._writer, ox.NamedNode(iris.PUSHED), _BY, ox.NamedNode(who))

    def _taken(self) -> RemoteError:
        return RemoteError(
            f"Một lần đẩy khác đang ghi vào “{self._store.name}”, hoặc đã bị ngắt giữa chừng; hãy "
            "đợi, hoặc nếu chắc rằng nó không còn chạy, thêm --take-over.",
            f"Another push is writing to “{self._store.name}”, or was killed at it; wait, or add "
            "--take-over where you know that it runs no more.",
        )


def differs(store: RemoteStore, name: str) -> RemoteError:
    """Return the sentence for a graph that does not come back as it was sent."""
    return RemoteError(
        f"Kho “{store.name}” không trả lại đúng những gì đã gửi vào “{name}”; đồ thị ấy chưa được "
        "ghi nhận, hãy chạy lại.",
        f"The store “{store.name}” does not give back what was sent to “{name}”; that graph is "
        "not recorded, push again.",
    )


def take_away(
    store: RemoteStore,
    writer: Writer,
    about: ox.NamedNode,
    property_: ox.NamedNode | None = None,
    value: ox.NamedNode | None = None,
) -> None:
    """Take records away: of a thing, of one of its properties, or one statement."""
    if writer.updates:
        writer.update(
            update("take-away").substitute(
                graph=ox.NamedNode(iris.PUSHED),
                about=about,
                property=property_ or "?property",
                value=value or "?value",
            )
        )
        return
    kept = [
        triple
        for triple in store.graph(iris.PUSHED)
        if triple.subject != about
        or (property_ is not None and triple.predicate != property_)
        or (value is not None and triple.object != value)
    ]
    writer.replace(iris.PUSHED, kept)
