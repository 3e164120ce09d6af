"""What the columns of a table hold, by the words of their headings.

Real tables have headings of one to three rows: "Kinh phí thực hiện (triệu đồng)" over "Ngân sách
địa phương", "Ngân sách Trung ương", "Nguồn khác" (Plan 211, annex). A heading's own words tell its
role, the words above it what they leave open.
"""

from __future__ import annotations

import re

from sctbv_graph.vietnamese.fold import fold

_DOERS = (
    r"(?:(?:đơn vị|cơ quan|phòng|tổ chức|bộ phận|người|cán bộ)(?: ?[,/] ?|\b ?))+(?:được giao )?"
    r"(?:thực hiện|đầu mối|chịu trách nhiệm|tham mưu|phụ trách|triển khai)"
)
_WORK = (
    r"(?:nhiệm vụ|chương trình|dự án|đề án|hoạt động|công việc|đầu việc|mô hình|giải pháp|hạng mục|"
    r"nội dung (?:và |, |/ )?(?:công việc|nhiệm vụ|hoạt động|giải pháp|thực hiện|triển khai|chi))"
)
_TIMES = (
    r"thời gian|thời hạn|thời điểm|tiến độ|lộ trình|năm thực hiện|giai đoạn|(?:năm )?hoàn thành"
)
CUES: tuple[tuple[str, str], ...] = (
    ("TT", r"(?:s ?tt|tt|số tt|số thứ tự|no)\Z"),
    ("note", r"ghi chú|chú thích"),
    ("unit", r"(?:đơn vị tính|đvt|đ ?/ ?v tính)\b"),
    ("price", r"đơn giá"),
    ("quantity", r"(?:số|khối) lượng"),
    ("source", r"nguồn (?:kinh phí|vốn)(?: thực hiện| đầu tư)?\Z"),
    ("lead", r".*chủ trì.*phối hợp"),
    ("coordinate", r".*phối hợp"),
    ("lead", rf".*chủ trì|{_DOERS}|phân công|chủ đầu tư|đầu mối|trách nhiệm"),
    ("time", rf"(?:{_TIMES})"),
    ("result", r"(?:dự kiến )?(?:kết quả|sản phẩm)|.*(?:kết quả|sản phẩm)(?: dự kiến)?\Z"),
    ("objective", r"mục tiêu|mục đích|yêu cầu|chỉ tiêu"),
    ("name", rf"(?:tên|danh mục)? ?(?:các )?{_WORK}"),
    ("content", r"nội dung"),
)
MONEY: tuple[tuple[str, str], ...] = (
    ("total", r"(?:tổng|cộng)"),
    ("district-budget", r".*(?:cấp huyện|ngân sách huyện|ns huyện)"),
    ("commune-budget", r".*(?:cấp xã|ngân sách xã|ns xã)"),
    ("provincial-budget", r".*(?:ngân sách tỉnh|ngân sách cấp tỉnh|ns tỉnh|cấp tỉnh)"),
    ("local-budget", r".*(?:địa phương|nsđp)"),
    ("central-budget", r".*(?:trung ương|nstw)"),
    ("other-source", r".*(?:khác|xã hội hóa|huy động|doanh nghiệp|(?<!nhân )dân\b|đóng góp)"),
    ("state-budget", r".*(?:ngân sách|nsnn)"),
)
_MONEY_WORDS = re.compile(
    r".*(?:kinh phí|ngân sách|nguồn vốn|dự toán|nguồn khác|triệu đồng|tỷ đồng|nghìn đồng|\bvốn\b|"
    r"nsđp|nstw|nsnn|thành tiền|số tiền|tổng mức|chi phí)"
)
_BEGINS = tuple((role, re.compile(cue).match) for role, cue in CUES)
_TELLS = tuple((role, re.compile(cue).match) for role, cue in MONEY)
MONEY_ROLES = {role for role, _ in MONEY} | {"money"}
"""Roles of columns that hold amounts of money."""


def heading_role(words: str) -> str | None:
    """Return the role of a heading that is not money's.

    >>> heading_role("Tên nhiệm vụ"), heading_role("Cơ quan chủ trì"), heading_role("TT")
    ('name', 'lead', 'TT')
    """
    folded = fold(words)
    return next((role for role, begins in _BEGINS if begins(folded)), None)


def money_role(words: str, above: str) -> str | None:
    """Return the money column of a heading, "money" where no source is named.

    >>> money_role("Nguồn khác", "Kinh phí"), money_role("Kinh phí (triệu đồng)", "")
    ('other-source', 'money')
    """
    folded = fold(words)
    if not _MONEY_WORDS.match(folded) and not _MONEY_WORDS.match(fold(above)):
        return None
    return next((role for role, tells in _TELLS if tells(folded)), "money")


def any_role(words: str) -> str | None:
    """Return the role of a heading by itself, whether of words or of money.

    >>> any_role("Nội dung"), any_role("Nguồn vốn khác"), any_role("Khác")
    ('content', 'other-source', None)
    """
    return heading_role(words) or money_role(words, "")


def column_role(path: tuple[str, ...]) -> str | None:
    """Return the role of a column whose headings are ``path``, the uppermost first.

    >>> column_role(("Kinh phí (triệu đồng)", "Năm 2026")), column_role(("Đơn vị", "Chủ trì"))
    ('money', 'lead')
    """
    if not path:
        return None
    above = " ".join(path[:-1])
    role = heading_role(path[-1])
    money = money_role(path[-1], above)
    if money and (role is None or role == "name" or (above and _MONEY_WORDS.match(fold(above)))):
        return money
    return heading_role(above) if role is None and above else role
