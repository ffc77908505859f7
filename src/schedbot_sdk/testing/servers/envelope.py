"""How Telegram, or the nginx before it, says that something failed. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from http.client import responses
from typing import Final

from schedbot_sdk.testing.servers.refusals import Refusal

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
        failure = envelope(Refusal(self.code, self.description))
        return failure if self.parameters is None else failure | {"parameters": self.parameters}


def envelope(refusal: Refusal) -> dict[str, object]:
    """A failure as Telegram writes it, with the number of seconds to wait where there is one."""
    description = refusal.words
    if not description and refusal.status == 429:
        later = "later" if refusal.retry_after is None else f"after {refusal.retry_after}"
        description = f"Too Many Requests: retry {later}"
    elif not description:
        # What Telegram says when it has nothing else to say: the status in words.
        description = responses.get(refusal.status, f"status {refusal.status}")
    failure: dict[str, object] = {"ok": False, "error_code": refusal.status, "description": description}
    return failure if refusal.retry_after is None else failure | {"parameters": {"retry_after": refusal.retry_after}}


NGINX_PHRASES: Final = {502: "Bad Gateway", 504: "Gateway Time-out"}
"""The failures that come from the proxy in front of Telegram, which knows nothing of envelopes."""


def nginx_page(status: int) -> str:
    """What the proxy writes; the status is one of `NGINX_PHRASES`."""
    said = f"{status} {NGINX_PHRASES[status]}"
    return (
        f"<html>\r\n<head><title>{said}</title></head>\r\n<body>\r\n<center><h1>{said}</h1></center>\r\n"
        "<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n"
    )
