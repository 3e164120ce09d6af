"""Plan 211 with its defects mended, as the Word file that the tests rebuild.

What a drafting officer would do with the report of the audit: put totals right, fill in cells, give
cited plans their numbers, add the rows that targets lack. Numbers and dates of cited plans are
made up where the text names none; this is a fixture and says nothing of the real plan.

    python -m tests.audit.mend ke-hoach.docx
"""

from __future__ import annotations

import sys
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from tests.rebuild import word
from tests.rebuild.truth import COLUMNS, Task, lines, tasks

LOCAL, CENTRAL, OTHER = COLUMNS
_BY_PROVINCE = "của Ủy ban nhân dân tỉnh"

_EVERYWHERE = {
    "hoá": "hóa",
    "thuỷ": "thủy",
    "hàng năm": "hằng năm",
    "VieGAP": "VietGAP",
    "năng xuất": "năng suất",
    "các huyên/": "các huyện/",
    "của trên địa bàn": "trên địa bàn",
    "Phối hợp các sở": "Các sở",
    "Sở Nông nghiệp và PTNT": "Sở Nông nghiệp và Phát triển nông thôn",
    "Trung tâm thông tin và ứng dụng KHCN Cà Mau":
        "Sở Khoa học và Công nghệ (Trung tâm Thông tin và Ứng dụng Khoa học Công nghệ)",
    "từ 10 - 15 %": "từ 10 - 15 % so với năm 2024",
    "Đối ứng từ ngân sách huyện": "Đối ứng của doanh nghiệp",
}  # fmt: skip
"""Words → what stands there instead, in body and annex."""

_LINES = {
    4: {"của Chủ tịch Ủy ban nhân dân tỉnh": _BY_PROVINCE},
    33: {
        "Kế hoạch cơ cấu lại ngành nông nghiệp;":
            f"Kế hoạch số 90/KH-UBND ngày 15/6/2021 {_BY_PROVINCE} về cơ cấu lại ngành nông "
            "nghiệp;",
        "Kế hoạch hành động ứng phó với biến đổi khí hậu;":
            f"Kế hoạch số 66/KH-UBND ngày 18/5/2021 {_BY_PROVINCE} về hành động ứng phó với biến "
            "đổi khí hậu;",
        "Kế hoạch phát triển xuất khẩu":
            f"Kế hoạch số 44/KH-UBND ngày 24/3/2021 {_BY_PROVINCE} về phát triển xuất khẩu",
        "Xây dựng và triển khai Chương trình Hỗ trợ phát triển và ứng dụng công nghệ của cuộc cách "
        "mạng công nghiệp lần thứ tư giai đoạn 2021-2025 trên địa bàn tỉnh;":
            f"Chương trình số 05/CTr-UBND ngày 20/4/2021 {_BY_PROVINCE} về hỗ trợ phát triển và "
            "ứng dụng công nghệ của cuộc cách mạng công nghiệp lần thứ tư;",
        "Chương trình quốc gia về sử dụng năng lượng tiết kiệm và hiệu quả; Chương trình Khuyến "
        "công... đảm bảo":
            f"Kế hoạch số 03/KH-UBND ngày 03/01/2020 {_BY_PROVINCE} về sử dụng năng lượng tiết "
            f"kiệm và hiệu quả; Chương trình số 03/CTr-UBND ngày 10/7/2020 {_BY_PROVINCE} về "
            "Khuyến công; Chương trình mục tiêu quốc gia xây dựng nông thôn mới; đảm bảo",
    },
    42: {"sản phẩm chủ lực của tỉnh,...": "sản phẩm chủ lực của tỉnh"},
    58: {"Phối hợp triển khai": "Chủ trì triển khai"},
    64: {"9. ": "9. Sở Văn hóa, Thể thao và Du lịch\n- Chủ trì xây dựng mô hình về lối sống bền "
         "vững.\n10. "},
    69: {"10. ": "11. "},
    71: {"11. ": "12. "},
    78: {"- LĐVP UBND tỉnh;": "- LĐVP UBND tỉnh; Bộ Công Thương; các cơ quan báo chí;"},
    97: {"22.773": "18.616"},
    98: {"7.033": "10.543"},
    100: {"7.413": "3.813"},
}  # fmt: skip
"""Line → words → what stands there instead."""

