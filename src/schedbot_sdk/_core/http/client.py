"""What the SDK needs of an HTTP client: those of httpx and of httpx2 have it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from typing import Protocol, TypeAlias

__all__ = ["AsyncHttpClient", "AsyncHttpResponse", "HttpClient", "HttpResponse", "PhaseTimeouts"]

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
