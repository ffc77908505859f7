"""Sentences of users with a right draft and wrong ones, for the checks that hear the user.

It is Sunday, 29 November 2026, 10:00 in Moscow. A draft is written as its parts: date, time, `d90` for a duration of 90
minutes, `in30` for minutes from now, `z=` for a zone, `r15` for a reminder; then the repetition: its unit, `/2` for the
interval, `on=` for weekdays, `nth=`, `md=` for days of the month, `m=` for months, `x=` for exceptions, `until=` and
`count=`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from schedbot_sdk.schedule import Draft

__all__ = ["SENTENCES", "Sentence", "draft_of"]

_WEEK: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORT: Final = {day[:2]: day for day in _WEEK}
_UNITS: Final = {"hourly", "daily", "weekly", "monthly", "yearly"}
_LISTS: Final = {"md": "month_days", "m": "months"}


@dataclass(frozen=True)
class Sentence:
    """A text with its right draft and the wrong ones."""

    text: str
    title: str
    right: tuple[str, ...]
    wrong: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name of the row."""
        return self.text


def draft_of(text: str, title: str, parts: str) -> Draft:
    """The draft that is written so."""
    item: dict[str, Any] = {
        "title": title, "time": None, "in_minutes": None, "duration_minutes": None, "zone": None, "place": None,
        "remind_minutes": None, "replaces": None, "recurrence": None, "source_quote": text,
    }  # fmt: skip
    for part in parts.split():
        _set(item, part)
    item["weekday"] = _WEEK[date.fromisoformat(item["date"]).weekday()]
    return Draft.model_validate({"outcome": "created", "question": None, "items": [item]})


def _set(item: dict[str, Any], part: str) -> None:
    name, _, value = part.partition("=")
    rule = item["recurrence"]
    if part in _UNITS:
        item["recurrence"] = {
            "freq": part, "interval": 1, "days": [], "nth": None, "month_days": [], "months": [], "except_dates": [],
            "until": None, "count": None,
        }  # fmt: skip
    elif part.startswith("/"):
        rule["interval"] = int(part[1:])
    elif name == "on":
        rule["days"] = [_SHORT[day] for day in value.split(",")]
    elif name in _LISTS:
        rule[_LISTS[name]] = [int(number) for number in value.split(",")]
    elif name == "x":
        rule["except_dates"] = value.split(",")
    elif name in {"nth", "count"}:
        rule[name] = int(value)
    elif name == "until":
        rule["until"] = value
    elif name == "z":
        item["zone"] = value
    elif part.startswith("in"):
        item["in_minutes"] = int(part[2:])
    elif part[0] in "dr":
        item["duration_minutes" if part[0] == "d" else "remind_minutes"] = int(part[1:])
    else:
        item["time" if ":" in part else "date"] = part


def _rows(text: str) -> tuple[Sentence, ...]:
    """Read lines of text, title, right drafts and wrong drafts, with bars between them and "or" between drafts."""
    rows: list[Sentence] = []
    for line in text.strip().splitlines():
        said, title, right, wrong = (part.strip() for part in line.split("|"))
        rows.append(Sentence(said, title, tuple(right.split(" or ")), tuple(wrong.split(" or "))))
    return tuple(rows)


