"""The words that names of parties begin with, and what kind of party a new name is.

A name that no register knows is kept under its own words; its first words tell the kind ("Chi cục",
"Hội", "Ngân hàng"). It is proposed, with the place where it was seen, and never taken for another.
"""

from __future__ import annotations

import re

from sctbv_graph.vietnamese.fold import UPPER, fold

STARTS = (
    "sở", "ủy ban nhân dân", "trung tâm", "chi cục", "hội", "hiệp hội", "liên minh", "trường",
    "công ty", "doanh nghiệp", "hợp tác xã", "các", "đơn vị", "cơ quan", "tổ chức", "địa phương",
    "cơ sở", "cộng đồng", "hộ", "đoàn thể", "bộ", "viện", "chủ tịch", "mặt trận",
    "liên hiệp", "liên đoàn", "tổng công ty", "tập đoàn", "ngân hàng", "kho bạc", "tòa án",
    "nhà đầu tư", "nhà cung cấp", "thủ trưởng", "học viện", "ủy ban mặt trận", "ủy ban mttq",
    "thường trực", "chủ đầu tư", "hội đồng nhân dân", "tỉnh ủy", "thành ủy", "tỉnh đoàn",
    "thành đoàn", "người dân", "sở , ban", "lực lượng",
)  # fmt: skip
"""Folded words at which a party begins in a list."""
_STARTS_OF_WORDS = tuple(f"{start} " for start in STARTS)
_CAPITAL_STARTS = re.compile(
    rf"(?:(?:Ban|Phòng)(?=\s+[{UPPER}])|Đảng|Công an|Báo|Đài|Đoàn|Văn phòng|Thanh tra|Quỹ|Thuế|"
    r"Cục|Tổng cục|Hải quan|Bảo hiểm xã hội|Điện lực|Bưu điện|Cảng vụ|Vườn quốc gia)\b"
)
"""Words at which a party begins only with a capital letter ("Báo Lao động", not "báo cáo")."""

_CENTRAL = (
    r"(?:chi cục hải quan|hải quan|cục thuế|thuế|kho bạc|ngân hàng nhà nước|bảo hiểm xã hội|"
    r"kiểm toán|cục (?:thống kê|hải quan))"
)
_MASS = (
    r"(?:ủy ban mặt trận|mặt trận|hội (?:nông dân|liên hiệp phụ nữ|phụ nữ|cựu chiến binh)|"
    r"tỉnh đoàn|thành đoàn|đoàn (?:thanh niên|tncs)|liên đoàn lao động)"
)
_SINGLE: tuple[tuple[str, str], ...] = (
    ("ministry", r"bộ (?!chỉ huy|tư lệnh|phận)"),
    ("armed-force", r"(?:công an|bộ chỉ huy|bộ tư lệnh|bộ đội|ban chỉ huy (?:quân sự|bộ đội))\b"),
    ("judicial-body", r"(?:tòa án|viện kiểm sát)"),
    ("party-committee", r"(?:tỉnh ủy|thành ủy|đảng ủy|ban tuyên giáo|ban dân vận|ban nội chính)"),
    ("central-branch", _CENTRAL),
    ("provincial-department", r"(?:sở|thanh tra (?:tỉnh|thành phố)|văn phòng ủy ban nhân dân)"),
    ("provincial-board", r"ban (?:quản lý|dân tộc|thi đua)"),
    (
        "programme-office",
        r"(?:ban chỉ đạo|ban chỉ huy|ban điều hành|văn phòng điều phối|tổ công tác)",
    ),
    ("press", r"(?:báo|đài|cổng thông tin)"),
    ("mass-organization", _MASS),
    ("association", r"(?:hội|hiệp hội|liên hiệp|liên minh)"),
    ("school", r"(?:trường|học viện|viện nghiên cứu)"),
    ("centre", r"(?:trung tâm|viện|quỹ|vườn quốc gia)"),
    ("sub-department", r"(?:chi cục|cục)"),
)
_BEGINS = tuple((kind, re.compile(rf"{cue}\b").match) for kind, cue in _SINGLE)
_CAPITAL_NAME = re.compile(rf"\S+(?:\s+\S+){{0,2}}?\s+[“\"]?[{UPPER}]")
_MANY = re.compile(r"(?:các|những|toàn thể|mọi|một số|tất cả)\b")


def starts_party(text: str, offset: int, folded: str) -> bool:
    """Tell whether a party begins: ``folded`` are the next words, ``text`` at ``offset`` raw."""
    return folded.startswith(_STARTS_OF_WORDS) or (_CAPITAL_STARTS.match(text, offset) is not None)


def single_kind(words: str) -> str | None:
    """Return the kind of one named body, ``None`` for a collective or a mere description.

    >>> single_kind("Chi cục Hải quan khu vực XIX"), single_kind("Các sở, ban, ngành")
    ('central-branch', None)
    >>> single_kind("Trung tâm y tế"), single_kind("Sở Du lịch")
    (None, 'provincial-department')
    """
    folded = fold(words)
    if _MANY.match(folded) or "," in words.replace(", Thể thao", "") or ";" in words:
        return None
    if not _CAPITAL_NAME.match(words):
        return None
    if re.search(r"\bvà các\b", folded):
        return None
    return next((kind for kind, begins in _BEGINS if begins(folded)), None)
