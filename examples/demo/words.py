"""What the demo says about a conversation, in the user's language. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

__all__ = ["ENGLISH_WORDS", "RUSSIAN_WORDS", "Words"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words in one language."""

    days: tuple[str, ...]
    """The names of the weekdays, from Monday, as a heading has them."""
    plain_days: tuple[str, ...]
    """The same names inside a sentence."""
    on_days: tuple[str, ...]
    """The names of the weekdays after "on"."""
    about: str
    """The user's zone and time, with `{zone}`, `{now}` and `{day}`."""
    edited: str
    """Marks an edited message."""
    presses: str
    """A pressed button, with `{button}`."""
    sees: str
    """A notification, with `{name}` and `{text}`."""
    gets: str
    """A file, with `{name}`, `{file}` and `{size}`."""
    retries: str
    """A failure that is retried, with `{service}`, `{status}` and `{delay}`."""

    def where(self, zone: str, now: datetime) -> str:
        """Return where a user is, and what time it is there."""
        day = f"{self.plain_days[now.weekday()]} {now.day}.{now.month}."
        return self.about.format(zone=zone, now=f"{now:%H:%M}", day=day)

    def heading(self, day: date) -> str:
        """Return the beginning of the heading of a day in the bot's lists."""
        return f"{self.days[day.weekday()]}, {day.day} "


_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_RUSSIAN_DAYS: Final = ("Понедельник", "Вторник", "Среда", "Четверг", "Пятница", "Суббота", "Воскресенье")
ENGLISH_WORDS: Final = Words(
    days=_DAYS,
    plain_days=_DAYS,
    on_days=tuple(f"on {day}" for day in _DAYS),
    about="{zone}, where it is {now} on {day}",
    edited="(edited)",
    presses="presses [{button}]",
    sees="{name} sees for a moment: {text}",
    gets="{name} gets a file: {file}, {size} bytes",
    retries="the {service} service answered {status}; the SDK tries again in {delay:.1f} s",
)
RUSSIAN_WORDS: Final = Words(
    days=_RUSSIAN_DAYS,
    plain_days=tuple(map(str.lower, _RUSSIAN_DAYS)),
    on_days=("в понедельник", "во вторник", "в среду", "в четверг", "в пятницу", "в субботу", "в воскресенье"),
    about="{zone}, сейчас {now}, {day}",
    edited="(изменено)",
    presses="нажимает [{button}]",
    sees="{name} видит на мгновение: {text}",
    gets="{name} получает файл: {file}, {size} Б",
    retries="сервис {service} ответил {status}; SDK повторит запрос через {delay:.1f} с",
)
