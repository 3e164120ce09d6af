"""The audit in the browser and for programs: a file goes in, its report comes out, no more."""

from __future__ import annotations

import base64
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse
from starlette.concurrency import run_in_threadpool

from sctbv_graph.audit.catalogue import load_profiles
from sctbv_graph.audit.writers import FORMATS
from sctbv_graph.audit.writers.as_html import Download, style_source, with_downloads
from sctbv_graph.web.audit_worker import Done, Job
from sctbv_graph.web.auditor import SECONDS, Auditor
from sctbv_graph.web.render import Site, language
from sctbv_graph.web.upload import MAX_BYTES, RefusedUploadError, Upload, read_upload

router = APIRouter()
_FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "profile": {
                            "type": "string",
                            "enum": list(load_profiles()),
                            "default": "submission",
                        },
                        "format": {"type": "string", "enum": list(FORMATS), "default": "json"},
                        "lang": {"type": "string", "enum": ["vi", "en"], "default": "vi"},
                    },
                }
            }
        },
    }
}
_REFUSALS = {
    400: "no file, or a broken form",
    413: "the file is too large",
    415: "not multipart/form-data",
    422: "the file cannot be read as a plan, or profile, format or lang is unknown",
    500: "the audit failed on this file",
    503: "all auditors are busy",
    504: "the audit took too long and was ended",
}
_LABELS = {
    "text": ("Văn bản", "Text"),
    "json": ("JSON", "JSON"),
    "sarif": ("SARIF", "SARIF"),
    "junit": ("JUnit", "JUnit"),
    "xlsx": ("Excel", "Excel"),
    "docx": ("Word kèm nhận xét", "Word with comments"),
    "ttl": ("Turtle", "Turtle"),
}


@router.get("/audit", response_class=Response)
def form(request: Request) -> Response:
    """Show the form."""
    return _page(request, language(request))


@router.post("/audit", response_class=Response, include_in_schema=False)
async def audit_page(request: Request) -> Response:
    """Answer the form with the report as a page; it carries all other formats in itself."""
    lang = language(request)
    try:
        sent = await read_upload(request)
        job = _job(sent, lang, ("html", *_LABELS))
        body = await run_in_threadpool(_audit, request, job, sent.data)
    except RefusedUploadError as error:
        return _page(request, lang, error)
    policy = f"default-src 'none'; style-src {style_source()}; base-uri 'none'; form-action 'none'"
    return Response(
        body,
        media_type=FORMATS["html"].media_type,
        headers={
            "Content-Security-Policy": f"{policy}; frame-ancestors 'none'",
            "Cache-Control": "no-store",
        },
    )


@router.post(
    "/api/audit",
    response_class=Response,
    openapi_extra=_FORM,
    responses={status: {"description": text} for status, text in _REFUSALS.items()},
)
async def audit_api(request: Request) -> Response:
    """Audit a file; the report comes in the format asked for, the verdict in a header too."""
    lang = language(request)
    try:
        sent = await read_upload(request)
        lang = sent.fields.get("lang", lang)
        name = sent.fields.get("format", "json")
        job = _job(sent, lang, (name,))
        done, body = await run_in_threadpool(_run, request, job, sent.data)
    except RefusedUploadError as error:
        headers = {"Retry-After": "5"} if error.status == 503 else {}
        text = error.en if lang == "en" else error.vi
        return PlainTextResponse(text + "\n", error.status, headers)
    made = FORMATS[name]
    file = quote(sent.name + made.suffix)
    return Response(
        body,
        media_type=made.media_type,
        headers={
            "Sctbv-Verdict": done.verdict,
            "Content-Disposition": f"attachment; filename*=UTF-8''{file}",
            "Cache-Control": "no-store",
        },
    )


def _job(sent: Upload, lang: str, formats: tuple[str, ...]) -> Job:
    """Return the job of a form; `RefusedUploadError` 422 on a field that is not known."""
    profile = sent.fields.get("profile", "submission")
    for field, value, known in (
        ("profile", profile, list(load_profiles())),
        ("lang", lang, ["vi", "en"]),
        *(("format", name, list(FORMATS)) for name in formats[:1]),
    ):
        if value not in known:
            listed = ", ".join(known)
            raise RefusedUploadError(
                422,
                f"Không có {field} “{value[:40]}”; có: {listed}.",
                f"There is no {field} “{value[:40]}”; there are: {listed}.",
            )
    return Job(sent.name, profile, lang, tuple(name for name in formats if name in FORMATS))


def _run(request: Request, job: Job, data: bytes) -> tuple[Done, bytes]:
    """Do a job; `RefusedUploadError` with the right status where there is no report."""
    auditor = _auditor(request)
    done, body = auditor.run(job, data)
    if done.status == "ok":
        if job.formats and not done.lengths:
            raise _not_word()
        return done, body
    seconds = f"{auditor.seconds:g}"
    said = {
        "input": (422, done.vi, done.en),
        "failed": (500, done.vi, done.en),
        "busy": (
            503,
            "Máy chủ đang kiểm tra nhiều tệp khác; hãy thử lại sau ít giây.",
            "The server is auditing other files; try again in a few seconds.",
        ),
        "time": (
            504,
            f"Kiểm tra tệp này quá {seconds} giây nên đã dừng; hãy gửi riêng phần kế hoạch.",
            f"The audit of this file took over {seconds} s and was ended; send the plan alone.",
        ),
    }[done.status]
    raise RefusedUploadError(*said)


def _not_word() -> RefusedUploadError:
    return RefusedUploadError(
        422,
        "Chỉ tệp Word (.docx) mới trả về được dạng Word kèm nhận xét.",
        "Only a Word file (.docx) can be given back as Word with comments.",
    )


def _audit(request: Request, job: Job, data: bytes) -> bytes:
    """Return the report as a page that holds the other formats as links."""
    done, body = _run(request, job, data)
    made, start = [], 0
    for length in done.lengths:
        made.append(body[start : start + length])
        start += length
    names = [n for n in job.formats if not FORMATS[n].of_word or len(made) == len(job.formats)]
    downloads = [
        Download(
            _LABELS[name][job.lang == "en"],
            f"data:{FORMATS[name].media_type.replace(' ', '')};base64,"
            + base64.b64encode(content).decode(),
            job.name + FORMATS[name].suffix,
        )
        for name, content in zip(names[1:], made[1:], strict=True)
    ]
    home = "/audit?lang=en" if job.lang == "en" else "/audit"
    return with_downloads(made[0], job.lang, downloads, home)


def _auditor(request: Request) -> Auditor:
    site: Site = request.app.state.site
    state = request.app.state
    if not hasattr(state, "auditor"):
        state.auditor = Auditor(site.settings)
    auditor: Auditor = state.auditor
    return auditor


def _page(request: Request, lang: str, error: RefusedUploadError | None = None) -> Response:
    site: Site = request.app.state.site
    page = site.page(
        request,
        "audit.html",
        status=error.status if error else 200,
        wrong=(error.en if lang == "en" else error.vi) if error else None,
        profiles=load_profiles().values(),
        megabytes=MAX_BYTES // 2**20,
        seconds=round(SECONDS),
        address=str(request.url_for("audit_api")),
    )
    page.headers["Cache-Control"] = "no-store" if error else "no-cache"
    return page
