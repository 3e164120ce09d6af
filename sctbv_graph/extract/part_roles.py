"""What a part of a plan holds, by the words of its title, however it is titled."""

from __future__ import annotations

from sctbv_graph.vietnamese.fold import fold

_OPENS: dict[str, tuple[str, ...]] = {
    "other": ("tình hình", "đánh giá", "thực trạng", "bối cảnh", "sự cần thiết", "kết quả",
              "phạm vi", "căn cứ"),
    "purpose": ("mục đích", "yêu cầu", "quan điểm"),
    "targets": ("mục tiêu", "chỉ tiêu", "các chỉ tiêu", "các mục tiêu"),
    "funding": ("kinh phí", "nguồn kinh phí", "dự toán kinh phí", "nguồn vốn", "nguồn lực"),
    "duties": ("tổ chức thực hiện", "phân công", "trách nhiệm", "tổ chức triển khai",
               "tổ chức theo dõi", "chế độ báo cáo", "chế độ thông tin"),
    "solutions": ("giải pháp", "các giải pháp", "nhiệm vụ", "các nhiệm vụ", "nội dung",
                  "các nội dung"),
}  # fmt: skip
_HOLDS: dict[str, tuple[str, ...]] = {
    "purpose": ("mục đích",),
    "targets": ("mục tiêu", "chỉ tiêu"),
    "funding": ("kinh phí",),
    "solutions": ("giải pháp", "nhiệm vụ", "nội dung", "hoạt động", "lộ trình"),
    "duties": ("tổ chức thực hiện", "phân công"),
}
"""Words of a title that tell the role where none opens it, the first role that fits wins."""
_TITLE = 15  # words: a longer heading is a sentence


def role_of(title: str) -> str:
    """Return the role of a part of the body: purpose, targets, solutions, funding, duties, other.

    >>> role_of("PHÂN CÔNG NHIỆM VỤ"), role_of("NỘI DUNG, NHIỆM VỤ, GIẢI PHÁP TRỌNG TÂM")
    ('duties', 'solutions')
    """
    folded = fold(title)
    for role, cues in _OPENS.items():
        if folded.startswith(cues):
            return role
    return next((role for role, cues in _HOLDS.items() if any(c in folded for c in cues)), "other")


def own_role(title: str, role: str) -> str:
    """Return the role of a section below a part: its title's, where that tells, else the part's.

    "I. MỤC ĐÍCH, YÊU CẦU" may hold "3. Mục tiêu". What stands under a duty is that body's.
    """
    if role == "duties" or len(title.split()) > _TITLE:
        return role
    folded = fold(title)
    opens = {**_OPENS, "duties": _OPENS["duties"][:2]}
    return next((r for r, cues in opens.items() if folded.startswith(cues)), role)