_DAYS: Final = _rows("""
dentist on the 5th at 10:00 | Dentist | 2026-12-05 10:00 | 2026-12-06 10:00 or 2026-12-05 11:00
dentist on Dec 5th, 2027 at 10:00 | Dentist | 2027-12-05 10:00 | 2026-12-05 10:00
zubnoy: dentist 12/24 at 10:00 | Dentist | 2026-12-24 10:00 | 2026-12-23 10:00
visa 24/12/2026 9:30 | Visa | 2026-12-24 09:30 | 2026-12-25 09:30
visa 03-12-2026 9:30 | Visa | 2026-12-03 09:30 | 2026-12-04 09:30
meet Kim in three days at 10:00 | Meet Kim | 2026-12-02 10:00 | 2026-12-03 10:00
meet Kim a week from today at 10:00 | Meet Kim | 2026-12-06 10:00 | 2026-12-07 10:00
meet Kim in a fortnight at 10:00 | Meet Kim | 2026-12-13 10:00 | 2026-12-13 11:00
meet Kim in two weeks at 10:00 | Meet Kim | 2026-12-13 10:00 | 2026-12-12 10:00
meet Kim in 2 months at 10:00 | Meet Kim | 2027-01-29 10:00 | 2027-02-01 10:00
three weeks from now at 10:00 review | Review | 2026-12-20 10:00 | 2026-12-19 10:00
next Friday at 10:00 review | Review | 2026-12-04 10:00 or 2026-12-11 10:00 | 2026-12-05 10:00
this Friday at 10:00 review | Review | 2026-12-04 10:00 | 2026-12-11 10:00
on Friday, Dec 11 at 10:00 review | Review | 2026-12-11 10:00 | 2026-12-04 10:00
on Friday the 11th at 10:00 review | Review | 2026-12-11 10:00 | 2026-12-04 10:00
the day after tomorrow at 10:00 review | Review | 2026-12-01 10:00 | 2026-11-30 10:00
review the day before Dec 11 at 10:00 | Review | 2026-12-10 10:00 | 2026-12-11 10:00
review two days after December 11 at 10:00 | Review | 2026-12-13 10:00 | 2026-12-11 10:00
a week from Friday at 10:00 review | Review | 2026-12-11 10:00 | 2026-12-12 10:00
not on Friday but on Saturday at 10:00 review | Review | 2026-12-05 10:00 | 2026-12-04 10:00
Thursday, no wait, Friday at 10:00 review | Review | 2026-12-04 10:00 | 2026-12-03 10:00
review on Saturday instead of Friday at 10:00 | Review | 2026-12-05 10:00 | 2026-12-04 10:00
last Friday of December at 10:00 review | Review | 2026-12-25 10:00 | 2026-12-18 10:00
first Monday of January at 10:00 review | Review | 2027-01-04 10:00 | 2027-01-11 10:00
tmrw at 10:00 call | Call | 2026-11-30 10:00 | 2026-12-01 10:00
Sun 10:00 church | Church | 2026-12-06 10:00 | 2026-12-05 10:00
camp Dec 7-9 | Camp | 2026-12-07 d4320 | 2026-12-08 d4320 or 2026-12-07 d2880
camp from December 7 to December 9 | Camp | 2026-12-07 d4320 | 2026-12-07 d5760
camp 7 - 9 December | Camp | 2026-12-07 d4320 | 2026-12-09 d4320
pay the twenty first of December | Pay | 2026-12-21 | 2026-12-20
no school this week: trip to the zoo on Thursday | Trip to the zoo | 2026-12-03 | 2026-12-04
отчёт 5-го в 10:00 | Отчёт | 2026-12-05 10:00 | 2026-12-06 10:00
отчёт пятого декабря в 10:00 | Отчёт | 2026-12-05 10:00 | 2026-12-15 10:00
отчёт двадцать пятого декабря в 10:00 | Отчёт | 2026-12-25 10:00 | 2026-12-05 10:00
отчёт 15 числа в 10:00 | Отчёт | 2026-12-15 10:00 | 2026-12-16 10:00
отчёт 05.12.26 в 10:00 | Отчёт | 2026-12-05 10:00 | 2026-05-12 10:00
отчёт 5.12.2027 10:00 | Отчёт | 2027-12-05 10:00 | 2026-12-05 10:00
отчёт 5 дек 2027 в 10:00 | Отчёт | 2027-12-05 10:00 | 2026-12-05 10:00
отчёт 5 декабря 2027 года в 10:00 | Отчёт | 2027-12-05 10:00 | 2026-12-05 10:00
до 5.12 сдать отчёт | Сдать отчёт | 2026-12-05 | 2026-12-07
отчёт на 5.12 в 10:00 | Отчёт | 2026-12-05 10:00 | 2026-12-06 10:00
в пятницу 11-го отчёт в 10:00 | Отчёт | 2026-12-11 10:00 | 2026-12-04 10:00
в пт в 10:00 отчёт | Отчёт | 2026-12-04 10:00 | 2026-12-03 10:00
в ср в 10:00 отчёт | Отчёт | 2026-12-02 10:00 | 2026-12-03 10:00
отчёт в следующую среду в 10:00 | Отчёт | 2026-12-02 10:00 or 2026-12-09 10:00 | 2026-12-03 10:00
отчёт в ближайший четверг в 10:00 | Отчёт | 2026-12-03 10:00 | 2026-12-10 10:00
через неделю в 10:00 отчёт | Отчёт | 2026-12-06 10:00 | 2026-12-05 10:00
через две недели в 10:00 отчёт | Отчёт | 2026-12-13 10:00 | 2026-12-06 10:00
через пару дней в 10:00 отчёт | Отчёт | 2026-12-01 10:00 or 2026-12-02 10:00 | 2026-12-20 10:00
через месяц в 10:00 отчёт | Отчёт | 2026-12-29 10:00 | 2026-12-30 10:00
через 10 дней в 10:00 отчёт | Отчёт | 2026-12-09 10:00 | 2026-12-10 10:00
отчёт через неделю в пятницу в 10:00 | Отчёт | 2026-12-11 10:00 or 2026-12-04 10:00 | 2026-12-10 10:00
отчёт через 2 дня после 10 декабря в 10:00 | Отчёт | 2026-12-12 10:00 | 2026-12-10 10:00
за день до 10 декабря в 10:00 отчёт | Отчёт | 2026-12-09 10:00 | 2026-12-10 10:00
накануне 10 декабря в 10:00 отчёт | Отчёт | 2026-12-09 10:00 | 2026-12-10 10:00
на следующий день после 10 декабря в 10:00 отчёт | Отчёт | 2026-12-11 10:00 | 2026-12-10 10:00
в четверг, ой нет, в пятницу в 10:00 отчёт | Отчёт | 2026-12-04 10:00 | 2026-12-03 10:00
отчёт не в четверг, а в пятницу в 10:00 | Отчёт | 2026-12-04 10:00 | 2026-12-03 10:00
отчёт в пятницу вместо четверга в 10:00 | Отчёт | 2026-12-04 10:00 | 2026-12-03 10:00
с 7 по 9 декабря лагерь | Лагерь | 2026-12-07 d4320 | 2026-12-08 d4320 or 2026-12-07 d5760
лагерь 7-9 декабря | Лагерь | 2026-12-07 d4320 | 2026-12-09 d4320
лагерь с 7.12 по 9.12 | Лагерь | 2026-12-07 d4320 | 2026-12-06 d4320
в первый понедельник января отчёт в 10:00 | Отчёт | 2027-01-04 10:00 | 2027-01-11 10:00
билеты до Казани купить послезавтра в 10:00 | Купить билеты до Казани | 2026-12-01 10:00 | 2026-11-30 10:00
зафтра в 10:00 отчёт | Отчёт | 2026-11-30 10:00 | 2026-12-01 10:00
в понедельник 7 декабря в 10:00 отчёт | Отчёт | 2026-12-07 10:00 | 2026-11-30 10:00
к пятнице подготовить отчёт | Подготовить отчёт | 2026-12-04 | 2026-12-03
""")