_TASKS: dict[int, dict[str, Any]] = {
    4: {"result": ("03 mô hình tại 03 trường học",)},
    12: {"money": {LOCAL: "3.600", CENTRAL: "2.400"}},
    13: {
        "content": ("Hỗ trợ chứng nhận hữu cơ",),
        "result": ("Chứng nhận 02 sản phẩm đạt hữu cơ",),
    },
    15: {
        "result": ("Giải quyết việc làm cho 20 lao động tại chỗ",),
        "note": ("Đối ứng của hộ kinh doanh du lịch: 500 triệu đồng",),
    },
    16: {
        "content": ("Xây dựng mô hình du lịch bền vững",),
        "result": ("01 mô hình du lịch bền vững",),
        "money": {LOCAL: "100"},
    },
    17: {
        "content": ("In và phát tờ rơi về sản xuất và tiêu dùng bền vững",),
        "result": ("Phát hành 300 tờ rơi",),
    },
    18: {"content": ("Tuyên truyền về lối sống bền vững, tiêu dùng bền vững",)},
    20: {"result": ("01 mô hình du lịch bền vững",)},
}

_MORE = (
    Task(
        22,
        ("Vận động các siêu thị, trung tâm thương mại không sử dụng túi nilon khó phân hủy",),
        ("Giảm bao bì nhựa dùng một lần trong hệ thống phân phối",),
        ("Biên soạn sổ tay tuyên truyền phòng, chống rác thải nhựa",),
        ("85% các siêu thị, trung tâm thương mại ký cam kết",),
        ("Sở Công Thương (Trung tâm Khuyến công)",),
        ("Sở Thông tin và Truyền thông, UBND các huyện, thành phố",),
        ("Năm 2025",),
        {LOCAL: "50"},
        (),
    ),
    Task(
        23,
        ("Phổ biến sản xuất, tiêu dùng bền vững ở khu công nghiệp, khu kinh tế, cụm công nghiệp",),
        ("Nâng cao nhận thức về sản xuất và tiêu dùng bền vững",),
        ("Xây dựng chương trình đào tạo ngắn hạn về sản xuất và tiêu dùng bền vững",
         "Rà soát, lập quy hoạch chi tiết các khu, cụm công nghiệp"),
        ("02 lớp học",),
        ("Ban Quản lý Khu Kinh tế",),
        ("Sở Lao động - Thương binh và Xã hội",),
        ("Năm 2025",),
        {LOCAL: "60"},
        (),
    ),
)  # fmt: skip
"""The rows that objectives 1 and 2 lacked."""


def _reworded(text: str) -> str:
    for old, new in _EVERYWHERE.items():
        text = text.replace(old, new)
    return text


def mended_lines() -> list[str]:
    """Return the lines of Plan 211, mended."""
    made = [_reworded(line) for line in lines()]
    for number, changes in _LINES.items():
        for old, new in changes.items():
            assert old in made[number], (number, old)
            made[number] = made[number].replace(old, new)
    return made


def mended_tasks() -> tuple[Task, ...]:
    """Return the tasks mended, with the rows that were lacking."""
    made = []
    for task in tasks():
        words = {
            field.name: tuple(map(_reworded, value))
            for field in fields(task)
            if isinstance(value := getattr(task, field.name), tuple) and field.name != "split"
        }
        made.append(replace(task, **{**words, **_TASKS.get(task.number, {})}))
    return (*made, *_MORE)


def mended() -> bytes:
    """Return the mended plan as a Word file."""
    return word.build(mended_lines(), mended_tasks())


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(mended())
