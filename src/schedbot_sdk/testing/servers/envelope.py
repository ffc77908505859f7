"""How Telegram, or the nginx before it, says that something failed. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from http.client import responses
from typing import Final

from schedbot_sdk.testing.servers.error_response import ErrorResponse

__all__ = ["NGINX_PHRASES", "ApiError", "envelope", "nginx_page"]


class ApiError(Exception):
    """What Telegram answers instead of a result; `parameters` tell a bot how to go on."""

    def __init__(self, code: int, description: str, parameters: Mapping[str, int] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def as_envelope(self) -> dict[str, object]:
        """The whole answer."""
        failure = envelope(ErrorResponse(self.code, self.description))
        return failure if self.parameters is None else failure | {"parameters": self.parameters}


def envelope(error: ErrorResponse) -> dict[str, object]:
    """A failure as Telegram writes it, with the number of seconds to wait where there is one."""
    description = error.message
    if not description and error.status == 429:
        when = "later" if error.retry_after is None else f"after {error.retry_after}"
        description = f"Too Many Requests: retry {when}"
    elif not description:
        # What Telegram says when it has nothing else to say: the status in words.
        description = responses.get(error.status, f"status {error.status}")
    failure: dict[str, object] = {"ok": False, "error_code": error.status, "description": description}
    return failure if error.retry_after is None else failure | {"parameters": {"retry_after": error.retry_after}}


NGINX_PHRASES: Final = {502: "Bad Gateway", 504: "Gateway Time-out"}
"""The failures that come from the proxy in front of Telegram, which knows nothing of envelopes."""


def nginx_page(status: int) -> str:
    """What the proxy writes; the status is one of `NGINX_PHRASES`."""
    title = f"{status} {NGINX_PHRASES[status]}"
    return (
        f"<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n"
        "<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n"
    )