_TIMES: Final = _rows("""
call Ann tomorrow by 6 pm | Call Ann | 2026-11-30 18:00 | 2026-11-30 17:00 or 2026-11-30 06:00
call Ann tomorrow @ 5 | Call Ann | 2026-11-30 17:00 or 2026-11-30 05:00 | 2026-11-30 16:00
call Ann tomorrow at five | Call Ann | 2026-11-30 17:00 | 2026-11-30 16:00
call Ann tomorrow at half past five | Call Ann | 2026-11-30 17:30 | 2026-11-30 17:00
call Ann tomorrow at quarter to five | Call Ann | 2026-11-30 16:45 | 2026-11-30 17:15
call Ann tomorrow at ten past five | Call Ann | 2026-11-30 17:10 | 2026-11-30 17:05
call Ann tomorrow at twenty to five | Call Ann | 2026-11-30 16:40 | 2026-11-30 17:20
call Ann tomorrow at 5 in the evening | Call Ann | 2026-11-30 17:00 | 2026-11-30 05:00
call Ann tomorrow at 5 p.m. | Call Ann | 2026-11-30 17:00 | 2026-11-30 05:00
call Ann tomorrow at 0530 | Call Ann | 2026-11-30 05:30 | 2026-11-30 06:30
call Ann tomorrow at 17.45 | Call Ann | 2026-11-30 17:45 | 2026-11-30 17:15
call Ann tomorrow at 5 o'clock | Call Ann | 2026-11-30 17:00 | 2026-11-30 18:00
call Ann tomorrow at noon | Call Ann | 2026-11-30 12:00 | 2026-11-30 00:00
tomorrow evening at 8 call Ann | Call Ann | 2026-11-30 20:00 | 2026-11-30 08:00
tonight at 8 call Ann | Call Ann | 2026-11-29 20:00 | 2026-11-29 08:00
call Ann tomorrow morning | Call Ann | 2026-11-30 09:00 or 2026-11-30 | 2026-11-30 19:00
call Ann tomorrow at 5, not 6 | Call Ann | 2026-11-30 17:00 | 2026-11-30 15:00
buy 5 apples tomorrow at 10:00 | Buy 5 apples | 2026-11-30 10:00 | 2026-11-30 17:00
room 12 tomorrow at 10:00: talk | Talk | 2026-11-30 10:00 | 2026-11-30 12:00
talk at 221 Baker Street tomorrow at 10:00 | Talk | 2026-11-30 10:00 | 2026-11-30 11:00
an hour before 18:00 tomorrow leave | Leave | 2026-11-30 17:00 | 2026-11-30 16:00
leave half an hour after 18:00 tomorrow | Leave | 2026-11-30 18:30 | 2026-11-30 17:00
after 18:00 tomorrow call Ann | Call Ann | 2026-11-30 18:00 or 2026-11-30 19:00 or 2026-11-30 | 2026-12-01 19:00
pay 10.50 euros tomorrow at 10:00 | Pay 10.50 euros | 2026-11-30 10:00 | 2026-11-30 12:00
завтра в 7 вечера зал | Зал | 2026-11-30 19:00 | 2026-11-30 07:00
завтра в час дня зал | Зал | 2026-11-30 13:00 | 2026-11-30 12:00 or 2026-11-30 01:00
завтра в три часа дня зал | Зал | 2026-11-30 15:00 | 2026-11-30 03:00
завтра в 3 дня зал | Зал | 2026-11-30 15:00 | 2026-11-30 03:00
завтра в полседьмого зал | Зал | 2026-11-30 18:30 | 2026-11-30 19:30
завтра в половине восьмого зал | Зал | 2026-11-30 19:30 | 2026-11-30 20:30
завтра без четверти шесть зал | Зал | 2026-11-30 17:45 | 2026-11-30 18:15
завтра без десяти шесть зал | Зал | 2026-11-30 17:50 | 2026-11-30 18:10
завтра в четверть девятого зал | Зал | 2026-11-30 08:15 | 2026-11-30 09:15
завтра в десять минут шестого зал | Зал | 2026-11-30 17:10 | 2026-11-30 18:10
завтра в полдень зал | Зал | 2026-11-30 12:00 | 2026-11-30 13:00
завтра к двум часам зал | Зал | 2026-11-30 14:00 | 2026-11-30 15:00
завтра к 14:30 зал | Зал | 2026-11-30 14:30 | 2026-11-30 14:00
завтра в 14-30 зал | Зал | 2026-11-30 14:30 | 2026-11-30 15:30
завтра 11.30 зал | Зал | 2026-11-30 11:30 | 2026-11-30 12:30
завтра в 8 часов 15 минут утра зал | Зал | 2026-11-30 08:15 | 2026-11-30 08:00
завтра утром в 9 зал | Зал | 2026-11-30 09:00 | 2026-11-30 21:00
завтра вечером зал | Зал | 2026-11-30 19:00 or 2026-11-30 | 2026-11-30 09:00
завтра после 18:00 зал | Зал | 2026-11-30 18:00 or 2026-11-30 19:00 | 2026-12-01 19:00
сыну 18 лет завтра в 10:00 праздник | Праздник | 2026-11-30 10:00 | 2026-11-30 18:00
купить 2 литра молока завтра в 10:00 | Купить 2 литра молока | 2026-11-30 10:00 | 2026-11-30 14:00
встреча в 3 зале завтра в 10:00 | Встреча | 2026-11-30 10:00 | 2026-11-30 16:00
заплатить за интернет завтра в 11 | Заплатить за интернет | 2026-11-30 11:00 | 2026-11-30 12:00
не забыть про врача завтра в 11 | Врач | 2026-11-30 11:00 | 2026-11-30 12:00
такси за полчаса до 18:00 завтра | Такси | 2026-11-30 17:30 | 2026-11-30 16:00
встреча через Zoom завтра в десять утра | Встреча | 2026-11-30 10:00 | 2026-11-30 22:00
""")

