"""The users service's table, `GET /users/{telegram_id}`, as models."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from pydantic import Field

from schedbot_sdk._core.model import WireModel
from schedbot_sdk.errors import UnknownTimeZoneError
from schedbot_sdk.timezones import time_zone

__all__ = ["GetUserRequest", "User"]


class GetUserRequest(WireModel):
    """What `GET /users/{telegram_id}` is asked with."""

    telegram_id: int = Field(ge=1, description="the user's unique identifier in Telegram")


class User(WireModel):
    """A user as the users service knows them."""

    telegram_id: int = Field(description="the user's unique identifier in Telegram")
    username: str | None = Field(default=None, description="the user's @username in Telegram")
    first_name: str = Field(description="the user's first name")
    last_name: str | None = Field(default=None, description="the user's last name")
    timezone: str = Field(description="the user's time zone")

    @property
    def tzinfo(self) -> ZoneInfo:
        """The time zone by its name, checked when it is used and not before.

        Raises:
            UnknownTimeZoneError: The service gave no IANA name; the error suggests some.
        """
        try:
            return time_zone(self.timezone)
        except UnknownTimeZoneError as error:
            error.service = "users"
            raise
