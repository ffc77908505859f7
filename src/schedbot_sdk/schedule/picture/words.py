"""The words of a picture in the user's language."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from schedbot_sdk.schedule.picture.clock_changes import ClockChange
from schedbot_sdk.schedule.render.english import English
from schedbot_sdk.schedule.render.language import Language, is_russian_tag
from schedbot_sdk.schedule.render.russian import Russian

__all__ = ["Words", "words_of"]

_RUSSIAN_CITIES: Final = {
    "Europe/Kaliningrad": "Калининград",
    "Europe/Moscow": "Москва",
    "Europe/Samara": "Самара",
    "Europe/Saratov": "Саратов",
    "Europe/Volgograd": "Волгоград",
    "Asia/Yekaterinburg": "Екатеринбург",
    "Asia/Omsk": "Омск",
    "Asia/Novosibirsk": "Новосибирск",
    "Asia/Tomsk": "Томск",
    "Asia/Barnaul": "Барнаул",
    "Asia/Krasnoyarsk": "Красноярск",
    "Asia/Irkutsk": "Иркутск",
    "Asia/Chita": "Чита",
    "Asia/Yakutsk": "Якутск",
    "Asia/Vladivostok": "Владивосток",
    "Asia/Magadan": "Магадан",
    "Asia/Sakhalin": "Сахалин",
    "Asia/Kamchatka": "Камчатка",
    "Europe/Minsk": "Минск",
    "Europe/Kyiv": "Киев",
    "Europe/Berlin": "Берлин",
    "Europe/London": "Лондон",
    "Europe/Paris": "Париж",
    "Europe/Istanbul": "Стамбул",
    "Asia/Almaty": "Алматы",
    "Asia/Tashkent": "Ташкент",
    "Asia/Tbilisi": "Тбилиси",
    "Asia/Yerevan": "Ереван",
    "Asia/Baku": "Баку",
    "Asia/Dubai": "Дубай",
    "Asia/Tokyo": "Токио",
    "Asia/Shanghai": "Шанхай",
    "America/New_York": "Нью-Йорк",
    "America/Chicago": "Чикаго",
    "America/Los_Angeles": "Лос-Анджелес",
}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a picture."""

    language: Language
    """Writes days, dates and lengths."""
    conflict: str
    """The meaning of the sign of a conflict."""
    more: str
    """The meaning of a number with a plus."""
    forward: str
    """That the clocks are put forward."""
    back: str
    """That the clocks are put back."""
    cities: dict[str, str]
    """The names of zones that are not made of their IANA names."""

    def weekday(self, day: dt.date) -> str:
        """Return the short name of a weekday."""
        return self._parts(day)[0].capitalize()

    def title(self, first: dt.date, last: dt.date) -> str:
        """Return the dates of a week, such as `23–29 November 2026`."""
        if first.year != last.year:
            return f"{self._date(first, dt.date.min)} – {self._date(last, dt.date.min)}"
        start = f"{first.day}–" if first.month == last.month else f"{self._date(first, first)} – "
        return start + self._date(last, dt.date.min)

    def zone(self, name: str) -> str:
        """Return the name of a zone's city."""
        return self.cities.get(name) or name.rpartition("/")[2].replace("_", " ")

    def difference(self, name: str, seconds: float) -> str:
        """Return how far another zone's clock is ahead, such as `Vladivostok: +7 h`."""
        sign = "+" if seconds > 0 else "−"
        return f"{self.zone(name)}: {sign}{self.language.duration(dt.timedelta(seconds=abs(seconds)))}"

    def change(self, change: ClockChange) -> str:
        """Return when the clocks change, such as `Sun 28 March: clocks go forward, 02:00 → 03:00`."""
        weekday, date = self._parts(change.before.date())
        what = self.forward if change.is_forward else self.back
        return f"{weekday} {date}: {what}, {change.before:%H:%M} → {change.after:%H:%M}"

    def _parts(self, day: dt.date) -> tuple[str, str]:
        weekday, _, date = self.language.brief(day, today=day).partition(" ")
        return weekday, date

    def _date(self, day: dt.date, today: dt.date) -> str:
        return self.language.brief(day, today=today).partition(" ")[2]


def words_of(language: str) -> Words:
    """Return the words for an IETF tag: Russian for `ru`, English for all others."""
    if is_russian_tag(language):
        return Words(
            Russian(), "пересекается с другим событием", "ещё события", "часы вперёд", "часы назад", _RUSSIAN_CITIES
        )
    return Words(English(), "overlaps another event", "more events", "clocks go forward", "clocks go back", {})
