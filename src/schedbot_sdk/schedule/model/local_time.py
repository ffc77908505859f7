"""The user's local time."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.schedule.model.base import FIRST_DAY, LAST_DAY

__all__ = ["local_time"]


def local_time(now: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """Return the local time of a zone at a moment, to the second.

    Raises:
        ConfigurationError: `now` has no time zone, or is not within the years 1970 to 2999.
    """
    if not _is_aware(now):
        raise ConfigurationError("now: pass a datetime with a time zone, such as message.sent_at or datetime.now(UTC)")
    if not FIRST_DAY < now.date() < LAST_DAY:
        raise ConfigurationError("now: pass a moment of the years 1970 to 2999, such as message.sent_at")
    return now.astimezone(zone).replace(microsecond=0)


def _is_aware(now: object) -> bool:
    return isinstance(now, dt.datetime) and now.utcoffset() is not None
