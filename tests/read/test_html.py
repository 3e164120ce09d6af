"""Web pages: the document's blocks in order, the site's own words marked and not dropped."""

from __future__ import annotations

import pytest

from sctbv_graph.corpus import build_document
from sctbv_graph.model import Knowledge, Plan
from sctbv_graph.read import SourceDocument, read_bytes
from tests.rebuild.fields import differences, expected, found
from tests.rebuild.truth import COLUMNS, HEADINGS, lines, tasks


def page(body: str) -> SourceDocument:
    return read_bytes(
        f"<!DOCTYPE html><html><head><title>t</title></head><body>{body}</body></html>".encode(),
        "a.html",
    )


def rebuilt() -> str:
    """Return Plan 211 as a web page with its table."""
    source = lines()
    text = "".join(f"<p>{line}</p>" for line in source[1:86])
    heads = [*(source[n] for n in (86, 87, 88)), "Nội dung", *source[89:93]]
    top = "".join(f'<td rowspan="2">{head}</td>' for head in heads)
    money = "".join(f"<td>{source[HEADINGS[column]]}</td>" for column in COLUMNS)
    rows = (
        f'<tr>{top}<td colspan="3">Kinh phí (triệu đồng)</td><td rowspan="2">{source[96]}</td></tr>'
        f"<tr>{money}</tr>"
    )
    for task in tasks():
        span = f' rowspan="{1 + len(task.split)}"'
        words = ((str(task.number),), task.name, task.objective, task.content, task.result,
                 task.lead, task.coordinators, task.time)  # fmt: skip
        cells = [
            f"<td{'' if at == 3 else span}>{'<br>'.join(text)}</td>"
            for at, text in enumerate(words)
        ]
        cells += [f"<td>{task.money.get(column, '')}</td>" for column in COLUMNS]
        cells.append(f"<td{span}>{'<br>'.join(task.note)}</td>")
        rows += f"<tr>{''.join(cells)}</tr>"
        for content, amounts in task.split:
            more = "".join(f"<td>{amounts.get(column, '')}</td>" for column in COLUMNS)
            rows += f"<tr><td>{'<br>'.join(content)}</td>{more}</tr>"
    return f"<nav>Trang chủ</nav>{text}<table>{rows}</table><p>{source[324]}</p>"


def test_a_page_with_the_table_gives_every_field(knowledge: Knowledge, flat: Plan) -> None:
    source = page(rebuilt())
    built = build_document(source, knowledge)
    assert built.plan.document.id == flat.document.id
    assert differences(expected(flat), found(built.plan, source)) == []


def test_blocks_and_noise() -> None:
    source = page(
        "<nav><a>Trang chủ</a></nav><h2>KẾ HOẠCH</h2><p>Thực <b>hiện</b><br>ngay</p>"
        '<script>x()</script><div class="related-news">Xem thêm</div><ul><li>một</li></ul>'
    )
    assert [(b.kind, source.quote(b.span), b.noise) for b in source.blocks] == [
        ("paragraph", "Trang chủ", True),
        ("heading", "KẾ HOẠCH", False),
        ("paragraph", "Thực hiện", False),
        ("paragraph", "ngay", False),
        ("paragraph", "Xem thêm", True),
        ("paragraph", "- một", False),
    ]


def test_spans_of_cells() -> None:
    source = page(
        '<table><tr><th rowspan="2">a</th><th colspan="2">b</th></tr><tr><th>c</th><th></th></tr>'
        "<tr><td>1</td><td>2</td><td>3</td></tr></table>"
    )
    (table,) = source.tables
    assert [[cell.state for cell in row] for row in table.rows] == [
        ["value", "value", "merged"],
        ["merged", "value", "empty"],
        ["value", "value", "value"],
    ]
    assert (table.rows[0][0].rows, table.rows[0][1].columns, table.header_rows) == (2, 2, 2)


@pytest.mark.parametrize("span", ["99999999", "-1", "x", ""])
def test_odd_spans_are_no_harm(span: str) -> None:
    source = page(f'<table><tr><td colspan="{span}" rowspan="{span}">a</td><td>b</td></tr></table>')
    assert source.text == "a\nb\n"
