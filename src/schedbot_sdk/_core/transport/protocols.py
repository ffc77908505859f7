"""The HTTP client that a user may supply: its protocol (public in `options`) and its check."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping

from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.options import AsyncHttpClient, AsyncHttpResponse, HttpClient, HttpResponse, PhaseTimeouts

__all__ = ["AsyncHttpClient", "AsyncHttpResponse", "HttpClient", "HttpResponse", "PhaseTimeouts", "check_http_client"]

_KEYWORDS = ("method", "url", "content", "headers", "timeout", "follow_redirects", "extensions")


def check_http_client(client: object, *, is_async: bool, ignored: Mapping[str, object]) -> None:
    """Refuse an unusable `http_client`.

    Args:
        client: The argument.
        is_async: Whether the SDK's client is async.
        ignored: Other arguments of the constructor, which such a client would ignore; None for those not passed.

    Raises:
        ConfigurationError: Its `stream` method does not accept the SDK's arguments, it is for the other twin,
            or another argument would be ignored.
    """
    wanted = "an httpx.AsyncClient" if is_async else "an httpx.Client"
    stream: object = getattr(client, "stream", None)
    if not callable(stream):
        raise ConfigurationError(f"http_client: pass {wanted}, not an object of type {type(client).__name__}")
    try:
        inspect.signature(stream).bind(**dict.fromkeys(_KEYWORDS))
    except (TypeError, ValueError):
        raise ConfigurationError(
            f"http_client: pass {wanted}; the stream() of this one takes other arguments"
        ) from None
    if inspect.iscoroutinefunction(stream):
        raise ConfigurationError(
            f"http_client: pass {wanted}; the stream() of this one does not return a context manager"
        )
    if _is_other_twin(client, stream, is_async=is_async):
        raise ConfigurationError(
            f"http_client: pass {wanted} to this client; {type(client).__name__} is for the other kind"
        )
    if passed := [name for name, value in ignored.items() if value is not None]:
        raise ConfigurationError(
            f"{', '.join(passed)}: http_client has its own; set it there, or leave http_client out"
        )


def _is_other_twin(client: object, stream: Callable[..., object], *, is_async: bool) -> bool:
    """Return whether a client is certainly of the other kind: by its `stream`, or by its context manager."""
    inner = inspect.unwrap(stream)
    makes = (inspect.isgeneratorfunction(inner), inspect.isasyncgenfunction(inner))
    opens = (hasattr(type(client), "__enter__"), hasattr(type(client), "__aenter__"))
    is_sync, is_of_async = makes if any(makes) else opens
    return is_sync and not is_of_async if is_async else is_of_async and not is_sync
