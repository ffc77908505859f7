"""How Telegram says that something failed. Pure."""

from __future__ import annotations

from http.client import responses

from schedbot_sdk.testing.servers.refusals import Refusal

__all__ = ["ApiError", "envelope"]


class ApiError(Exception):
    """What Telegram answers instead of a result."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(description)
        self.code = code
        self.description = description


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
