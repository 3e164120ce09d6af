"""One paragraph for the head of the unit: verdict, counts, the worst, what is right or open."""

from __future__ import annotations

from sctbv_graph.audit.catalogue import find_profile, groups
from sctbv_graph.audit.places import locate, own_passages
from sctbv_graph.audit.records import SEVERITIES, Finding, Report
from sctbv_graph.audit.words import said, say_place, shorten

_WORST = 3
_SUBJECTS = 4
"""More groups of rules than these are not listed: the list would be the catalogue."""
_NAMES = {
    "vi": {
        "blocker": "{n} điểm chặn",
        "error": "{n} lỗi",
        "warning": "{n} cảnh báo",
        "hint": "{n} gợi ý",
    },
    "en": {"blocker": "blocker", "error": "error", "warning": "warning", "hint": "hint"},
}


def summary(report: Report, lang: str, strict: bool = False) -> str:
    """Return the paragraph that opens every report, in Vietnamese or English."""
    parts = [_verdict(report, lang, strict), _counts(report, lang)]
    parts += [_worst(report, lang), _right(report, lang), _open(report, lang)]
    return " ".join(part for part in parts if part)


def _verdict(report: Report, lang: str, strict: bool) -> str:
    label = find_profile(report.profile).label[lang]
    name = report.source.name
    if lang == "en":
        verdict = "does NOT pass" if report.fails(strict) else "passes"
        return f"“{name}” {verdict} the audit “{label}”."
    verdict = "CHƯA ĐẠT" if report.fails(strict) else "ĐẠT"
    return f"“{name}” {verdict} yêu cầu kiểm tra ở bước “{label}”."


def _counts(report: Report, lang: str) -> str:
    counts = report.counts
    named = [
        _count(severity, counts[severity], lang) for severity in SEVERITIES if counts[severity]
    ]
    waived = len(report.waived)
    if lang == "en":
        text = f"Found: {_joined(named, lang)}." if named else "Nothing was found."
        more = f" {waived} more {'is' if waived == 1 else 'are'} waived." if waived else ""
    else:
        text = f"Phát hiện {_joined(named, lang)}." if named else "Không có phát hiện nào."
        more = f" Ngoài ra {waived} phát hiện được miễn trừ." if waived else ""
    return text + more


def _count(severity: str, number: int, lang: str) -> str:
    name = _NAMES[lang][severity]
    if lang == "en":
        return f"{number} {name}{'' if number == 1 else 's'}"
    return name.format(n=number)


def worst(report: Report) -> tuple[Finding, ...]:
    """Return the three gravest open findings, of different rules where there are that many."""
    ranked = sorted(report.open, key=lambda f: SEVERITIES.index(f.severity))
    firsts = list({finding.rule.id: finding for finding in reversed(ranked)}.values())[::-1]
    firsts.sort(key=lambda f: SEVERITIES.index(f.severity))
    told = set(map(id, firsts))  # comparing findings word by word takes longer than all of this
    others = [finding for finding in ranked if id(finding) not in told]
    return tuple((*firsts, *others)[:_WORST])


def _worst(report: Report, lang: str) -> str:
    told = []
    for number, finding in enumerate(worst(report), 1):
        own = own_passages(report, finding)
        place = f" ({say_place(locate(report.source, own[0]), lang)})" if own else ""
        told.append(f"({number}) {said(finding, lang)}{place}")
    if not told:
        return ""
    return ("Gravest: " if lang == "en" else "Nặng nhất: ") + "; ".join(told) + "."


def _right(report: Report, lang: str) -> str:
    rules = {one.rule.id for one in report.passed}
    if not rules:
        return ""
    told = [one for one in report.passed if one.rule.right_select]
    told.sort(key=lambda one: one.rule.group != "KP")  # what adds up comes first
    figures = [one.message[lang] for one in told][:_WORST]
    named = list(dict.fromkeys(one.rule.group for one in report.passed))
    subjects = "; ".join(groups().get(group, {}).get(lang, group).lower() for group in named)
    about = f" ({subjects})" if len(named) <= _SUBJECTS else ""
    if lang == "en":
        text = f"Right: {len(rules)} rule{'' if len(rules) == 1 else 's'}{about}"
    else:
        text = f"Đã kiểm và đạt {len(rules)} quy tắc{about}"
    detail = f"; {'; '.join(figures)}" if figures else ""
    return f"{text}{detail}."


def _open(report: Report, lang: str) -> str:
    if not report.not_checked:
        return ""
    by_reason: dict[str, list[str]] = {}
    for one in report.not_checked:
        by_reason.setdefault(one.reason[lang], []).append(one.rule.id)
    told = [f"{shorten(', '.join(ids), 60)} ({reason})" for reason, ids in by_reason.items()]
    head = "Could not be checked: " if lang == "en" else "Chưa kiểm được: "
    return head + "; ".join(told) + "."


def _joined(parts: list[str], lang: str) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return ", ".join(parts[:-1]) + (" and " if lang == "en" else " và ") + parts[-1]
