"""Requests on the wire match the tables: sync and async, over a real socket."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.spec.table import ENDPOINTS, Endpoint, Row
from tests.spec.wire import EXPECTED, RESPONSES, TOKEN, ReceivedRequest, Service, at, both, call

FULL: dict[str, Any] = {"temperature": 0.7, "max_tokens": 9}
OPTIONAL: list[tuple[str, dict[str, Any]]] = [
    ("temperature", {"temperature": 0.7}),
    ("max_tokens", {"max_tokens": 9}),
    ("stream", {"streamed": True}),
]
JSON_TYPES: dict[str, Callable[[object], bool]] = {
    "int": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "int | float": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}


def number_or_text(raw: str) -> object:
    """A value of a URL with its type: digits are an int."""
    return int(raw) if raw.removeprefix("-").isdecimal() else raw


def sent(request: ReceivedRequest, row: Row, endpoint: Endpoint) -> list[Any]:
    """The values that a request has for a row, in the row's place and nowhere else; empty if it has no value."""
    if row.place == "path":
        before, _, after = endpoint.path.partition(f"{{{row.name}}}")
        assert request.path.startswith(before)
        assert request.path.endswith(after)
        return [number_or_text(request.path.removeprefix(before).removesuffix(after))]
    if row.place == "query":
        return [number_or_text(value) for name, value in request.query if name == row.name]
    if row.place == "header":
        return [value for name, value in request.headers.items() if name == row.name.lower()]
    return at(request.body, row.name)


@both
def test_a_request_has_the_tables_method_and_path(twin: str, service: Service) -> None:
    for endpoint in ENDPOINTS:
        service.response = RESPONSES[endpoint.name]
        call(twin, service, endpoint.name)
        prefix = f"/bot{TOKEN}" if endpoint.service == "telegram" else ""
        request = service.requests.pop()
        assert (request.method, request.path) == (endpoint.method, prefix + endpoint.path.format(telegram_id=42))


@both
def test_a_row_is_sent_in_its_place_with_its_type_and_value(twin: str, service: Service) -> None:
    failures: list[object] = []
    for endpoint in ENDPOINTS:
        service.response = RESPONSES[endpoint.name]
        call(twin, service, endpoint.name, streamed=True, **FULL)
        request = service.requests.pop()
        for row in endpoint.request:
            values = sent(request, row, endpoint)
            if values != EXPECTED[endpoint.name][row.name] or not all(JSON_TYPES[row.type](value) for value in values):
                failures.append((endpoint.name, row.name, values))
    assert failures == []


@both
def test_a_required_row_is_always_sent_and_an_optional_one_only_when_given(twin: str, service: Service) -> None:
    failures: list[object] = []
    for endpoint in ENDPOINTS:
        service.response = RESPONSES[endpoint.name]
        call(twin, service, endpoint.name)
        request = service.requests.pop()
        for row in endpoint.request:
            values = sent(request, row, endpoint)
            if values != (EXPECTED[endpoint.name][row.name] if row.required else []):
                failures.append((endpoint.name, row.name, values))
    assert failures == []


@both
def test_an_optional_row_that_is_given_brings_no_other(twin: str, service: Service) -> None:
    assert [name for name, _ in OPTIONAL] == [row.name for e in ENDPOINTS for row in e.request if not row.required]
    service.response = RESPONSES["createChatCompletion"]
    for name, given in OPTIONAL:
        call(twin, service, "createChatCompletion", **given)
        beside = ["stream_options"] if name == "stream" else []  # the usage of a stream is requested
        assert set(service.requests.pop().body) == {"model", "messages", name, *beside}


@both
def test_nothing_is_sent_that_the_table_does_not_have(twin: str, service: Service) -> None:
    for endpoint in ENDPOINTS:
        service.response = RESPONSES[endpoint.name]
        call(twin, service, endpoint.name, streamed=True, **FULL)
        request = service.requests.pop()
        places = {row.name: row.place for row in endpoint.request if "[]" not in row.name}
        assert [name for name, _ in request.query] == [name for name, place in places.items() if place == "query"]
        assert set(request.body or {}) - {"stream_options"} == {
            name for name, place in places.items() if place == "body"
        }
        assert ("authorization" in request.headers) == ("Authorization" in places)


@both
def test_a_temperature_reaches_the_wire_as_written(twin: str, service: Service) -> None:
    service.response = RESPONSES["createChatCompletion"]
    for temperature in (0, 1, 0.7, 2.0):
        call(twin, service, "createChatCompletion", temperature=temperature)
        assert repr(service.requests.pop().body["temperature"]) == repr(temperature)
