"""The users service's endpoints as pure calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from schedbot_sdk._core.answer import Answer, status_error
from schedbot_sdk._core.call import Call
from schedbot_sdk._core.model import checked
from schedbot_sdk._core.reading import read_model
from schedbot_sdk.errors import SchedbotError
from schedbot_sdk.users.models import GetUserRequest, User

__all__ = ["MEANINGS", "get_user"]

SERVICE: Final = "users"
MEANINGS: Final[Mapping[str, str]] = {
    "404": "no user with that telegram_id in the database",
    "500": "internal database error",
    "503": "database temporarily unavailable",
}
_ADVICE: Final = {"telegram_id": "pass the id that Telegram gives in from.id, a positive integer"}


def get_user(telegram_id: int) -> Call[User]:
    """`GET /users/{telegram_id}`."""
    request = checked(GetUserRequest, {"telegram_id": telegram_id}, _ADVICE)
    return Call(
        service=SERVICE,
        operation="getUser",
        method="GET",
        path=f"/users/{request.telegram_id}",
        idempotent=True,
        read=_read_user,
    )


def _read_user(answer: Answer) -> User | SchedbotError:
    if not 200 <= answer.status <= 299:
        return status_error(answer, service=SERVICE, operation="users.getUser", meanings=MEANINGS)
    return read_model(User, answer, service=SERVICE, operation="users.getUser")
