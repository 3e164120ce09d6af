"""Every format of the report holds every finding, at its place, in both languages."""

from __future__ import annotations

import io
import json
import os
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from lxml import etree, html
from openpyxl import load_workbook
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SH

from sctbv_graph.audit import Report
from sctbv_graph.audit.baseline import against
from sctbv_graph.audit.records import Waiver
from sctbv_graph.audit.writers import FORMATS
from sctbv_graph.audit.writers.as_json import to_json, write_json
from sctbv_graph.audit.writers.as_sarif import to_sarif
from sctbv_graph.audit.writers.as_text import to_text
from sctbv_graph.iris import DEF

WAIVER = Waiver("KP-06", "x", "Đã thống nhất với Sở Tài chính", "Văn phòng", date(2099, 1, 31))


@pytest.fixture(scope="module")
def waived(report: Report) -> Report:
    """Return the report with the finding of KP-06 waived."""
    return replace(
        report,
        findings=tuple(
            replace(f, waiver=WAIVER) if f.rule.id == "KP-06" else f for f in report.findings
        ),
    )


@pytest.fixture(scope="module")
def compared(report: Report) -> Report:
    """Return the report held against an older one that lacks KP-01 and has one more finding."""
    old = to_json(report)
    old["findings"] = [f for f in old["findings"] if f["rule"] != "KP-01"]
    old["findings"].append(
        {
            "rule": "DD-05",
            "severity": "error",
            "message": {"vi": "Nhiệm vụ có hai đơn vị chủ trì", "en": "Two leads"},
            "fingerprint": "0123456789abcdef",
        }
    )
    return against(report, old, "cu.json")


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"docx"}))
def test_every_format_names_every_rule(report: Report, name: str, lang: str) -> None:
    data = FORMATS[name].write(report, lang, False, b"")
    if name == "xlsx":
        rows = load_workbook(io.BytesIO(data)).worksheets[0].iter_rows(values_only=True)
        text = "\n".join(" ".join(str(v) for v in row) for row in rows)
    else:
        text = data.decode("utf-8")
    for finding in report.findings:
        assert finding.rule.id in text, (name, finding.rule.id)
    assert "4.067" in text if lang == "vi" else "4,067" in text


def test_text_says_the_row_of_totals_in_words(report: Report) -> None:
    told = to_text(report, "vi")
    assert "dòng 97, hàng tổng: “22.773”" in told
    assert "hàng 0" not in told
    assert "line 97, row of totals" in to_text(report, "en")


def test_text_has_colour_only_when_asked(report: Report) -> None:
    assert "\x1b" not in to_text(report, "vi")
    assert "\x1b[1;31m[CHẶN]\x1b[0m" in to_text(report, "vi", colour=True)


def test_text_shows_three_places_and_counts_the_rest(report: Report) -> None:
    """KP-03 rests on the total and 25 amounts."""
    told = to_text(report, "vi")
    block = told[told.index("[CHẶN] KP-03") : told.index("[LỖI] DD-02")]
    assert block.count("“") == 3
    assert "và 23 chỗ nữa" in block


def test_json_is_the_contract(report: Report) -> None:
    made = to_json(report)
    assert write_json(report).decode() == json.dumps(made, ensure_ascii=False, indent=1) + "\n"
    assert {
        "document", "source", "profile", "verdict", "counts", "findings", "passed", "not_checked",
        "engine",
    } <= set(made)  # fmt: skip
    assert made["verdict"] == "fail"
    assert made["counts"]["blocker"] == 2
    first = made["findings"][0]
    assert {
        "rule", "severity", "message", "fix", "focus", "figures", "evidence", "basis",
        "fingerprint", "waiver",
    } <= set(first)  # fmt: skip
    assert first["evidence"][0]["line"] == 97
    assert first["evidence"][0]["quote"] == "22.773"


def test_a_waived_finding_is_shown_and_counted_nowhere(report: Report, waived: Report) -> None:
    assert waived.counts["hint"] == report.counts["hint"] - 1
    made = to_json(waived)
    (one,) = [f for f in made["findings"] if f["rule"] == "KP-06"]
    assert one["waiver"]["reason"] == WAIVER.reason
    assert one["waiver"]["expires"] == "2099-01-31"
    told = to_text(waived, "vi")
    assert "Văn phòng miễn trừ đến hết 31/01/2099: Đã thống nhất với Sở Tài chính" in told
    assert "[GỢI Ý] KP-06" not in told