_LENGTHS: Final = _rows("""
meeting tomorrow at 9:00 for an hour and a half | Meeting | 2026-11-30 09:00 d90 | 2026-11-30 09:00 d60 or 2026-11-30 09:00
meeting tomorrow at 9:00 for half an hour | Meeting | 2026-11-30 09:00 d30 | 2026-11-30 09:00 d60
meeting tomorrow at 9:00 for 45 min | Meeting | 2026-11-30 09:00 d45 | 2026-11-30 09:00 d50
meeting tomorrow at 9:00, 1h30m | Meeting | 2026-11-30 09:00 d90 | 2026-11-30 09:00 d60
meeting tomorrow at 9:00 for 2.5 hours | Meeting | 2026-11-30 09:00 d150 | 2026-11-30 09:00 d120
meeting tomorrow at 9:00 for two hours | Meeting | 2026-11-30 09:00 d120 | 2026-11-30 09:00 d180
two-hour meeting tomorrow at 9:00 | Meeting | 2026-11-30 09:00 d120 | 2026-11-30 09:00 d60
meeting tomorrow from 9 to 10:30 | Meeting | 2026-11-30 09:00 d90 | 2026-11-30 09:00 d60
meeting tomorrow 9-10:30 | Meeting | 2026-11-30 09:00 d90 | 2026-11-30 09:00 d120
meeting tomorrow 2-4pm | Meeting | 2026-11-30 14:00 d120 | 2026-11-30 14:00 d60
meeting tomorrow between 2 and 4 pm | Meeting | 2026-11-30 14:00 d120 | 2026-11-30 15:00 d120
work tomorrow 9 to 5 | Work | 2026-11-30 09:00 d480 | 2026-11-30 09:00 d420
work tomorrow from nine to five | Work | 2026-11-30 09:00 d480 | 2026-11-30 09:00 d420
shift tomorrow 22:00-6:00 | Shift | 2026-11-30 22:00 d480 | 2026-11-30 22:00 d420
gym tomorrow at 9:00 until 11:00 | Gym | 2026-11-30 09:00 d120 | 2026-11-30 09:00 d60
gym tomorrow at 9:00 | Gym | 2026-11-30 09:00 | 2026-11-30 09:00 d60
pay for 2 tickets tomorrow at 9:00 | Pay for 2 tickets | 2026-11-30 09:00 | 2026-11-30 09:00 d120
встреча завтра в 9:00 на полтора часа | Встреча | 2026-11-30 09:00 d90 | 2026-11-30 09:00 d60
встреча завтра в 9:00 на полчаса | Встреча | 2026-11-30 09:00 d30 | 2026-11-30 09:00 d60
встреча завтра в 9:00 на 1,5 часа | Встреча | 2026-11-30 09:00 d90 | 2026-11-30 09:00 d60
встреча завтра в 9:00 на час | Встреча | 2026-11-30 09:00 d60 | 2026-11-30 09:00 d120
встреча завтра в 9:00 два часа | Встреча | 2026-11-30 09:00 d120 | 2026-11-30 09:00 d60
встреча завтра в 9:00 на два с половиной часа | Встреча | 2026-11-30 09:00 d150 | 2026-11-30 09:00 d120
встреча завтра в 9:00 на 40 минут | Встреча | 2026-11-30 09:00 d40 | 2026-11-30 09:00 d45
встреча завтра в 9:00 на 1 час 20 минут | Встреча | 2026-11-30 09:00 d80 | 2026-11-30 09:00 d60
встреча завтра с 9:00 до 10:30 | Встреча | 2026-11-30 09:00 d90 | 2026-11-30 09:00 d60
встреча завтра с 9 до 10.30 | Встреча | 2026-11-30 09:00 d90 | 2026-11-30 09:00 d60
встреча завтра с девяти до одиннадцати | Встреча | 2026-11-30 09:00 d120 | 2026-11-30 09:00 d60
встреча завтра с 2 до 4 дня | Встреча | 2026-11-30 14:00 d120 | 2026-11-30 15:00 d120
встреча завтра 9:00-10:30 | Встреча | 2026-11-30 09:00 d90 | 2026-11-30 09:00 d60
ночная смена завтра с 20 до 8 | Ночная смена | 2026-11-30 20:00 d720 | 2026-11-30 20:00 d660
встреча завтра в 9:00, длится 2 часа | Встреча | 2026-11-30 09:00 d120 | 2026-11-30 09:00 d180
заплатить за 2 месяца завтра в 9:00 | Заплатить за 2 месяца | 2026-11-30 09:00 | 2026-11-30 10:00
записать на 2 часа дня завтра стрижку | Стрижка | 2026-11-30 14:00 | 2026-11-30 13:00
tea in half an hour | Tea | 2026-11-29 10:30 in30 | 2026-11-29 11:00 in60
tea in an hour and a half | Tea | 2026-11-29 11:30 in90 | 2026-11-29 11:00 in60
tea in 2h | Tea | 2026-11-29 12:00 in120 | 2026-11-29 11:00 in60
tea 20 minutes from now | Tea | 2026-11-29 10:20 in20 or 2026-11-29 10:20 | 2026-11-29 10:30 in30
tea in ninety minutes | Tea | 2026-11-29 11:30 in90 | 2026-11-29 10:30 in30
чай через полтора часа | Чай | 2026-11-29 11:30 in90 | 2026-11-29 11:00 in60
чай через полчаса | Чай | 2026-11-29 10:30 in30 | 2026-11-29 11:00 in60
чай через час | Чай | 2026-11-29 11:00 in60 | 2026-11-29 12:00 in120
чай минут через 20 | Чай | 2026-11-29 10:20 in20 | 2026-11-29 10:40 in40
чай через двадцать пять минут | Чай | 2026-11-29 10:25 in25 | 2026-11-29 10:20 in20
чай через 2 ч | Чай | 2026-11-29 12:00 in120 | 2026-11-29 11:00 in60
""")

