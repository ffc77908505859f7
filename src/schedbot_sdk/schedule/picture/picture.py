"""Draws a week of schedules as an SVG picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import get_args
from zoneinfo import ZoneInfo

from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.schedule.model.arguments import schedules_in
from schedbot_sdk.schedule.model.base import FIRST_DAY, LAST_DAY
from schedbot_sdk.schedule.model.local_time import local_time
from schedbot_sdk.schedule.model.schedule import Schedule
from schedbot_sdk.schedule.picture.draw import Drawing
from schedbot_sdk.schedule.picture.layout import layout_of
from schedbot_sdk.schedule.picture.theme import PictureTheme
from schedbot_sdk.schedule.picture.week import monday_of, week_of
from schedbot_sdk.schedule.picture.words import words_of
from schedbot_sdk.timezones import time_zone

__all__ = ["schedule_picture"]


def schedule_picture(
    schedule: Schedule | Iterable[Schedule],
    *,
    week: date,
    now: datetime,
    language: str = "en",
    theme: PictureTheme = "light",
    zone: str | None = None,
) -> str:
    """Return a week as an SVG picture: a column for each day, and the hours of the user's clock.

    The text is 11 pixels high if the picture is 360 pixels wide, as on a phone. The hours are those that the events
    need. Events that overlap have a sign and a frame. An event of another time zone shows the time of its own clock
    too. The same arguments give the same text. It has no scripts, and loads nothing.

    Args:
        schedule: One schedule or many. If they share an event, the one with the highest `sequence` counts.
        week: Any day of the week, in the user's zone. A week begins on Monday.
        now: The current moment, aware: its day and time are marked.
        language: An IETF tag such as Telegram's `language_code`: Russian for `ru`, English for all others.
        theme: `"light"` or `"dark"`. `"auto"` follows the reader's screen, for web pages.
        zone: The IANA name of the user's time zone. By default, that of the newest schedule.

    Raises:
        ConfigurationError: An argument is wrong, no schedule and no `zone` was passed, or the week has more than
            100,000 events.
        UnknownTimeZoneError: `zone` is not an IANA name.
    """
    schedules = schedules_in("schedule", schedule)
    if theme not in get_args(PictureTheme):
        raise ConfigurationError('theme: pass "light", "dark" or "auto"')
    user_zone = _zone_of(schedules, zone)
    drawn = week_of(schedules, _checked(week), user_zone)
    words = words_of(language)
    return Drawing(drawn, layout_of(drawn, words), words, local_time(now, user_zone)).svg(theme)


def _zone_of(schedules: Sequence[Schedule], zone: str | None) -> ZoneInfo:
    if zone is not None:
        return time_zone(zone)
    if not schedules:
        raise ConfigurationError("zone: pass the user's time zone, or at least one schedule")
    return max(schedules, key=lambda one: one.made_at).tzinfo


def _checked(week: object) -> date:
    if isinstance(week, datetime) or not isinstance(week, date):
        raise ConfigurationError("week: pass a date, such as message.sent_at.astimezone(user.tzinfo).date()")
    if not FIRST_DAY <= monday_of(week) <= monday_of(LAST_DAY):
        raise ConfigurationError("week: pass a day of the years 1970 to 2999")
    return week
