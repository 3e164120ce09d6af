"""The site in Apache and in nginx, with the rules that lie in it: `.ci/run` installs both.

By hand: SCTBV_HEAVY=1, with Debian's packages apache2 and nginx; of these what is not installed is
skipped.
"""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from sctbv_graph.publish.pages import Pages
from sctbv_graph.publish.rewrite import rewrite_files
from sctbv_graph.publish.site_parts import gone_page
from sctbv_graph.publish.withdrawn import Withdrawn
from sctbv_graph.settings import Settings
from sctbv_graph.store import EmbeddedStore
from tests.peers import free_port
from tests.publish.conftest import BASE

pytestmark = pytest.mark.heavy

ROOT = urlsplit(BASE).path.rstrip("/")
TASK = "task/211-kh-ubnd-ca-mau-2024/11"
GONE = [
    Withdrawn(
        "https://w3id.org/sctbv/id/task/211-kh-ubnd-ca-mau-2024/1",
        date(2026, 3, 1),
        "https://w3id.org/sctbv/id/" + TASK,
        {"vi": "Ghi hai lần.", "en": "Told twice."},
    )
]
"""Its key is the beginning of another's, which stays."""
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

_APACHE = """
ServerRoot "{work}"
Listen 127.0.0.1:{port}
ServerName localhost
PidFile {work}/pid
ErrorLog {work}/errors
User www-data
Group www-data
{modules}
TypesConfig /etc/mime.types
DirectoryIndex index.html
DocumentRoot "{root}"
<Directory "{root}">
  AllowOverride FileInfo
  Require all granted
</Directory>
"""
_MODULES = ("mpm_event", "authz_core", "dir", "mime", "headers", "rewrite")
_NGINX = """
pid {work}/pid;
error_log {work}/errors;
events {{ }}
http {{
  include /etc/nginx/mime.types;
  access_log off;
  client_body_temp_path {work}/body;
  proxy_temp_path {work}/proxy; fastcgi_temp_path {work}/fastcgi;
  uwsgi_temp_path {work}/uwsgi; scgi_temp_path {work}/scgi;
  include {work}/site.conf;
}}
"""


def _apache(root: Path, work: Path, port: int) -> list[str]:
    folder = "/usr/lib/apache2/modules"
    modules = "\n".join(f"LoadModule {m}_module {folder}/mod_{m}.so" for m in _MODULES)
    text = _APACHE.format(work=work, port=port, root=root, modules=modules)
    (work / "httpd.conf").write_text(text, encoding="utf-8")
    return ["-f", str(work / "httpd.conf"), "-D", "FOREGROUND"]


def _nginx(root: Path, work: Path, port: int) -> list[str]:
    rules = (root / "du-lieu/sctbv/rewrite/nginx.conf").read_text(encoding="utf-8")
    rules = rules.replace("listen 80;", f"listen 127.0.0.1:{port};")
    rules = rules.replace("root /var/www/html;", f"root {root};")
    (work / "site.conf").write_text(rules, encoding="utf-8")
    (work / "nginx.conf").write_text(_NGINX.format(work=work), encoding="utf-8")
    return ["-p", str(work), "-c", str(work / "nginx.conf"), "-g", "daemon off;"]


@pytest.fixture(scope="module", params=[_apache, _nginx], ids=["apache", "nginx"])
def host(
    request: pytest.FixtureRequest,
    site: Path,
    store: EmbeddedStore,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[int]:
    """Serve the site from a sub-folder, and beside it what w3id.org would; give the port."""
    name = {_apache: "apache2", _nginx: "nginx"}[request.param]
    # Debian keeps them where only root looks.
    program = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if program is None:
        pytest.skip(f"{name} is not installed")
    work, root = tmp_path_factory.mktemp("work"), tmp_path_factory.mktemp("root")
    shutil.copytree(site, root / "du-lieu" / "sctbv")
    for name, rules in rewrite_files(BASE, True, GONE):
        (root / "du-lieu" / "sctbv" / name).write_bytes(rules)
    gone = gone_page(Pages(Settings(), store), BASE, GONE)
    (root / "du-lieu" / "sctbv" / "410.html").write_bytes(gone)
    (root / "w3id" / "sctbv").mkdir(parents=True)
    shutil.copyfile(site / "rewrite" / "w3id.htaccess", root / "w3id" / "sctbv" / ".htaccess")
    for folder in (work, root, *root.parents):  # the host runs as another user
        if folder.stat().st_uid == os.getuid() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o755)
    port = free_port()
    with subprocess.Popen([program, *request.param(root, work, port)]) as server:
        for _ in range(100):
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
        server.terminate()


