"""What was just made is kept, within bounds."""

from __future__ import annotations

from sctbv_graph.web.recent import Recent


def test_what_was_just_made_is_not_made_again() -> None:
    """An answer is kept by its tag; the one unused longest goes when there is no room."""
    made: list[str] = []
    recent = Recent(most=10)

    def ask(name: str) -> bytes:
        def make() -> bytes:
            made.append(name)
            return name.encode() * 5

        return recent.get(name, make)

    assert [ask(name) for name in "abacab"] == [name.encode() * 5 for name in "abacab"]
    assert made == ["a", "b", "c", "b"]