# SARIF


def _objects(node: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if isinstance(node, dict):
        found.append(node)
    for child in node.values() if isinstance(node, dict) else node:
        if isinstance(child, dict | list):
            found += _objects(child)
    return found


def test_sarif_has_the_structure_of_the_standard(report: Report) -> None:
    """What SARIF 2.1.0 demands of each object that is written (sections in the comments)."""
    made = to_sarif(report, "vi")
    assert set(made) == {"$schema", "version", "runs"}  # 3.13
    assert made["version"] == "2.1.0"
    (run,) = made["runs"]
    driver = run["tool"]["driver"]  # 3.18, 3.19
    assert driver["name"]
    ids = [rule["id"] for rule in driver["rules"]]
    assert len(ids) == len(set(ids))  # 3.19.23
    for rule in driver["rules"]:  # 3.49
        assert rule["help"]["text"]
        assert rule["shortDescription"]["text"]
        assert rule["helpUri"].endswith(f"/rules/{rule['id']}")
        assert rule["defaultConfiguration"]["level"] in {"none", "note", "warning", "error"}
    assert run["columnKind"] in {"utf16CodeUnits", "unicodeCodePoints"}  # 3.14.17
    assert run["invocations"][0]["executionSuccessful"] is True  # 3.20.14
    assert len(run["results"]) == len(report.findings)
    for result in run["results"]:  # 3.27
        assert ids[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in {"none", "note", "warning", "error"}
        assert result["kind"] == "fail"
        assert result["message"]["text"]
        assert all(isinstance(v, str) for v in result["partialFingerprints"].values())
        for suppression in result["suppressions"]:  # 3.35
            assert suppression["kind"] in {"inSource", "external"}
    for region in (o["region"] for o in _objects(made) if "region" in o):  # 3.30
        assert 1 <= region["startLine"] <= region["endLine"]
        assert region["startColumn"] >= 1
        assert region["endColumn"] >= 1
        start, length = region["charOffset"], region["charLength"]
        assert report.source.text[start : start + length] == region["snippet"]["text"]
        line = report.source.text.split("\n")[region["startLine"] - 1]
        at = region["startColumn"] - 1
        first = region["snippet"]["text"].split("\n")[0]
        assert line[at : at + len(first)] == first


@pytest.mark.skipif(
    "SCTBV_SARIF_SCHEMA" not in os.environ,
    reason="SCTBV_SARIF_SCHEMA does not name a copy of sarif-schema-2.1.0.json of OASIS",
)
def test_sarif_is_valid_against_the_schema(compared: Report, waived: Report) -> None:
    schema = json.loads(Path(os.environ["SCTBV_SARIF_SCHEMA"]).read_text(encoding="utf-8"))
    check = jsonschema.validators.validator_for(schema)(schema)
    for report in (compared, waived):
        for lang in ("vi", "en"):
            assert [e.message for e in check.iter_errors(to_sarif(report, lang))] == []


def test_sarif_carries_waivers_and_the_baseline(compared: Report, waived: Report) -> None:
    (run,) = to_sarif(waived, "vi")["runs"]
    (one,) = [r for r in run["results"] if r["suppressions"]]
    assert one["ruleId"] == "KP-06"
    assert one["suppressions"][0]["justification"] == WAIVER.reason
    states = {
        r["ruleId"]: r["baselineState"] for r in to_sarif(compared, "vi")["runs"][0]["results"]
    }
    assert states["KP-01"] == "new"
    assert states["KP-03"] == "unchanged"
    assert states["DD-05"] == "absent"


# JUnit


def test_junit_counts_what_it_holds(report: Report) -> None:
    root = etree.fromstring(FORMATS["junit"].write(report, "vi", False, b""))
    suites = root.findall("testsuite")
    assert sum(int(s.get("failures")) for s in suites) == len(root.findall(".//failure"))
    graver = {f.rule.id for f in report.open if f.severity in {"blocker", "error"}}
    assert int(root.get("failures")) == len(root.findall(".//failure")) == len(graver)
    assert int(root.get("tests")) == len(root.findall(".//testcase"))
    (money,) = [f for f in root.iter("failure") if "7.033 + 4.260" in f.get("message")]
    assert "211-KH-UBND.txt, dòng 97" in money.text
    strict = etree.fromstring(FORMATS["junit"].write(report, "vi", True, b""))
    warned = {f.rule.id for f in report.open if f.severity == "warning"}
    assert warned
    assert int(strict.get("failures")) == len(graver | warned)


# HTML


def test_html_needs_nothing_but_itself(report: Report) -> None:
    page = html.fromstring(FORMATS["html"].write(report, "vi", False, b""))
    assert page.xpath("//script") == []
    assert page.xpath("//link | //img | //iframe | //@src") == []
    assert all(h.startswith("#") for h in page.xpath("//a/@href"))


def test_html_links_each_place_to_its_words_and_back(report: Report) -> None:
    page = html.fromstring(FORMATS["html"].write(report, "vi", False, b""))
    ids = set(page.xpath("//@id"))
    links = {href[1:] for href in page.xpath("//a/@href")}
    assert links <= ids
    assert len(page.xpath("//article")) == len(report.findings)
    for number, finding in enumerate(report.open, 1):
        (article,) = page.xpath(f"//article[@id='f{number}']")
        places = article.xpath(".//li/a/@href")
        assert len(places) == len(finding.evidence)
        for place in places:
            (anchor,) = page.xpath(f"//a[@id='{place[1:]}']")
            assert anchor.xpath("following::sup[1]")
    marked = page.xpath("//a[@id='p14095-14101']/following-sibling::mark[1]/text()")
    assert marked == ["22.773"]


def test_html_shows_the_whole_text(report: Report) -> None:
    """Marks change no character of the source."""
    page = html.fromstring(FORMATS["html"].write(report, "vi", False, b""))
    for note in page.xpath("//sup"):
        note.drop_tree()
    shown = [p.text_content() for p in page.xpath("//p[@class='numbered']/span[2]")]
    lines = [report.source.quote(block.span) for block in report.source.blocks]
    assert shown == lines


def test_html_escapes_what_the_draft_says(report: Report) -> None:
    name = "<img src=x onerror=alert(1)>.txt"
    hostile = replace(report, source=replace(report.source, name=name))
    page = FORMATS["html"].write(hostile, "vi", False, b"").decode()
    assert "<img" not in page


# XLSX


def test_xlsx_has_a_row_a_finding_and_what_was_checked(report: Report) -> None:
    book = load_workbook(io.BytesIO(FORMATS["xlsx"].write(report, "vi", False, b"")))
    findings, checked, summed = book.worksheets
    assert findings.max_row == 1 + len(report.findings)
    ids = {row[0] for row in checked.iter_rows(min_row=2, values_only=True)}
    parts = (report.findings, report.passed, report.not_checked)
    assert ids == {told.rule.id for part in parts for told in part}
    assert "CHƯA ĐẠT" in {cell.value for row in summed.iter_rows() for cell in row}


def test_xlsx_takes_no_words_for_a_formula(report: Report) -> None:
    first = replace(report.findings[0], message={"vi": "=1+1", "en": "=1+1"}, label="")
    made = FORMATS["xlsx"].write(replace(report, findings=(first,)), "vi", False, b"")
    cell = load_workbook(io.BytesIO(made)).worksheets[0]["D2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


# Turtle


def test_turtle_is_a_validation_report_with_our_facts(report: Report) -> None:
    graph = Graph().parse(data=FORMATS["ttl"].write(report, "vi", False, b""), format="turtle")
    (node,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert graph.value(node, SH.conforms).toPython() is False
    results = set(graph.objects(node, SH.result))
    assert results == set(graph.subjects(RDF.type, SH.ValidationResult))
    for result in results:
        for needed in (
            SH.focusNode, SH.resultSeverity, SH.sourceConstraintComponent, SH.sourceShape,
            URIRef(DEF + "auditSeverity"),
        ):  # fmt: skip
            assert graph.value(result, needed) is not None, needed
    rules = {str(graph.value(r, URIRef(DEF + "ruleId"))) for r in results}
    assert rules == {f.rule.id for f in report.findings}
    quotes = {str(q) for q in graph.objects(None, URIRef(DEF + "exactQuote"))}
    assert "22.773" in quotes
