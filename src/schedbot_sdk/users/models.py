"""The models of `GET /users/{telegram_id}`."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from pydantic import Field

from schedbot_sdk._core.model import WireModel
from schedbot_sdk.errors import UnknownTimeZoneError
from schedbot_sdk.timezones import time_zone

__all__ = ["GetUserRequest", "User"]


class GetUserRequest(WireModel):
    """The parameters of `GET /users/{telegram_id}`."""

    telegram_id: int = Field(ge=1)
    """The user's unique identifier in Telegram."""


class User(WireModel):
    """A user of the users service."""

    telegram_id: int
    """The user's unique identifier in Telegram."""
    username: str | None = None
    """The user's @username in Telegram. None when the user has none."""
    first_name: str
    """The user's first name."""
    last_name: str | None = None
    """The user's last name. None when the user has none."""
    timezone: str
    """The user's time zone: an IANA name, such as `Europe/Berlin`. `tzinfo` checks it."""

    @property
    def tzinfo(self) -> ZoneInfo:
        """The time zone as a `ZoneInfo`. The name is checked here, and not when the user is read.

        Raises:
            UnknownTimeZoneError: The name is not an IANA time zone; the error suggests similar names.
        """
        try:
            return time_zone(self.timezone)
        except UnknownTimeZoneError as error:
            error.service = "users"
            raise
