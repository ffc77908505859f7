"""The users service: `GET /users/{telegram_id}`."""

from schedbot_sdk.users.client import AsyncUsersClient, UsersClient
from schedbot_sdk.users.models import GetUserRequest, User

__all__ = ["AsyncUsersClient", "GetUserRequest", "User", "UsersClient"]
