"""One Oxigraph server with the bundled corpus in it, pushed as a user pushes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pyoxigraph as ox
import pytest

from sctbv_graph.push import PushReport, push
from sctbv_graph.store import EmbeddedStore, RemoteStore
from sctbv_graph.store.writer import Writer
from tests.peers import oxigraph
from tests.remote.servers import Behaviour, small_server


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away what the environment may hold of proxies and passwords."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    for name in ("SCTBV_STORE_USER", "SCTBV_STORE_PASSWORD", "SCTBV_STORE_TOKEN", "SCTBV_TOKEN"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory, store: EmbeddedStore) -> Iterator[str]:
    """Return the address of a server that holds the corpus; nobody writes to it afterwards."""
    with oxigraph(tmp_path_factory.mktemp("oxigraph")) as started:
        push(store, RemoteStore(started.address), "0123456789abcdef", lambda *_: None)
        yield started.address


@pytest.fixture(scope="session")
def remote(address: str) -> RemoteStore:
    """Return the server as a store."""
    return RemoteStore(address)


@pytest.fixture(scope="session")
def second(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server that tests write to, one after another."""
    with oxigraph(tmp_path_factory.mktemp("second")) as started:
        yield started.address


@pytest.fixture
def fresh(second: str) -> RemoteStore:
    """Return a server that is empty."""
    Writer(RemoteStore(second)).update("DROP ALL")
    return RemoteStore(second)


@pytest.fixture
def serve() -> Iterator[Callable[[Behaviour], str]]:
    """Return a function that runs a small server that behaves as told."""
    with ExitStack() as stack:
        yield lambda behaviour: stack.enter_context(small_server(behaviour))


@pytest.fixture
def pushed() -> Callable[..., PushReport]:
    """Return a push that says nothing."""

    def run(local: EmbeddedStore, there: RemoteStore, **options: bool) -> PushReport:
        return push(local, there, "0123456789abcdef", lambda *_: None, **options)

    return run


@pytest.fixture
def two_graphs() -> EmbeddedStore:
    """Return a store of two small documents and an ontology with blank nodes."""
    text = """
    @prefix : <https://w3id.org/sctbv/def#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    @prefix g: <https://w3id.org/sctbv/graph/> .
    <https://w3id.org/sctbv/graph/a/stated> {
      <urn:a> :statedText "Sở Công Thương"@vi , "Đồng" , "say \\"no\\"\\n\\t" ; :ordinal 7 ;
        :amount 1.50 ; :isTentative true ; :day "2024-10-02"^^xsd:date ;
        :at "https://w3id.org/sctbv/def#x"^^xsd:anyURI ; :size "2.5E0"^^xsd:double .
    }
    <https://w3id.org/sctbv/graph/b/stated> { <urn:b> :statedText "Cà Mau"@vi . }
    <https://w3id.org/sctbv/graph/reference/terms> {
      <urn:c> :one [ :of [ :in "x" ] ] ; :two [ :of [ :in "y" ] ] .
    }
    """
    return EmbeddedStore.in_memory(list(ox.parse(text, ox.RdfFormat.TRIG)))