_RULES: Final = _rows("""
gym every Monday and Thursday at 7:00 | Gym | 2026-11-30 07:00 weekly on=mo,th | 2026-11-30 07:00 weekly on=mo or 2026-11-30 07:00
gym on Mondays and Thursdays at 7:00 | Gym | 2026-11-30 07:00 weekly on=mo,th | 2026-11-30 07:00 weekly on=mo,fr
gym every weekday at 7:00 | Gym | 2026-11-30 07:00 weekly on=mo,tu,we,th,fr | 2026-11-30 07:00 daily
gym every day at 7:00 | Gym | 2026-11-30 07:00 daily | 2026-11-30 07:00 weekly on=mo or 2026-11-30 07:00 daily /2
gym every other day at 7:00 | Gym | 2026-11-30 07:00 daily /2 | 2026-11-30 07:00 daily
gym every third day at 7:00 | Gym | 2026-11-30 07:00 daily /3 | 2026-11-30 07:00 daily
gym every two weeks on Monday at 7:00 | Gym | 2026-11-30 07:00 weekly /2 on=mo | 2026-11-30 07:00 weekly on=mo
gym every day except Sunday at 7:00 | Gym | 2026-11-30 07:00 weekly on=mo,tu,we,th,fr,sa | 2026-11-30 07:00 daily
gym on weekdays but not on Fridays at 7:00 | Gym | 2026-11-30 07:00 weekly on=mo,tu,we,th | 2026-11-30 07:00 weekly on=mo,tu,we,th,fr
gym every weekend at 9:00 | Gym | 2026-12-05 09:00 weekly on=sa,su | 2026-12-05 09:00 daily
gym daily at 7:00 until Dec 20 | Gym | 2026-11-30 07:00 daily until=2026-12-20 | 2026-11-30 07:00 daily or 2026-11-30 07:00 daily until=2026-12-27
gym daily at 7:00 for two weeks | Gym | 2026-11-30 07:00 daily count=14 or 2026-11-30 07:00 daily until=2026-12-13 | 2026-11-30 07:00 daily or 2026-11-30 07:00 daily count=7
gym every Monday at 7:00, 8 times | Gym | 2026-11-30 07:00 weekly on=mo count=8 | 2026-11-30 07:00 weekly on=mo count=6
gym every Monday at 7:00 | Gym | 2026-11-30 07:00 weekly on=mo | 2026-11-30 07:00 weekly on=mo count=8 or 2026-11-30 07:00 weekly on=mo until=2026-12-28
gym every Monday at 7:00 except December 14 and 21 December | Gym | 2026-11-30 07:00 weekly on=mo x=2026-12-14,2026-12-21 | 2026-11-30 07:00 weekly on=mo x=2026-12-14 or 2026-11-30 07:00 weekly on=mo
gym every Monday at 7:00 starting December 7 | Gym | 2026-12-07 07:00 weekly on=mo | 2026-11-30 07:00 weekly on=mo
rent on the 1st of every month | Rent | 2026-12-01 monthly | 2026-12-02 monthly or 2026-12-01 weekly on=tu
rent monthly on the 15th | Rent | 2026-12-15 monthly | 2026-12-16 monthly or 2026-12-15 monthly /2
rent on the 1st and 15th of each month | Rent | 2026-12-01 monthly md=1,15 | 2026-12-01 monthly
rent on the last day of the month, every month | Rent | 2026-11-30 monthly md=-1 | 2026-11-30 monthly
rent every three months on the 5th | Rent | 2026-12-05 monthly /3 | 2026-12-05 monthly
rent quarterly on the 5th | Rent | 2026-12-05 monthly /3 | 2026-12-05 monthly
poker on the second Friday of each month at 20:00 | Poker | 2026-12-11 20:00 monthly on=fr nth=2 | 2026-12-11 20:00 monthly or 2026-12-04 20:00 monthly on=fr nth=1
poker every second Friday at 20:00 | Poker | 2026-12-11 20:00 weekly /2 on=fr or 2026-12-11 20:00 monthly on=fr nth=2 | 2026-12-11 20:00 weekly on=fr
poker every last Friday at 20:00 | Poker | 2026-12-25 20:00 monthly on=fr nth=-1 | 2026-12-25 20:00 weekly on=fr
tax every year on April 15 | Tax | 2027-04-15 yearly | 2027-04-15 monthly or 2027-04-16 yearly
Ann's birthday on March 3 | Ann's birthday | 2027-03-03 yearly or 2027-03-03 | 2027-03-04 yearly or 2027-03-03 weekly on=we
swim every Monday in June and on no other day at 7:00 | Swim | 2027-06-07 07:00 weekly on=mo m=6 | 2027-06-07 07:00 weekly on=mo
pills every 6 hours from 8:00 | Pills | 2026-11-30 08:00 hourly /6 | 2026-11-30 08:00 hourly /4 or 2026-11-30 08:00 daily
pills every hour from 8:00 | Pills | 2026-11-30 08:00 hourly | 2026-11-30 08:00 daily
pills twice a day at 8:00 | Pills | 2026-11-30 08:00 hourly /12 or 2026-11-30 08:00 daily | 2026-11-30 09:00 daily
backup once a week on Sunday at 3:00 | Backup | 2026-12-06 03:00 weekly on=su | 2026-12-06 03:00 daily
standup tomorrow at 9:30 | Standup | 2026-11-30 09:30 | 2026-11-30 09:30 daily or 2026-11-30 09:30 weekly on=mo
send the weekly report tomorrow at 9:30 | Send the weekly report | 2026-11-30 09:30 | 2026-11-30 09:30 daily
stretch every 15 minutes | Stretch | 2026-11-29 10:15 | 2026-11-29 10:15 hourly
зал по понедельникам и четвергам в 7:00 | Зал | 2026-11-30 07:00 weekly on=mo,th | 2026-11-30 07:00 weekly on=mo or 2026-11-30 07:00
зал каждый понедельник и четверг в 7:00 | Зал | 2026-11-30 07:00 weekly on=mo,th | 2026-11-30 07:00 weekly on=mo,fr
зал каждые пн, ср и пт в 7:00 | Зал | 2026-11-30 07:00 weekly on=mo,we,fr | 2026-11-30 07:00 weekly on=mo,we
зал по будням в 7:00 | Зал | 2026-11-30 07:00 weekly on=mo,tu,we,th,fr | 2026-11-30 07:00 daily
зал по рабочим дням в 7:00 | Зал | 2026-11-30 07:00 weekly on=mo,tu,we,th,fr | 2026-11-30 07:00 daily
зал по выходным в 9:00 | Зал | 2026-12-05 09:00 weekly on=sa,su | 2026-12-05 09:00 weekly on=sa
зал через день в 7:00 каждый второй день | Зал | 2026-11-30 07:00 daily /2 | 2026-11-30 07:00 daily
зал каждый третий день в 7:00 | Зал | 2026-11-30 07:00 daily /3 | 2026-11-30 07:00 daily
зал раз в две недели по понедельникам в 7:00 | Зал | 2026-11-30 07:00 weekly /2 on=mo | 2026-11-30 07:00 weekly on=mo
зал каждый день, кроме воскресенья, в 7:00 | Зал | 2026-11-30 07:00 weekly on=mo,tu,we,th,fr,sa | 2026-11-30 07:00 daily
зал ежедневно в 7:00 до 20 декабря | Зал | 2026-11-30 07:00 daily until=2026-12-20 | 2026-11-30 07:00 daily or 2026-11-30 07:00 daily until=2026-12-27
зал ежедневно в 7:00 в течение двух недель | Зал | 2026-11-30 07:00 daily count=14 or 2026-11-30 07:00 daily until=2026-12-13 | 2026-11-30 07:00 daily
зал каждый понедельник в 7:00, 8 раз | Зал | 2026-11-30 07:00 weekly on=mo count=8 | 2026-11-30 07:00 weekly on=mo count=6
зал каждый понедельник в 7:00, восемь раз | Зал | 2026-11-30 07:00 weekly on=mo count=8 | 2026-11-30 07:00 weekly on=mo
зал каждый понедельник в 7:00, кроме 14 декабря | Зал | 2026-11-30 07:00 weekly on=mo x=2026-12-14 | 2026-11-30 07:00 weekly on=mo or 2026-11-30 07:00 weekly on=mo x=2026-12-21
зал каждый понедельник в 7:00 с 7 декабря | Зал | 2026-12-07 07:00 weekly on=mo | 2026-11-30 07:00 weekly on=mo
квартплата 1-го числа каждого месяца | Квартплата | 2026-12-01 monthly | 2026-12-02 monthly or 2026-12-01 weekly on=tu
квартплата ежемесячно 15 числа | Квартплата | 2026-12-15 monthly | 2026-12-16 monthly
квартплата каждое 15 число | Квартплата | 2026-12-15 monthly | 2026-12-15 weekly on=tu
аванс 10 и 25 числа каждого месяца | Аванс | 2026-12-10 monthly md=10,25 | 2026-12-10 monthly
квартплата в последний день каждого месяца | Квартплата | 2026-11-30 monthly md=-1 | 2026-11-30 monthly
квартплата раз в три месяца 5 числа | Квартплата | 2026-12-05 monthly /3 | 2026-12-05 monthly
покер во вторую пятницу каждого месяца в 20:00 | Покер | 2026-12-11 20:00 monthly on=fr nth=2 | 2026-12-11 20:00 monthly or 2026-12-11 20:00 weekly on=fr
покер каждую последнюю пятницу месяца в 20:00 | Покер | 2026-12-25 20:00 monthly on=fr nth=-1 | 2026-12-25 20:00 monthly
покер по первым пятницам в 20:00 | Покер | 2026-12-04 20:00 monthly on=fr nth=1 | 2026-12-04 20:00 weekly on=fr
налог каждый год 15 апреля | Налог | 2027-04-15 yearly | 2027-04-15 monthly or 2027-04-16 yearly
день рождения Ани 3 марта | День рождения Ани | 2027-03-03 yearly or 2027-03-03 | 2027-03-04 yearly
бассейн каждый понедельник в июне в 7:00 | Бассейн | 2027-06-07 07:00 weekly on=mo m=6 | 2027-06-07 07:00 weekly on=mo
таблетки каждые 6 часов с 8:00 | Таблетки | 2026-11-30 08:00 hourly /6 | 2026-11-30 08:00 hourly /4 or 2026-11-30 08:00 daily
таблетки каждый час с 8:00 | Таблетки | 2026-11-30 08:00 hourly | 2026-11-30 08:00 daily
таблетки дважды в день в 8:00 | Таблетки | 2026-11-30 08:00 hourly /12 or 2026-11-30 08:00 daily | 2026-11-30 09:00 daily
зарядка по нечётным дням в 8:00 | Зарядка | 2026-12-01 08:00 monthly md=1,3,5,7,9,11,13,15,17,19,21,23,25,27,29,31 | 2026-12-01 08:00 daily /2
размяться каждые полчаса | Размяться | 2026-11-29 10:30 | 2026-11-29 10:30 hourly
планёрка завтра в 9:30 | Планёрка | 2026-11-30 09:30 | 2026-11-30 09:30 daily or 2026-11-30 09:30 weekly on=mo
каждое утро в 8 зарядка | Зарядка | 2026-11-30 08:00 daily | 2026-11-30 20:00 daily
""")

