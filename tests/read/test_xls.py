"""Old workbooks: values and merged cells, from a file written record by record (MS-XLS, MS-CFB)."""

from __future__ import annotations

import struct

from sctbv_graph.read import read_bytes

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def label(row: int, column: int, text: str) -> bytes:
    head = struct.pack("<HHHHB", row, column, 0, len(text), 1)
    return record(0x0204, head + text.encode("utf-16-le"))


def number(row: int, column: int, value: float) -> bytes:
    return record(0x0203, struct.pack("<HHHd", row, column, 0, value))


def workbook(name: str, cells: bytes) -> bytes:
    """Return the stream of a workbook of one sheet."""
    start = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    title = struct.pack("<BB", len(name), 1) + name.encode("utf-16-le")
    length = len(start) + 4 + 6 + len(title) + 4
    sheet = record(0x0085, struct.pack("<IBB", length, 0, 0) + title)
    body = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)) + cells
    return start + sheet + record(0x000A) + body + record(0x000A)


def compound(stream: bytes) -> bytes:
    """Return a compound file of one stream, "Workbook", in sectors of 512 bytes."""
    stream = stream.ljust(4096, b"\0")
    stream += b"\0" * (-len(stream) % 512)
    sectors = len(stream) // 512
    fat = [_FAT, _END, *range(3, sectors + 2), _END]
    fat += [_FREE] * (128 - len(fat))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    head += struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, _END, 0,
                        _END, 0, 0)  # fmt: skip
    head += struct.pack("<I", _FREE) * 108

    def entry(name: str, kind: int, child: int, first: int, size: int) -> bytes:
        text = (name + "\0").encode("utf-16-le")
        made = text.ljust(64, b"\0") + struct.pack(
            "<HBBIII", len(text), kind, 1, _FREE, _FREE, child
        )
        return made + b"\0" * 36 + struct.pack("<IQ", first, size)

    folder = entry("Root Entry", 5, 1, _END, 0) + entry("Workbook", 2, _FREE, 2, len(stream))
    return head + struct.pack("<128I", *fat) + folder.ljust(512, b"\0") + stream


def test_values_and_merged_cells() -> None:
    merged = record(0x00E5, struct.pack("<HHHHH", 1, 1, 2, 0, 0))
    cells = b"".join(
        (label(0, 0, "TT"), label(0, 1, "Tên nhiệm vụ"), label(0, 2, "Kinh phí"),
         number(1, 0, 1), label(1, 1, "Tập huấn"), number(1, 2, 857.6), label(2, 1, "Hội thi"),
         number(2, 2, 2025), merged)
    )  # fmt: skip
    source = read_bytes(compound(workbook("Phụ lục", cells)), "a.xls")
    assert source.format == "xls"
    assert source.text.split("\n")[:-1] == [
        "TT", "Tên nhiệm vụ", "Kinh phí", "1", "Tập huấn", "857,6", "Hội thi", "2025",
    ]  # fmt: skip
    (table,) = source.tables
    assert table.sheet == "Phụ lục"
    assert (table.rows[1][0].rows, table.rows[2][0].state) == (2, "merged")
    assert [remark.kind for remark in source.remarks] == ["old-excel"]
