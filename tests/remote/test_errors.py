"""A store that cannot be used is told in a sentence; secrets stand in none and go nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sctbv_graph.errors import InputError, LimitError, RemoteError, SctbvError
from sctbv_graph.store import RemoteStore, Target, read_target
from tests.peers import free_port
from tests.remote.servers import JSON, Behaviour

Serve = Callable[[Behaviour], str]
ASK = "ASK {}"
WHOLE = b'{"head":{},"boolean":true}'


def told(store: RemoteStore, query: str = ASK) -> SctbvError:
    """Return the error that a query ends in."""
    with pytest.raises(SctbvError) as caught:
        store.query(query)
    assert caught.value.vi != caught.value.en
    return caught.value


def test_nobody_there() -> None:
    """A port that nobody listens at: the address is named."""
    address = f"http://127.0.0.1:{free_port()}/sparql"
    error = told(RemoteStore(address))
    assert isinstance(error, RemoteError)
    assert address in error.vi


def test_credentials_are_asked_for(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a token the variables are named; a wrong one is told; neither is in a sentence."""
    address = serve(Behaviour(body=WHOLE, token="right"))
    assert "SCTBV_STORE_TOKEN" in told(RemoteStore(address)).en
    monkeypatch.setenv("SCTBV_STORE_TOKEN", "wr0ng")
    error = told(RemoteStore(address))
    assert "401" in error.en
    assert "wr0ng" not in error.vi + error.en + repr(RemoteStore(address).target)
    monkeypatch.setenv("SCTBV_STORE_TOKEN", "right")
    assert bool(RemoteStore(address).query(ASK))


def test_user_and_password(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """They answer the server's challenge, are not sent before it, and one alone is told."""
    monkeypatch.setenv("SCTBV_STORE_USER", "lan")
    with pytest.raises(InputError, match="SCTBV_STORE_PASSWORD"):
        read_target("http://127.0.0.1/sparql")
    monkeypatch.setenv("SCTBV_STORE_PASSWORD", "s3cret")
    behaviour = Behaviour(body=WHOLE)
    store = RemoteStore(serve(behaviour))
    assert bool(store.query(ASK))
    assert not any("authorization" in headers for headers in behaviour.asked)
    behaviour.status, behaviour.headers = 401, {"WWW-Authenticate": 'Basic realm="x"'}
    error = told(store)
    assert behaviour.asked[-1]["authorization"] == "Basic bGFuOnMzY3JldA=="
    assert "s3cret" not in error.vi + error.en


def test_a_redirect_is_not_followed(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """The token does not reach the server that another one names."""
    monkeypatch.setenv("SCTBV_STORE_TOKEN", "t0ken")
    other = Behaviour(body=WHOLE)
    to = serve(other)
    error = told(RemoteStore(serve(Behaviour(status=302, headers={"Location": to}, body=b""))))
    assert to in error.en
    assert other.asked == []


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        (Behaviour(body=b"<html>hello</html>"), "SPARQL endpoint"),
        (Behaviour(body=b'{"a": 1}'), "SPARQL endpoint"),
        (Behaviour(status=404, body=b""), "no such endpoint"),
        (Behaviour(status=500, body=b"<html><b>out of\n disk</b>"), "out of disk"),
        (Behaviour(status=400, body=b"error at 1:2"), "error at 1:2"),
        (Behaviour(status=503, body=b""), "busy"),
        (Behaviour(body=WHOLE, headers={"Content-Length": "90"}), "broke off"),
    ],
)
def test_answers_that_are_no_results(serve: Serve, behaviour: Behaviour, said: str) -> None:
    """Pages, other JSON, errors and half an answer are each told as what they are."""
    assert said in told(RemoteStore(serve(behaviour))).en


def test_a_table_that_ends_in_words_is_not_used(serve: Serve) -> None:
    """Oxigraph's server writes its reason into the body when it stops: status 200, half a table."""
    half = b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"uri","value":"urn:a"}},'
    store = RemoteStore(serve(Behaviour(body=half + b"The SPARQL operation has been cancelled")))
    assert "broke off" in told(store, "SELECT ?s { ?s ?p ?o }").en


def test_a_part_of_an_answer_is_not_used(serve: Serve) -> None:
    """Virtuoso's "anytime" answers are a part with status 200; one header tells."""
    partial = Behaviour(body=WHOLE, headers={"X-SQL-State": "S1TAT"})
    error = told(RemoteStore(Target(serve(partial), dialect="virtuoso")))
    assert isinstance(error, LimitError)


def test_a_slow_store(serve: Serve) -> None:
    """Within the time that the target gives; the sentence names it."""
    store = RemoteStore(Target(serve(Behaviour(body=WHOLE, wait=1)), timeout=0.2))
    error = told(store)
    assert isinstance(error, LimitError)
    assert "0.2" in error.en


@pytest.mark.parametrize(
    "given",
    ["http://lan:s3cret@127.0.0.1/sparql", "ftp://127.0.0.1/x", "http://", "http://h:99999/ x"],
)
def test_addresses_that_are_refused(given: str) -> None:
    """No scheme but http and https; a password in an address is refused and not repeated."""
    with pytest.raises(InputError) as caught:
        read_target(given)
    assert "s3cret" not in caught.value.vi + caught.value.en


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('query = "http://a.example/q"\npassword = "x"', "password"),
        ('update = "http://a.example/u"', "query"),
        ('query = "http://a.example/q"\ntimeout = -1', "timeout"),
        ("query = ", "cannot be read"),
    ],
)
def test_store_files_that_are_refused(tmp_path: Path, text: str, said: str) -> None:
    """Unknown keys, secrets among them, are named."""
    path = tmp_path / "remote.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_target(str(path))
    assert said in caught.value.en


def test_a_store_file(tmp_path: Path) -> None:
    """It names each door."""
    path = tmp_path / "remote.toml"
    path.write_text(
        'query = "http://a.example/q"\nupdate = "http://a.example/u"\ngraphs = '
        '"http://a.example/g"\ndialect = "virtuoso"\ntimeout = 5\n',
        encoding="utf-8",
    )
    store = RemoteStore(read_target(str(path)))
    doors = [store.address(which) for which in ("query", "update", "graphs")]
    assert doors == [f"http://a.example/{name}" for name in "qug"]
    assert store.dialect.name == "virtuoso"


def test_dialects_are_recognised(serve: Serve, address: str) -> None:
    """By the name of the server; any other store is taken as the standards say."""
    assert RemoteStore(address).dialect.name == "oxigraph"
    server = {"Server": "Virtuoso/07.20.3229 (Linux) i686-generic-linux-glibc212-64 VDB"}
    assert RemoteStore(serve(Behaviour(headers=server))).dialect.name == "virtuoso"
    assert RemoteStore(serve(Behaviour())).dialect.name == "standard"
    with pytest.raises(InputError, match="nope"):
        RemoteStore(Target("http://127.0.0.1/sparql", dialect="nope"))


def test_media(serve: Serve) -> None:
    """The table of a thousand rows is asked for once, however much is asked."""
    body = b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"literal","value":"1"}}]}}'
    behaviour = Behaviour(body=body)
    store = RemoteStore(serve(behaviour))
    assert behaviour.asked == []
    store.query("SELECT ?a {} LIMIT 1")
    assert {headers["accept"] for headers in behaviour.asked[1:]} == {JSON}
