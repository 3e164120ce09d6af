"""Long documents: from a generated plan's text to quads, 25 to 200 pages.

    python -m bench long

A page has about 2,700 characters (Plan 211 has 12 pages of 2,800). Every paragraph has a number, a
citation, a law, agencies and a quantity of its own, so that nothing is remembered from the one
before. The text is hard-wrapped Markdown, as law sites flatten plans, and a Word file. Times are
CPU seconds of this process, the least of several runs: wall time on a shared machine says little.
"""

from __future__ import annotations

import io
import textwrap
import time
from collections.abc import Callable, Iterator

import docx

from sctbv_graph.corpus import build_document
from sctbv_graph.extract import extract
from sctbv_graph.read import read_bytes
from sctbv_graph.reference import load_knowledge
from sctbv_graph.settings import Settings

PAGES = (25, 50, 100, 200)
RUNS = 3
_HEAD = (
    "ỦY BAN NHÂN DÂN", "TỈNH CÀ MAU", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Số: 12/KH-UBND",
    "Cà Mau, ngày 02 tháng 10 năm 2024", "KẾ HOẠCH",
    "THỰC HIỆN CHƯƠNG TRÌNH TRÊN ĐỊA BÀN TỈNH CÀ MAU NĂM 2025",
    "Căn cứ Nghị định số 45/2017/NĐ-CP ngày 21/4/2017 của Chính phủ;",
)  # fmt: skip
_PARTS = ("MỤC ĐÍCH, YÊU CẦU", "MỤC TIÊU", "NHIỆM VỤ VÀ GIẢI PHÁP", "KINH PHÍ THỰC HIỆN",
          "TỔ CHỨC THỰC HIỆN")  # fmt: skip
_TEXT = (
    "- Chủ trì, phối hợp với Sở Tài chính, Ủy ban nhân dân huyện U Minh và các đơn vị liên quan "
    "thực hiện Nghị quyết số {0}/NQ-CP ngày 0{1}/4/2025 của Chính phủ về việc thứ {0}, phấn đấu "
    "{2}% doanh nghiệp áp dụng theo Luật Ngân sách nhà nước; báo cáo Ủy ban nhân dân tỉnh."
)
_END = ("Nơi nhận:", "- Sở Tài chính;", "- Lưu: VT.", "CHỦ TỊCH", "Lâm Văn Bi")


def paragraphs(pages: int) -> Iterator[str]:
    """Yield the paragraphs of a plan of about so many pages."""
    yield from _HEAD
    number = 0
    for roman, title in zip(("I", "II", "III", "IV", "V"), _PARTS, strict=True):
        yield f"{roman}. {title}"
        for item in range(1, pages // 2 + 1):
            yield f"{item}. " + ("Sở Công Thương" if roman == "V" else f"Nội dung thứ {item}")
            for _ in range(4):
                number += 1
                yield _TEXT.format(number, number % 9 + 1, number % 90 + 1)
    yield from _END


def flattened(pages: int) -> bytes:
    """Return the plan as hard-wrapped Markdown."""
    return "\n\n".join(textwrap.fill(p, 80) for p in paragraphs(pages)).encode()


def word(pages: int) -> bytes:
    """Return the plan as a Word file."""
    document = docx.Document()
    for paragraph in paragraphs(pages):
        document.add_paragraph(paragraph)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def least(run: Callable[[], object]) -> float:
    """Return the least CPU time of several runs."""
    took = []
    for _ in range(RUNS):
        start = time.process_time()
        run()
        took.append(time.process_time() - start)
    return min(took)


def main() -> None:
    """Print one table; the last column is the time a page took against the shortest document."""
    knowledge = load_knowledge(Settings().data_folders)
    print(f"\n{'file':5} {'pages':>5} {'read':>7} {'extract':>8} {'to quads':>9} {'a page':>7}")
    for kind, make in (("md", flattened), ("docx", word)):
        first = 0.0
        for pages in PAGES:
            data, name = make(pages), f"plan.{kind}"
            reading = least(lambda: read_bytes(data, name))  # noqa: B023 run at once
            source = read_bytes(data, name)
            records = least(lambda: extract(source, knowledge))  # noqa: B023
            whole = least(lambda: build_document(source, knowledge)) + reading  # noqa: B023
            first = first or whole / pages
            print(
                f"{kind:5} {pages:5} {reading:7.3f} {records:8.3f} {whole:9.3f} "
                f"{whole / pages / first:7.2f}"
            )


if __name__ == "__main__":
    main()
