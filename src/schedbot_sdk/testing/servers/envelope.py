"""Error responses of Telegram, and of the nginx in front of it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from http.client import responses
from typing import Final

from schedbot_sdk.testing.servers.error_response import ErrorResponse

__all__ = ["NGINX_PHRASES", "ApiError", "envelope", "nginx_page"]


class ApiError(Exception):
    """An error of the Bot API; `parameters` are its ResponseParameters, such as `retry_after`."""

    def __init__(self, code: int, description: str, parameters: Mapping[str, int] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def as_envelope(self) -> dict[str, object]:
        """The response body."""
        failure = envelope(ErrorResponse(self.code, self.description))
        return failure if self.parameters is None else failure | {"parameters": self.parameters}


def envelope(error: ErrorResponse) -> dict[str, object]:
    """An error in Telegram's format, with the seconds to wait if there are any."""
    description = error.message
    if not description and error.status == 429:
        when = "later" if error.retry_after is None else f"after {error.retry_after}"
        description = f"Too Many Requests: retry {when}"
    elif not description:
        # Telegram's default description is the reason phrase of the status.
        description = responses.get(error.status, f"status {error.status}")
    failure: dict[str, object] = {"ok": False, "error_code": error.status, "description": description}
    return failure if error.retry_after is None else failure | {"parameters": {"retry_after": error.retry_after}}


NGINX_PHRASES: Final = {502: "Bad Gateway", 504: "Gateway Time-out"}
"""Errors of the proxy in front of Telegram, which sends HTML."""


def nginx_page(status: int) -> str:
    """The proxy's error page; the status is one of `NGINX_PHRASES`."""
    title = f"{status} {NGINX_PHRASES[status]}"
    return (
        f"<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n"
        "<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n"
    )
