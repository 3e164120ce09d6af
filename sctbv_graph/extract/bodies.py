"""Bodies that issue documents, by their names and by the signs of their documents.

Names and signs of national bodies are a closed class, the same in every plan: a name is read in
running text or in a letterhead ("BỘ TÀI CHÍNH"), a sign at the end of a number ("TT-BTC").
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sctbv_graph.vietnamese.fold import slug
from sctbv_graph.vietnamese.names import NameIndex


@dataclass(frozen=True, slots=True)
class NationalBody:
    """A body of the national tier; ``signs`` end the numbers of what it issues."""

    name: str
    kind: str
    signs: tuple[str, ...] = ()
    others: tuple[str, ...] = ()  # other ways to name it

    @property
    def stem(self) -> str:
        """The key of the agency, the same as in the register of agencies."""
        return slug(self.name)


def _ministry(name: str, *signs: str) -> NationalBody:
    return NationalBody(name, "ministry", signs, (f"Bộ trưởng {name}",))


BODIES = (
    NationalBody("Thủ tướng Chính phủ", "prime-minister", ("TTg",), ("Thủ tướng",)),
    NationalBody("Chính phủ", "government", ("CP",)),
    NationalBody("Quốc hội", "legislature", ("QH",)),
    NationalBody("Ủy ban Thường vụ Quốc hội", "legislature", ("UBTVQH",)),
    NationalBody("Chủ tịch nước", "government", ("CTN",)),
    NationalBody("Bộ Chính trị", "party-committee"),
    NationalBody("Ban Bí thư", "party-committee", others=("Ban Bí thư Trung ương Đảng",)),
    NationalBody("Ban Chấp hành Trung ương", "party-committee",
                 others=("Ban Chấp hành Trung ương Đảng", "Trung ương Đảng")),
    _ministry("Bộ Công an", "BCA"),
    _ministry("Bộ Công Thương", "BCT"),
    _ministry("Bộ Dân tộc và Tôn giáo", "BDTTG"),
    _ministry("Bộ Giáo dục và Đào tạo", "BGDĐT"),
    _ministry("Bộ Giao thông vận tải", "BGTVT"),
    _ministry("Bộ Kế hoạch và Đầu tư", "BKHĐT"),
    _ministry("Bộ Khoa học và Công nghệ", "BKHCN"),
    _ministry("Bộ Lao động - Thương binh và Xã hội", "BLĐTBXH"),
    _ministry("Bộ Ngoại giao", "BNG"),
    _ministry("Bộ Nội vụ", "BNV"),
    _ministry("Bộ Nông nghiệp và Môi trường", "BNNMT"),
    _ministry("Bộ Nông nghiệp và Phát triển nông thôn", "BNNPTNT", "BNN"),
    _ministry("Bộ Quốc phòng", "BQP"),
    _ministry("Bộ Tài chính", "BTC"),
    _ministry("Bộ Tài nguyên và Môi trường", "BTNMT"),
    _ministry("Bộ Thông tin và Truyền thông", "BTTTT"),
    _ministry("Bộ Tư pháp", "BTP"),
    _ministry("Bộ Văn hóa, Thể thao và Du lịch", "BVHTTDL"),
    _ministry("Bộ Xây dựng", "BXD"),
    _ministry("Bộ Y tế", "BYT"),
    _ministry("Ngân hàng Nhà nước Việt Nam", "NHNN"),
    _ministry("Thanh tra Chính phủ", "TTCP"),
    _ministry("Ủy ban Dân tộc", "UBDT"),
    _ministry("Văn phòng Chính phủ", "VPCP"),
)  # fmt: skip
NAMES: NameIndex[NationalBody] = NameIndex(
    (spelling, body) for body in BODIES for spelling in (body.name, *body.others)
)
_PROVINCES = """
an-giang ba-ria-vung-tau bac-giang bac-kan bac-lieu bac-ninh ben-tre binh-dinh
binh-duong binh-phuoc binh-thuan ca-mau can-tho cao-bang da-nang dak-lak dak-nong
dien-bien dong-nai dong-thap gia-lai ha-giang ha-nam ha-noi ha-tinh hai-duong hai-phong
hau-giang hoa-binh ho-chi-minh hue hung-yen khanh-hoa kien-giang kon-tum lai-chau
lam-dong lang-son lao-cai long-an nam-dinh nghe-an ninh-binh ninh-thuan phu-tho phu-yen
quang-binh quang-nam quang-ngai quang-ninh quang-tri soc-trang son-la tay-ninh
thai-binh thai-nguyen thanh-hoa thua-thien-hue tien-giang tra-vinh tuyen-quang
vinh-long vinh-phuc yen-bai
"""
PROVINCES = frozenset(_PROVINCES.split())
"""Provinces and cities under the centre, those that ended in 2025 too: a closed class of names."""
_BY_SIGN = {sign: body for body in BODIES for sign in body.signs}
_NUMBERED = re.compile(r"(?P<sign>QH|UBTVQH)\d{1,2}\Z")
_LOCAL = ("UBND", "HĐND", "TU", "HU", "ĐU", "TTHĐND")


def by_sign(sign: str) -> NationalBody | None:
    """Return the national body that a document's sign names: "QĐ-TTg", "QH15", "QĐ-BNN-KHCN".

    >>> by_sign("QĐ-BNN-KHCN").name, by_sign("KH-UBND")
    ('Bộ Nông nghiệp và Phát triển nông thôn', None)
    """
    for part in reversed(re.split(r"[-/]", sign)):
        numbered = _NUMBERED.match(part)
        body = _BY_SIGN.get(numbered["sign"] if numbered else part)
        if body:
            return body
    return None


def is_national(sign: str) -> bool:
    """Tell whether a sign alone says that no province issued the document.

    >>> is_national("NQ/TW"), is_national("KL-LNTPTW"), is_national("CTr/TU")
    (True, True, False)
    """
    last = re.split(r"[-/]", sign)[-1]
    return by_sign(sign) is not None or last.endswith("TW") or _is_ministry(last)


def _is_ministry(last: str) -> bool:
    """Tell a ministry's sign that the table does not have: "B" and two capitals or more."""
    return last.startswith("B") and len(last) > 2 and last.isupper() and last not in _LOCAL