def ask(port: int, path: str, root: str = ROOT, **headers: str) -> http.client.HTTPResponse:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    line.request("GET", root + path, headers=named)
    answer = line.getresponse()
    answer.body = answer.read()  # type: ignore[attr-defined]
    line.close()
    return answer


def leads_to(answer: http.client.HTTPResponse) -> str:
    """Return the path of a 303, whatever host it names."""
    assert answer.status == 303
    return re.sub(r"^https?://[^/]+", "", answer.headers["location"])


@pytest.mark.parametrize(
    ("accept", "to"),
    [
        (BROWSER, f"/page/{TASK}/"),
        ("*/*", f"/page/{TASK}/"),
        ("text/turtle", f"/data/{TASK}.ttl"),
        ("application/ld+json", f"/data/{TASK}.jsonld"),
        ("application/rdf+xml,*/*;q=0.1", f"/data/{TASK}.rdf"),
        ("application/n-triples", f"/data/{TASK}.nt"),
        ("application/trig", f"/data/{TASK}.trig"),
        ("text/turtle;q=0.5, application/ld+json", f"/data/{TASK}.jsonld"),
        ("text/turtle;q=0, text/html;q=0.2", f"/page/{TASK}/"),
    ],
)
def test_a_thing_sends_to_page_or_data_that_is_there(host: int, accept: str, to: str) -> None:
    answer = ask(host, f"/id/{TASK}", Accept=accept)
    assert leads_to(answer) == ROOT + to
    assert {"Accept", "Accept-Language"} <= set(re.split(r",\s*", answer.headers["vary"]))
    assert ask(host, to).status == 200


@pytest.mark.parametrize(
    ("languages", "folder"), [("en-GB,vi;q=0.5", "/en"), ("vi,en;q=0.8", ""), ("fr", "")]
)
def test_the_language_chooses_the_page(host: int, languages: str, folder: str) -> None:
    answer = ask(host, f"/id/{TASK}", Accept=BROWSER, Accept_Language=languages)
    assert leads_to(answer) == f"{ROOT}{folder}/page/{TASK}/"


@pytest.mark.parametrize(
    ("path", "accept", "to"),
    [
        ("/concept/basis/read", "text/turtle", "/concept/basis/read.ttl"),
        ("/concept/basis", "application/rdf+xml", "/concept/basis.rdf"),
        ("/def", "text/turtle", "/def.ttl"),
        ("/def", "application/trig", "/def.ttl"),
        ("/def/alignments", "text/turtle", "/def/alignments.ttl"),
        ("/def/keys", "application/ld+json", "/def/keys.jsonld"),
        ("/def/keys", "application/trig", "/def/keys.ttl"),
        ("/def/0.1.0", "text/turtle", "/def.ttl"),
        ("/def/keys/0.1.0", "application/rdf+xml", "/def/keys.rdf"),
        ("/dataset", "text/turtle", "/catalog.ttl"),
        ("/dataset/document/211-kh-ubnd-ca-mau-2024", "application/rdf+xml", "/catalog.rdf"),
    ],
)
def test_concepts_and_terms_have_data_at_their_address(
    host: int, path: str, accept: str, to: str
) -> None:
    assert leads_to(ask(host, path, Accept=accept)) == ROOT + to
    assert ask(host, to, Accept=accept).status == 200
    page = ask(host, path + "/", Accept=BROWSER)
    if path.startswith("/dataset") or path.endswith("/0.1.0"):
        at = "/catalog/" if path.startswith("/dataset") else path.removesuffix("0.1.0")
        assert leads_to(page) == ROOT + at
        page = ask(host, at, Accept=BROWSER)
    assert page.status == 200
    assert page.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    ("path", "media"),
    [
        (f"/data/{TASK}.ttl", "text/turtle"),
        (f"/data/{TASK}.nt", "application/n-triples"),
        (f"/data/{TASK}.jsonld", "application/ld+json"),
        (f"/data/{TASK}.rdf", "application/rdf+xml"),
        (f"/data/{TASK}.trig", "application/trig"),
        ("/catalog.ttl", "text/turtle"),
        ("/.well-known/void", "text/turtle"),
        ("/feed.en.atom", "application/atom+xml"),
        ("/dumps/all.trig.gz", "application/gzip"),
        ("/static/vendor/oxigraph_bg.wasm", "application/wasm"),
        ("/static/find.js", ("text/javascript", "application/javascript")),
    ],
)
def test_files_have_their_types_and_are_open(host: int, path: str, media: str) -> None:
    answer = ask(host, path)
    assert answer.status == 200
    assert answer.headers["content-type"].startswith(media)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_dump_arrives_as_the_file_it_is(host: int, site: Path) -> None:
    """Not unpacked on the way, and not said to be text in a gzip coat."""
    answer = ask(host, "/dumps/all.nq.gz")
    assert answer.headers.get("content-encoding") is None
    assert answer.body == (site / "dumps/all.nq.gz").read_bytes()  # type: ignore[attr-defined]