_ZONES: Final = _rows("""
demo tomorrow at 17:00 London time | Demo | 2026-11-30 17:00 z=Europe/London | 2026-11-30 17:00 or 2026-11-30 18:00 z=Europe/London
demo tomorrow at 17:00 GMT | Demo | 2026-11-30 17:00 z=Europe/London or 2026-11-30 17:00 z=UTC | 2026-11-30 17:00
demo tomorrow at 9 am PST | Demo | 2026-11-30 09:00 z=America/Los_Angeles | 2026-11-30 09:00 or 2026-11-30 09:00 z=America/New_York
demo tomorrow at 9 am Eastern time | Demo | 2026-11-30 09:00 z=America/New_York | 2026-11-30 09:00
demo tomorrow at 17:00 UTC+5 | Demo | 2026-11-30 17:00 z=Asia/Tashkent or 2026-11-30 17:00 z=Etc/GMT-5 | 2026-11-30 17:00
demo tomorrow at 17:00 Moscow time | Demo | 2026-11-30 17:00 or 2026-11-30 17:00 z=Europe/Moscow | 2026-11-30 17:00 z=Europe/London
meeting in Berlin tomorrow at 10:00 | Meeting in Berlin | 2026-11-30 10:00 or 2026-11-30 10:00 z=Europe/Berlin | 2026-11-30 10:00 z=Asia/Tokyo
flight to Tokyo tomorrow at 10:00 | Flight to Tokyo | 2026-11-30 10:00 | 2026-11-30 11:00
it is lunch time: pizza tomorrow at 13:00 | Pizza | 2026-11-30 13:00 | 2026-11-30 14:00
демо завтра в 17:00 по Лондону | Демо | 2026-11-30 17:00 z=Europe/London | 2026-11-30 17:00
демо завтра в 17:00 по Гринвичу | Демо | 2026-11-30 17:00 z=Europe/London or 2026-11-30 17:00 z=UTC | 2026-11-30 17:00
демо завтра в 17:00 по новосибирскому времени | Демо | 2026-11-30 17:00 z=Asia/Novosibirsk | 2026-11-30 17:00
демо завтра в 17:00 по берлинскому времени | Демо | 2026-11-30 17:00 z=Europe/Berlin | 2026-11-30 17:00
демо завтра в 17:00 по Самаре | Демо | 2026-11-30 17:00 z=Europe/Samara | 2026-11-30 17:00
демо завтра в 17:00 по Парижу | Демо | 2026-11-30 17:00 z=Europe/Paris | 2026-11-30 17:00 z=Europe/London
демо завтра в 17:00 по Дубаю | Демо | 2026-11-30 17:00 z=Asia/Dubai | 2026-11-30 17:00
демо завтра в 17:00 мск+2 | Демо | 2026-11-30 17:00 z=Asia/Yekaterinburg | 2026-11-30 17:00
демо завтра в 17:00 по мск | Демо | 2026-11-30 17:00 or 2026-11-30 17:00 z=Europe/Moscow | 2026-11-30 17:00 z=Asia/Omsk
демо завтра в 17:00 по московскому времени | Демо | 2026-11-30 17:00 or 2026-11-30 17:00 z=Europe/Moscow | 2026-11-30 17:00 z=Asia/Omsk
билеты в Самару купить завтра в 10:00 | Купить билеты в Самару | 2026-11-30 10:00 | 2026-11-30 11:00
прогулка по Москве завтра в 10:00 | Прогулка по Москве | 2026-11-30 10:00 | 2026-11-30 11:00
лекция по физике завтра в 10:00 | Лекция по физике | 2026-11-30 10:00 | 2026-11-30 11:00
""")

