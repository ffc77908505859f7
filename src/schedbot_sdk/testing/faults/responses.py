"""Faults that are complete responses, as failing services and their proxies send them."""

from __future__ import annotations

from collections.abc import Mapping
from http.client import responses
from typing import Literal, TypeAlias

from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.testing.faults.bodies import LAST_CHUNK, chunk
from schedbot_sdk.testing.faults.fault import Fault
from schedbot_sdk.testing.faults.steps import Close, GzippedZeros, Head, Reset, Send, Stall, Step, Wait

__all__ = ["StreamEnd", "answer", "event_stream", "gzip_bomb", "html", "rate_limited", "unavailable"]

StreamEnd: TypeAlias = Literal["complete", "cut", "reset", "stall"]
"""How a stream of `event_stream` ends."""

_NO_BODY = (204, 304)
_ENDS: Mapping[StreamEnd, tuple[Step, ...]] = {
    "complete": (Send(LAST_CHUNK),),
    "cut": (Close(),),
    "reset": (Reset(),),
    "stall": (Stall(),),
}


def answer(
    status: int = 200,
    body: bytes = b"",
    *,
    headers: Mapping[str, str] | None = None,
    content_type: str = "application/json",
    chunked: bool = False,
    then_close: bool = False,
) -> Fault:
    """A complete response with the right content-length; the connection stays open for the next request.

    Args:
        status: The HTTP status.
        body: The body; 204 and 304 have no body.
        headers: Added to `content-type` and `content-length`; a header of the same name replaces the default one.
        content_type: The body's media type.
        chunked: Send the body as one chunk of the chunked coding, without a content-length.
        then_close: Send `connection: keep-alive`, but close right after the body, so that the client keeps a stale
            connection.
    """
    fields = {} if status in _NO_BODY else {"content-type": content_type}
    if chunked:
        fields["transfer-encoding"] = "chunked"
    elif status not in _NO_BODY:
        fields["content-length"] = str(len(body))
    fields |= {name.lower(): value for name, value in (headers or {}).items()}
    head = Head(status, tuple(fields.items()))
    coded = (chunk(body) if body else b"") + LAST_CHUNK if chunked else body
    if then_close:
        return Fault((Send(head.encode(closing=False) + coded), Close()))
    return Fault((head, Send(coded)))


def html(status: int = 502) -> Fault:
    """A proxy's error page (`text/html`) instead of JSON."""
    phrase = responses.get(status, "Unknown")
    page = f"<html>\r\n<head><title>{status} {phrase}</title></head>\r\n<body><h1>{phrase}</h1></body>\r\n</html>\r\n"
    return answer(status, page.encode(), content_type="text/html")


def rate_limited(retry_after: float | str | None = None) -> Fault:
    """A 429 with the JSON body `{"detail": …}`.

    Args:
        retry_after: The `Retry-After` header: seconds, or an HTTP date as text; None omits the header.
    """
    return _error(429, retry_after)


def unavailable(status: int = 503, *, retry_after: float | str | None = None) -> Fault:
    """A 503, or another 5xx, with the JSON body `{"detail": …}`.

    Args:
        status: The HTTP status.
        retry_after: The `Retry-After` header: seconds, or an HTTP date as text; None omits the header.
    """
    return _error(status, retry_after)


def event_stream(*pieces: bytes, every: float = 0.0, then: StreamEnd = "complete") -> Fault:
    """A 200 `text/event-stream` that sends each piece as one chunk of the chunked coding.

    Args:
        pieces: The stream's bytes; a piece may end inside an event.
        every: Seconds to wait after each piece.
        then: The end of the stream: `"complete"` sends the last chunk and keeps the connection; `"cut"` sends FIN
            without the last chunk, `"reset"` sends RST, and `"stall"` sends nothing more.

    Raises:
        ConfigurationError: A piece is empty (an empty chunk would end the stream), or `then` is unknown.
    """
    if not all(pieces):
        raise ConfigurationError("a piece of a stream must not be empty: an empty chunk would end the stream")
    if then not in _ENDS:
        raise ConfigurationError(f"then must be one of {', '.join(_ENDS)}, got {then!r}")
    steps: list[Step] = [Head(200, (("content-type", "text/event-stream"), ("transfer-encoding", "chunked")))]
    for piece in pieces:
        steps += [Send(chunk(piece)), Wait(every)]
    return Fault((*steps, *_ENDS[then]))


def gzip_bomb(size: int) -> Fault:
    """A 200 with `content-encoding: gzip`, chunked, whose body is a thousandth of `size` and unpacks to `size` zeros.

    Its content type is JSON. The server generates it while it sends it (a kilobyte for each mebibyte), so `size` has no
    limit.

    Args:
        size: Bytes after unpacking.
    """
    fields = (("content-type", "application/json"), ("content-encoding", "gzip"), ("transfer-encoding", "chunked"))
    return Fault((Head(200, fields), GzippedZeros(size), Send(LAST_CHUNK)))


def _error(status: int, retry_after: float | str | None) -> Fault:
    seconds = retry_after
    if isinstance(seconds, int | float):
        seconds = f"{seconds:.3f}".rstrip("0").rstrip(".")
    body = b'{"detail":"refused with status %d"}' % status
    return answer(status, body, headers={} if seconds is None else {"retry-after": seconds})