def test_what_is_missing_is_answered_by_the_page_for_that(host: int) -> None:
    answer = ask(host, "/page/task/none/")
    assert answer.status == 404
    assert "Không tìm thấy" in answer.body.decode()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "path",
    ["/id/{}", "/page/{}/", "/en/page/{}/", "/data/{}.ttl", "/data/{}.jsonld"],
)
@pytest.mark.parametrize("accept", [BROWSER, "text/turtle"])
def test_what_was_withdrawn_is_gone(host: int, path: str, accept: str) -> None:
    """410 at every address of it; what only begins alike stays."""
    gone = GONE[0].iri.partition("/id/")[2]
    answer = ask(host, path.format(gone), Accept=accept)
    assert answer.status == 410
    page = answer.body.decode()  # type: ignore[attr-defined]
    for said in ("01/03/2026. Ghi hai lần.", "2026-03-01. Told twice.", f'{ROOT}/page/{TASK}/"'):
        assert said in page
    assert ask(host, path.format(TASK), Accept=accept).status in (200, 303)


@pytest.mark.parametrize("host", [_apache], ids=["apache"], indirect=True)
@pytest.mark.parametrize(
    ("path", "accept", "code", "to"),
    [
        (f"/id/{TASK}", "text/turtle", 303, f"data/{TASK}.ttl"),
        (f"/id/{TASK}", BROWSER, 303, f"en/page/{TASK}/"),
        (f"/id/{TASK}", "text/turtle;q=0, text/html;q=0.2", 303, f"en/page/{TASK}/"),
        ("/concept/basis/read", "application/rdf+xml", 303, "concept/basis/read.rdf"),
        ("/concept/basis/read", BROWSER, 303, "en/concept/basis/read/"),
        ("/concept/basis/read.ttl", BROWSER, 302, "concept/basis/read.ttl"),
        ("/def", "application/ld+json", 303, "def.jsonld"),
        ("/def", "application/trig", 303, "def.ttl"),
        ("/def", BROWSER, 303, "en/def/"),
        ("/def/keys", "text/turtle", 303, "def/keys.ttl"),
        ("/def/0.1.0", "text/turtle", 303, "def.ttl"),
        ("/def/alignments/0.1.0", BROWSER, 303, "en/def/alignments/"),
        ("/def/alignments", BROWSER, 303, "en/def/alignments/"),
        ("/questions/totals.json", "*/*", 302, "questions/totals.json"),
        ("/", BROWSER, 302, ""),
    ],
)
def test_w3id_leads_to_the_site(
    host: int, site: Path, path: str, accept: str, code: int, to: str
) -> None:
    """Its rules choose by themselves, and what they lead to lies in the site."""
    answer = ask(host, path, "/w3id/sctbv", Accept=accept, Accept_Language="en")
    assert (answer.status, answer.headers["location"]) == (code, BASE + to)
    found = site / to
    assert (found / "index.html" if found.is_dir() else found).is_file()
