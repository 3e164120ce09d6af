"""What OpenAPI says of the routes whose requests FastAPI does not read itself."""

from __future__ import annotations

from typing import Any

from sctbv_graph.results import GRAPHS, MEDIA, TABLES

FORM = "application/x-www-form-urlencoded"
_TEXT: dict[str, Any] = {"text/plain": {"schema": {"type": "string"}}, "text/html": {}}
_IRIS = {"type": "array", "items": {"type": "string"}}


def _said(text: str) -> dict[str, Any]:
    return {"description": text, "content": _TEXT}


EVERYWHERE: dict[int | str, dict[str, Any]] = {
    303: {"description": "Location names what was asked for"},
    308: {"description": "Location names where it is now"},
    400: _said("the request is wrong: the answer says where"),
    404: _said("there is no such thing; the answer names what stands nearest"),
    406: _said("no such format; the answer lists what there is"),
    410: _said("it was taken back; the answer says why, and what came in its place"),
    422: {
        "description": "a name that the data does not know, or a value that does not fit",
        "content": {**_TEXT, "application/json": {}},
    },
    429: _said("too many requests of one client"),
    503: _said("the server is busy"),
    504: _said("it took too long and was ended"),
}
"""What a request to any address may be answered with."""

_REFUSALS = {
    "400": _said("the query is wrong, or asks for what is refused or too much"),
    "406": _said("no such format; the answer lists what there is"),
    "413": _said("the request is too long"),
    "429": _said("too many requests of one client"),
    "503": _said("all workers are busy"),
    "504": _said("the query took too long and was ended"),
}
_RDF: dict[str, Any] = {MEDIA[name].partition(";")[0]: {} for name in GRAPHS}
_ANSWERS: dict[str, Any] = {
    "200": {
        "description": "the answer",
        "content": {MEDIA[name].partition(";")[0]: {} for name in TABLES} | _RDF | _TEXT,
        "headers": {
            "Sctbv-Truncated": {
                "description": "there are more rows; Link names the address of the rest",
                "schema": {"type": "string"},
            }
        },
    },
    "304": {"description": "the answer is the one that the client has"},
    **_REFUSALS,
}


def _parameter(name: str, schema: dict[str, Any], text: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": text}


_DATASET = [
    _parameter("default-graph-uri", _IRIS, "graphs of the default graph"),
    _parameter("named-graph-uri", _IRIS, "graphs that GRAPH sees"),
]
_COMMON = [
    *_DATASET,
    _parameter("format", {"type": "string"}, "a format by name, before the Accept header"),
    _parameter("offset", {"type": "integer", "minimum": 0, "maximum": 10**9}, "first row"),
    _parameter("lang", {"type": "string", "enum": ["vi", "en"]}, "language of messages"),
]


def _body(name: str, fields: dict[str, Any]) -> dict[str, Any]:
    form = {
        "type": "object",
        "required": [name],
        "properties": {name: {"type": "string"}, **fields},
    }
    return {
        "required": True,
        "content": {
            FORM: {"schema": form},
            f"application/sparql-{name}": {"schema": {"type": "string"}},
        },
    }


QUERY_GET: dict[str, Any] = {
    "operationId": "query-by-get",
    "parameters": [_parameter("query", {"type": "string"}, "a SPARQL 1.1 query"), *_COMMON],
    "responses": _ANSWERS,
}
QUERY_POST: dict[str, Any] = {
    "operationId": "query-by-post",
    "parameters": _COMMON,
    "requestBody": _body("query", {"default-graph-uri": _IRIS, "named-graph-uri": _IRIS}),
    "responses": {**_ANSWERS, "415": _said("neither a form nor a query")},
}
_TOKEN = {
    "401": _said("no token, or a wrong one"),
    "403": _said("this server cannot be written"),
}
UPDATE: dict[str, Any] = {
    "operationId": "update",
    "parameters": [
        _parameter("using-graph-uri", _IRIS, "graphs of the default graph"),
        _parameter("using-named-graph-uri", _IRIS, "graphs that GRAPH sees"),
    ],
    "requestBody": _body("update", {}),
    "responses": {
        "204": {"description": "done"},
        "400": _said("the update is wrong, or asks for what is refused"),
        "413": _said("the request is too long"),
        "415": _said("neither a form nor an update"),
        **_TOKEN,
    },
}
_GRAPH = [
    _parameter("graph", {"type": "string", "format": "iri"}, "the graph's name"),
    _parameter("default", {"type": "string"}, "the merged graph"),
]
_WRONG_GRAPH = _said("no graph is named, or two")


def graph_operation(method: str, direct: bool) -> dict[str, Any]:
    """Return what OpenAPI says of one method of the Graph Store Protocol."""
    made: dict[str, Any] = {
        "operationId": f"graph-{method}{'-direct' if direct else ''}",
        "responses": {"400": _WRONG_GRAPH, "404": _said("no such graph")},
    }
    if direct:
        made["parameters"] = [
            {"name": "path", "in": "path", "required": True, "schema": {"type": "string"}}
        ]
    else:
        made["parameters"] = _GRAPH
    if method == "get":
        made["responses"] |= {
            "200": {"description": "the graph", "content": _RDF},
            "406": _said("no such format; the answer lists what there is"),
        }
        return made
    made["responses"] |= {"204": {"description": "done"}, **_TOKEN}
    if method != "delete":
        made["responses"] |= {
            "201": {"description": "the graph is new"},
            "413": _said("the request is too long"),
            "415": _said("no format of RDF graphs"),
        }
        made["requestBody"] = {
            "required": True,
            "content": {kind: {"schema": {"type": "string"}} for kind in _RDF},
        }
    return made
