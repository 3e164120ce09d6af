"""A draft that somebody sends: one file of a form, of a size that is checked while it comes."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException

from sctbv_graph.web.multipart import form_in_memory
from sctbv_graph.web.protocol import body_within, media_type

MAX_BYTES = 20 * 2**20
"""Longest request, in bytes; the largest real plan seen is under 3 MB."""


class RefusedUploadError(Exception):
    """A request that is not taken: the status and a sentence in both languages."""

    def __init__(self, status: int, vi: str, en: str) -> None:
        """Keep what is answered."""
        super().__init__(en)
        self.status, self.vi, self.en = status, vi, en


@dataclass(frozen=True, slots=True)
class Upload:
    """A file with its name, and the other fields of the form."""

    name: str
    data: bytes
    fields: dict[str, str]


async def read_upload(request: Request, limit: int = MAX_BYTES) -> Upload:
    """Return the one file of a multipart request.

    Raises `RefusedUploadError`: 415 where the request is no multipart form, 413 where it is longer
    than ``limit``, 400 where the form is broken or holds no file.
    """
    kind, _ = media_type(request)
    if kind != "multipart/form-data":
        raise RefusedUploadError(
            415,
            "Hãy gửi tệp bằng biểu mẫu multipart/form-data, trường “file”.",
            "Send the file as multipart/form-data, in the field “file”.",
        )
    body = await body_within(request, limit)
    if body is None:
        raise _too_large(limit)

    try:
        form = await form_in_memory(request, body, files=1, fields=20)
    except MultiPartException as error:
        raise RefusedUploadError(
            400,
            f"Biểu mẫu gửi lên không đúng: {error.message}",
            f"The form is broken: {error.message}",
        ) from None
    try:
        return await _upload_of(form)
    finally:
        await form.close()


async def _upload_of(form: FormData) -> Upload:
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        raise RefusedUploadError(
            400, "Chưa chọn tệp nào (trường “file”).", "No file was given (the field “file”)."
        )
    data = await file.read()
    if not data:
        raise RefusedUploadError(
            400,
            f"Tệp “{file.filename}” rỗng; hãy chọn tệp có nội dung kế hoạch.",
            f"The file “{file.filename}” is empty; choose one that holds the plan's text.",
        )
    fields = {key: value for key, value in form.multi_items() if isinstance(value, str)}
    return Upload(_base_name(file.filename), data, fields)


def _base_name(name: str) -> str:
    """Return a file's name without folders, as any system writes them."""
    return name.replace("\\", "/").rpartition("/")[2][-200:] or "file"


def _too_large(limit: int) -> RefusedUploadError:
    megabytes = limit // 2**20
    return RefusedUploadError(
        413,
        f"Tệp lớn hơn {megabytes} MB; hãy gửi riêng văn bản kế hoạch, bỏ bớt hình ảnh.",
        f"The file is over {megabytes} MB; send the plan alone, with fewer pictures.",
    )
