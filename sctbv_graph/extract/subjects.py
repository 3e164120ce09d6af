"""Who a sentence of a plan speaks of: the parties that it begins with, and where they end.

"Sở Khoa học và Công nghệ theo dõi, đôn đốc các Sở, ban, ngành …", "Sở Tài chính: Căn cứ khả năng
cân đối ngân sách …", "3. Đề nghị Chi cục Hải quan khu vực": what the sentence says of them begins
with a colon or with the words of a duty.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sctbv_graph.model import Span, trim


def spaced(pattern: str) -> str:
    """Return a pattern whose blanks also match the line ends of a hard wrap."""
    return pattern.replace(" ", r"\s+")


PREDICATES = spaced(
    r"có trách nhiệm|chịu trách nhiệm|có nhiệm vụ|chủ trì|phối hợp|chủ động|căn cứ|trên cơ sở|"
    r"theo (?:chức năng|nhiệm vụ|thẩm quyền|dõi|quy định)|tham mưu|tham gia|triển khai|thực hiện|"
    r"xây dựng(?! (?:cơ bản|nông thôn))|hướng dẫn|kiểm tra|đôn đốc|tổng hợp|báo cáo|chỉ đạo|"
    r"phát triển(?! nông thôn)|tăng cường|đẩy mạnh|đẩy nhanh|bố trí|rà soát|đề xuất|tiếp tục|"
    r"nghiên cứu|lồng ghép|giám sát|"
    r"tuyên truyền|vận động|phân công|phân bổ|tiến hành|cân đối|lập (?:dự toán|kế hoạch)|"
    r"trình (?:cấp|chủ tịch|ủy ban|ubnd|hội đồng|hđnd)|định kỳ|hỗ trợ|là (?:cơ quan|đơn vị|cầu)|"
    r"giúp|được (?!giao|phân công|lựa chọn|phân cấp|ủy quyền)|phải|cần|kịp thời|thường xuyên|"
    r"hằng năm|hàng năm|huy động|tiếp nhận|đăng tải|phát động|khẩn trương|nghiêm túc|quán triệt|"
    r"bảo đảm|đảm bảo|thông báo|cung cấp|phát hiện|tư vấn|biên soạn|lựa chọn|xử lý|cập nhật|"
    r"ban hành|kiện toàn|phổ biến|tập trung|nâng cao|duy trì|phê duyệt|thẩm định|ứng dụng|"
    r"khuyến khích|thu hút|tuân thủ|chấp hành|ưu tiên|đưa|gửi|chuẩn bị|khai thác|sử dụng|vận hành|"
    r"công bố|điều phối|hoàn thiện|hoàn thành|cụ thể (?:hóa|hoá)|nắm|nhắc nhở|nhằm|để|giải quyết|"
    r"tháo gỡ|phục vụ|góp phần|trao đổi|khảo sát|lấy ý kiến|thống nhất|thu thập|xúc tiến|kết nối|"
    r"phản ánh|điều chỉnh|đánh giá|trong (?:việc|công tác|quá trình|thực hiện|điều tra)|"
    r"quản lý(?= (?:nhà nước|chặt|và sử|sử))"
)
"""Words that a duty begins with, and with which the list of its doers ends."""
_ORGANISE = spaced(
    r"tổ chức(?! (?:liên quan|có liên quan|khác|xã hội|chính trị|đoàn thể|tôn giáo|hội|kinh tế|"
    r"tín dụng|thành viên|cá nhân)|\s*[,;.:]|\s*(?:-|–)| và\b)"
)
_PREDICATE = re.compile(rf"(?<=[\s,])(?P<verb>(?:{PREDICATES})\b|{_ORGANISE})")
_OPENING = re.compile(rf"(?:{PREDICATES}|{_ORGANISE})\b", re.IGNORECASE)
_A_NOUN = re.compile(r"(?:\bcác|\bnhững|,|\bvà|\bcơ quan|\bđơn vị)\s*\Z")
"""Before "tổ chức" where it is no verb: "các tổ chức", "cơ quan, tổ chức"."""
ENTRUSTED = re.compile(spaced(r"\bđược (?:giao|phân công|lựa chọn|phân cấp|ủy quyền)\b"))
"""The clause that says which of the named are meant: "được giao chủ trì thực hiện …"."""
_WHO_LEAD = re.compile(
    spaced(
        r"\b(?:đơn vị|cơ quan) (?P<clause>chủ trì (?:thực hiện )?(?:các )?"
        rf"(?:nhiệm vụ|nội dung|dự án|hoạt động) )(?={PREDICATES})"
    )
)
"""The same without "được giao": "các đơn vị chủ trì nhiệm vụ lập dự toán" (Plan 211, line 37)."""
_ANSWERS = re.compile(spaced(r"\b(?:có|chịu) trách nhiệm\b"))
_ASKING = re.compile(
    spaced(
        r"\s*(?:(?:ủy ban nhân dân|uỷ ban nhân dân|ubnd) (?:tỉnh|thành phố) )?"
        r"(?:(?P<told>yêu cầu|giao|phân công)|(?P<asked>(?:trân trọng |kính )?đề nghị)) "
    ),
    re.IGNORECASE,
)
_OPENS_LIST = re.compile(spaced(r"\b(?:các )?sở\s*\Z"), re.IGNORECASE)
_OF = re.compile(spaced(r"\s*(?:trách nhiệm|nhiệm vụ)(?: cụ thể)? của "), re.IGNORECASE)
"""Before a body that a title makes answerable: "Trách nhiệm của Sở Công Thương"."""
_LONGEST = 330


@dataclass(frozen=True, slots=True)
class Subject:
    """The span of the parties a sentence begins with, and of what it says of them.

    ``asked`` tells "Đề nghị …" before them, ``words`` is empty where nothing follows.
    """

    parties: Span
    words: Span
    asked: bool


def subject_of(text: str, span: Span) -> Subject:
    """Split a sentence; whether its beginning names parties is for `PartyReader` to say.

    >>> text = "Sở Tài chính: Căn cứ dự toán"
    >>> found = subject_of(text, Span(0, len(text)))
    >>> text[slice(*found.parties)], text[slice(*found.words)]
    ('Sở Tài chính', 'Căn cứ dự toán')
    """
    ask = _ASKING.match(text, span.start, span.end) or _OF.match(text, span.start, span.end)
    start = ask.end() if ask else span.start
    asked = bool(ask and ask.groupdict().get("asked"))
    limit = min(span.end, start + _LONGEST)
    colon = _first_colon(text, start, limit)
    verb = _first_verb(text, start, limit)
    stop = _first_stop(text, start, limit)
    ends = [place for place in (colon, verb, stop) if place >= 0]
    end = min(ends, default=span.end if span.end <= limit else start)
    parties = trim(text, Span(start, end))
    while parties.end > parties.start and text[parties.end - 1] in ",;:.":
        parties = trim(text, Span(parties.start, parties.end - 1))
    if end == colon:
        end += 1
    words = trim(text, Span(min(end, span.end), span.end))
    if not text[words.start : words.end].strip(" .;,:/"):
        words = Span(span.end, span.end)
    return Subject(parties, words, asked)


def _first_colon(text: str, start: int, end: int) -> int:
    """Return where the first colon stands that does not open a list of departments, else -1.

    "Các Sở: Tài chính, Xây dựng theo chức năng …": what is said of them comes after the list.
    """
    at = text.find(":", start, end)
    while at >= 0 and _OPENS_LIST.search(text, start, at):
        at = text.find(":", at + 1, end)
    return at


def _first_verb(text: str, start: int, end: int) -> int:
    """Return where the first word of a duty stands outside of brackets, -1 where none does."""
    if _OPENING.match(text, start, end):
        return start
    entrusted = ENTRUSTED.search(text, start, end)
    answers = _ANSWERS.search(text, start, end)
    clause = _WHO_LEAD.search(text, start, end)
    for match in _PREDICATE.finditer(text, start, end):
        before = text[start : match.start()].rstrip()
        noun = before.endswith(("được", "viện", "Viện", "Tư vấn", "Đầu tư"))  # "viện nghiên cứu"
        if before.count("(") != before.count(")") or noun:
            continue
        if match["verb"].startswith("tổ") and _A_NOUN.search(before):
            continue
        if answers and entrusted and entrusted.start() < match.start() < answers.start():
            continue  # "các cơ quan được giao chủ trì … có trách nhiệm …"
        if clause and clause.start("clause") <= match.start("verb") < clause.end():
            continue
        return match.start("verb")
    return -1


def _first_stop(text: str, start: int, end: int) -> int:
    """Return where the first sentence ends, before any other."""
    match = re.compile(r"[.](?=\s+\S)|;\s*\Z").search(text, start, end)
    return match.start() if match else -1


def phrase_end(text: str, start: int, end: int) -> int:
    """Return where a list of parties inside a sentence ends: at a verb, a stop or a semicolon."""
    verb = _first_verb(text, start, end)
    stop = re.compile(r"[;:]|[.](?:\s|\Z)|\Z").search(text, start, end)
    last = stop.start() if stop else end
    return min(last, verb) if verb >= 0 else last
