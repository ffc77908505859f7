"""What the SDK needs of an HTTP client that a user hands in: those of httpx and of httpx2 have it."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from typing import Protocol, TypeAlias

from schedbot_sdk.errors import ConfigurationError

__all__ = ["AsyncHttpClient", "AsyncHttpResponse", "HttpClient", "HttpResponse", "PhaseTimeouts", "check_http_client"]

PhaseTimeouts: TypeAlias = "tuple[float | None, float | None, float | None, float | None]"


class HttpResponse(Protocol):
    """The part of a response that is read; those of `httpx` and `httpx2` clients have it."""

    @property
    def status_code(self) -> int: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    def iter_bytes(self) -> Iterator[bytes]: ...


class AsyncHttpResponse(Protocol):
    """The part of an async response that is read."""

    @property
    def status_code(self) -> int: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    def aiter_bytes(self) -> AsyncIterator[bytes]: ...


class HttpClient(Protocol):
    """What a client given as `http_client` must have: the one method that httpx and httpx2 clients share."""

    def stream(
        self,
        method: str,
        url: str,
        *,
        content: bytes | None,
        headers: Mapping[str, str],
        timeout: PhaseTimeouts,
        follow_redirects: bool,
        extensions: Mapping[str, object],
    ) -> AbstractContextManager[HttpResponse]:
        """Send a request; the response's body is read inside the context."""
        ...


class AsyncHttpClient(Protocol):
    """What an async client given as `http_client` must have."""

    def stream(
        self,
        method: str,
        url: str,
        *,
        content: bytes | None,
        headers: Mapping[str, str],
        timeout: PhaseTimeouts,
        follow_redirects: bool,
        extensions: Mapping[str, object],
    ) -> AbstractAsyncContextManager[AsyncHttpResponse]:
        """Send a request; the response's body is read inside the context."""
        ...


_KEYWORDS = ("method", "url", "content", "headers", "timeout", "follow_redirects", "extensions")


def check_http_client(client: object, *, is_async: bool, ignored: Mapping[str, object]) -> None:
    """Refuse what cannot serve as `http_client`.

    Args:
        client: What was passed.
        is_async: Whether the client of the SDK is an async one.
        ignored: Other keywords of the constructor that such a client makes void, None where they were not passed.

    Raises:
        ConfigurationError: It has no `stream` method that takes what the SDK passes, it is one of the other twin's,
            or a keyword beside it would be ignored.
    """
    wanted = "an httpx.AsyncClient" if is_async else "an httpx.Client"
    stream: object = getattr(client, "stream", None)
    if not callable(stream):
        raise ConfigurationError(f"http_client: pass {wanted}, not an object of type {type(client).__name__}")
    try:
        inspect.signature(stream).bind(**dict.fromkeys(_KEYWORDS))
    except (TypeError, ValueError):
        raise ConfigurationError(f"http_client: pass {wanted}; this one's stream() takes other arguments") from None
    inner = inspect.unwrap(stream)
    is_of_async = inspect.isasyncgenfunction(inner) or inspect.iscoroutinefunction(inner)
    is_of_sync = inspect.isgeneratorfunction(inner)
    if is_of_sync if is_async else is_of_async:
        raise ConfigurationError(
            f"http_client: pass {wanted} to this client; {type(client).__name__} is of the other kind"
        )
    if passed := [name for name, value in ignored.items() if value is not None]:
        raise ConfigurationError(
            f"{', '.join(passed)}: http_client has its own; set it there, or leave http_client out"
        )