_WISHES: Final = _rows("""
exam tomorrow at 10:00, remind me an hour before | Exam | 2026-11-30 10:00 r60 | 2026-11-30 10:00 or 2026-11-30 10:00 r30
exam tomorrow at 10:00 with a 30 minute reminder | Exam | 2026-11-30 10:00 r30 | 2026-11-30 10:00 or 2026-11-30 10:00 r15
exam tomorrow at 10:00, reminder 2 hours before | Exam | 2026-11-30 10:00 r120 | 2026-11-30 10:00 r60
exam on Friday at 10:00, alert me a day in advance | Exam | 2026-12-04 10:00 r1440 | 2026-12-04 10:00
exam tomorrow at 10:00, remind me at 9:30 | Exam | 2026-11-30 10:00 r30 | 2026-11-30 11:00 r30
exam tomorrow at 10:00 | Exam | 2026-11-30 10:00 | 2026-11-30 10:00 r30
remind me to call Ann tomorrow at 10:00 | Call Ann | 2026-11-30 10:00 | 2026-11-30 10:00 r30
экзамен завтра в 10:00, напомни за час | Экзамен | 2026-11-30 10:00 r60 | 2026-11-30 10:00 or 2026-11-30 10:00 r30
экзамен завтра в 10:00, напомнить за полчаса | Экзамен | 2026-11-30 10:00 r30 | 2026-11-30 10:00 r60
экзамен завтра в 10:00, напоминание за 2 часа до начала | Экзамен | 2026-11-30 10:00 r120 | 2026-11-30 10:00
экзамен в пятницу в 10:00, предупреди за день | Экзамен | 2026-12-04 10:00 r1440 | 2026-12-04 10:00
экзамен завтра в 10:00, напомни за полтора часа | Экзамен | 2026-11-30 10:00 r90 | 2026-11-30 10:00 r60
экзамен завтра в 10:00 | Экзамен | 2026-11-30 10:00 | 2026-11-30 10:00 r30
напомни позвонить Ане завтра в 10:00 | Позвонить Ане | 2026-11-30 10:00 | 2026-11-30 10:00 r30
🎂🎁 tomorrow at 18:00 | 🎂🎁 | 2026-11-30 18:00 | 2026-11-30 19:00
⚽ завтра в 18:00 | ⚽ | 2026-11-30 18:00 | 2026-11-30 19:00
""")

SENTENCES: Final = (*_DAYS, *_TIMES, *_LENGTHS, *_RULES, *_ZONES, *_WISHES)
"""All of them."""
