"""The endpoint of the users service as a pure call."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import Final

from schedbot_sdk._core.call import Call
from schedbot_sdk._core.decode_model import read_model, unreadable
from schedbot_sdk._core.model import checked
from schedbot_sdk._core.response import Response, detail_of, json_of, status_error
from schedbot_sdk.errors import ResponseError, SchedbotError
from schedbot_sdk.users.models import GetUserRequest, User

__all__ = ["MEANINGS", "get_user"]

SERVICE: Final = "users"
MEANINGS: Final[Mapping[str, str]] = {
    "404": "no user with that telegram_id in the database",
    "500": "internal database error",
    "503": "database temporarily unavailable",
}
_OPERATION: Final = "getUser"
_NAME: Final = f"{SERVICE}.{_OPERATION}"
_WRONG_URL: Final = "or base_url is wrong: this does not look like a response of the users service"
_ABOUT_USER: Final = re.compile(r"user|telegram|пользовател", re.IGNORECASE)
_ABOUT_PATH: Final = re.compile(r"/|\b(?:route|path|url|endpoint|page|resource)\b", re.IGNORECASE)
_ERROR_NAMES: Final = frozenset({"detail", "error", "errors", "fault", "message", "msg"})
_ADVICE: Final = {"telegram_id": "pass the id that Telegram gives in from.id, a positive integer"}


def get_user(telegram_id: int) -> Call[User]:
    """`GET /users/{telegram_id}`."""
    request = checked(GetUserRequest, {"telegram_id": telegram_id}, _ADVICE)
    return Call(
        service=SERVICE,
        operation=_OPERATION,
        method="GET",
        path=f"/users/{request.telegram_id}",
        idempotent=True,
        read=partial(_read_user, request.telegram_id),
    )


def _read_user(telegram_id: int, response: Response) -> User | SchedbotError:
    if not 200 <= response.status <= 299:
        meanings = MEANINGS if _is_from_service(response) else {**MEANINGS, "404": f"{MEANINGS['404']}, {_WRONG_URL}"}
        return status_error(response, service=SERVICE, operation=_NAME, meanings=meanings)
    user = read_model(User, response, service=SERVICE, operation=_NAME)
    if isinstance(user, ResponseError):
        return _with_detail(user, response)
    if user.telegram_id == telegram_id:
        return user
    problem = "telegram_id: the response is about another user"
    return unreadable(response, problem, service=SERVICE, operation=_NAME)


def _is_from_service(response: Response) -> bool:
    """Whether the users service sent this error response: an object with a message about a user.

    The message of a framework or a web server about an unknown path is different.
    """
    value = json_of(response.body)
    detail = detail_of(response) if isinstance(value, Mapping) else ""
    return bool(_ABOUT_USER.search(detail)) and not _ABOUT_PATH.search(detail)


def _with_detail(error: ResponseError, response: Response) -> ResponseError:
    """Return the error with the server's message, if the response is an error that was sent with status 200."""
    value = json_of(response.body)
    if not (isinstance(value, Mapping) and _ERROR_NAMES.intersection(value)) or "telegram_id" in value:
        return error
    detail = detail_of(response)
    return unreadable(response, f"an error (the server says: {detail})", service=SERVICE, operation=_NAME)
