"""Each response code of a table has its error class, and the table's words in the message."""

from __future__ import annotations

import pytest
from tests.spec.table import ENDPOINTS
from tests.spec.wire import Service, both, call

from schedbot_sdk import (
    AuthenticationError,
    BadRequestError,
    NotFoundError,
    RateLimitError,
    ServerError,
    ServiceUnavailableError,
    StatusError,
)

CLASSES: dict[int, type[StatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    404: NotFoundError,
    429: RateLimitError,
    500: ServerError,
    502: ServerError,
    503: ServiceUnavailableError,
    504: ServerError,
}
CODES = [
    (endpoint, int(code), meaning, streamed)
    for endpoint in ENDPOINTS
    for text, meaning in endpoint.codes.items()
    for code in (["500", "502", "503", "504"] if text == "5xx" else [text])
    for streamed in ([False, True] if endpoint.service == "chat" else [False])
    if code != "200"
]


@both
def test_a_status_has_its_error_with_the_tables_words(twin: str, service: Service) -> None:
    for endpoint, code, meaning, streamed in CODES:
        service.status = code
        with pytest.raises(StatusError) as caught:
            call(twin, service, endpoint.name, streamed=streamed)
        error = caught.value
        assert type(error) is CLASSES[code]
        assert f"{code} {meaning}" in str(error)
        assert (error.status_code, error.service) == (code, endpoint.service)
        assert error.operation == f"{endpoint.service}.{endpoint.name}"
        assert [attempt.status_code for attempt in error.attempts] == [code]


def test_every_code_of_every_table_is_tried() -> None:
    assert {text for endpoint in ENDPOINTS for text in endpoint.codes} == {
        "200", "400", "401", "404", "429", "500", "503", "5xx",
    }  # fmt: skip
    assert {code for _, code, _, _ in CODES} == set(CLASSES)
