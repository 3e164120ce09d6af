"""Charts over the years stay readable where very many plans set the same value."""

from __future__ import annotations

from decimal import Decimal

from sctbv_graph.publish.charts import SAME, Dot, over_years


def test_of_many_equal_points_a_few_are_drawn_and_the_others_counted() -> None:
    """The Decision's point and the page's own stand, whatever else is there."""
    others = [Dot(f"KH {n}", f"/page/{n}", 2030, Decimal(70), 1) for n in range(200)]
    kept = [Dot("889", "/page/889", 2030, Decimal(70), 0), Dot("own", "", 2025, Decimal(50), 2)]
    drawn = str(over_years([*others, *kept], "Ngưỡng", "%", "#thresholds"))
    assert drawn.count("<circle") == SAME + 2
    assert drawn.count("<rect") == 1
    assert '<a href="#thresholds"><circle class="s1"' in drawn
    assert f">+{200 - SAME}<" in drawn
    assert ">own<" in drawn


def test_a_few_equal_points_are_all_drawn() -> None:
    """One more than `SAME` takes no more room than the count of those left out."""
    dots = [Dot(f"KH {n}", f"/page/{n}", 2030, Decimal(70), 1) for n in range(SAME + 1)]
    drawn = str(over_years(dots, "Ngưỡng", "%"))
    assert drawn.count("<circle") == SAME + 1
    assert "+" not in drawn
