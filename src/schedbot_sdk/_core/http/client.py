"""What the SDK needs of an HTTP client that a user hands in; the types are public, in `options`."""

from __future__ import annotations

import inspect
from collections.abc import Mapping

from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.options import AsyncHttpClient, AsyncHttpResponse, HttpClient, HttpResponse, PhaseTimeouts

__all__ = ["AsyncHttpClient", "AsyncHttpResponse", "HttpClient", "HttpResponse", "PhaseTimeouts", "check_http_client"]

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
