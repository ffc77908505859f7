"""Repetitions in words: natural, readable, and different for different rules."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.rows import on_rows
from tests.schedule import strategies

from schedbot_sdk.schedule import Recurrence
from schedbot_sdk.schedule.model.recurrence import WEEKDAYS
from schedbot_sdk.schedule.render.english import English
from schedbot_sdk.schedule.render.russian import Russian

FRIDAY = date(2026, 12, 18)
LAST = date(2026, 12, 31)
EVEN = tuple(range(2, 31, 2))


def said(rule: Recurrence, start: date = FRIDAY) -> tuple[str, str]:
    today = date(2026, 11, 29)
    english, russian = (words.recurrence(rule, start=start, today=today) for words in (English(), Russian()))
    return english, russian


def days(*texts: str) -> tuple[date, ...]:
    return tuple(map(date.fromisoformat, texts))


def workdays() -> tuple[str, ...]:
    return WEEKDAYS[:5]


@on_rows(
    ("fields", "english", "russian"),
    [
        ({"freq": "hourly"}, "every hour", "каждый час"),
        ({"freq": "hourly", "interval": 3}, "every 3 hours", "каждые 3 часа"),
        ({"freq": "hourly", "interval": 21}, "every 21 hours", "каждый 21 час"),
        ({"freq": "hourly", "interval": 12}, "every 12 hours", "каждые 12 часов"),
        (
            {"freq": "monthly", "nth": 3, "days": ("friday",)},
            "every month on the third Friday",
            "каждую третью пятницу месяца",
        ),
        (
            {"freq": "monthly", "nth": -1, "days": ("friday",)},
            "every month on the last Friday",
            "каждую последнюю пятницу месяца",
        ),
        (
            {"freq": "monthly", "nth": 2, "days": ("monday", "sunday"), "interval": 2},
            "every 2 months on the second Monday and second Sunday",
            "каждые 2 месяца во второй понедельник и во второе воскресенье",
        ),
        (
            {"freq": "monthly", "nth": 1, "days": ("tuesday", "wednesday")},
            "every month on the first Tuesday and first Wednesday",
            "каждый первый вторник и каждую первую среду месяца",
        ),
        (
            {"freq": "yearly", "nth": 2, "days": ("sunday",), "months": (5,)},
            "every year on the second Sunday of May",
            "каждый год во второе воскресенье мая",
        ),
        (
            {"freq": "yearly", "nth": 4, "days": ("thursday",), "months": (3, 6, 9)},
            "every year on the fourth Thursday of March, June and September",
            "каждый год в четвёртый четверг марта, июня и сентября",
        ),
        (
            {"freq": "yearly", "nth": 5, "days": ("saturday",)},
            "every year on the fifth Saturday of December",
            "каждый год в пятую субботу декабря",
        ),
        (
            {"freq": "monthly", "month_days": (5, 20)},
            "every month on the 5th and 20th",
            "каждый месяц 5-го и 20-го числа",
        ),
        (
            {"freq": "monthly", "month_days": (-1,)},
            "every month on the last day",
            "каждый месяц в последний день",
        ),
        (
            {"freq": "monthly", "month_days": (10, 15, -1), "interval": 5},
            "every 5 months on the 10th, 15th and last day",
            "каждые 5 месяцев 10-го и 15-го числа и в последний день",
        ),
        ({"freq": "monthly", "month_days": EVEN}, "every month on even days", "каждый месяц по чётным числам"),
        (
            {"freq": "monthly", "month_days": tuple(range(1, 32, 2))},
            "every month on odd days",
            "каждый месяц по нечётным числам",
        ),
        (
            {"freq": "monthly", "month_days": (*range(1, 8), 15, *range(20, 32))},
            "every month on the 1st–7th, 15th and 20th–31st",
            "каждый месяц 1–7-го, 15-го и 20–31-го числа",
        ),
        (
            {"freq": "monthly", "month_days": (18,), "months": (1, 7)},
            "every month on the 18th, only in January and July",
            "каждый месяц 18-го числа, только в январе и июле",
        ),
        ({"freq": "yearly", "month_days": (5, 18)}, "every year on 5 and 18 December", "каждый год 5 и 18 декабря"),
        (
            {"freq": "yearly", "month_days": (1, 2, 3, 20), "months": (5,)},
            "every year on 1–3 and 20 May",
            "каждый год 1–3 и 20 мая",
        ),
        (
            {"freq": "yearly", "month_days": (-1,), "months": (2,)},
            "every year on the last day of February",
            "каждый год в последний день февраля",
        ),
        (
            {"freq": "yearly", "months": (3, 6, 9, 12)},
            "every year on the 18th of March, June, September and December",
            "каждый год 18-го числа марта, июня, сентября и декабря",
        ),
        (
            {"freq": "yearly", "month_days": EVEN, "months": (5,)},
            "every year on even days of May",
            "каждый год по чётным числам мая",
        ),
        (
            {"freq": "weekly", "days": ("monday",), "months": (12,)},
            "every week on Mon, only in December",
            "каждую неделю по понедельникам, только в декабре",
        ),
        (
            {"freq": "daily", "months": (1, 6, 7, 8), "until": LAST.replace(year=2027)},
            "every day, only in January and June–August, until 31 December 2027",
            "каждый день, только в январе и июне–августе, по 31 декабря 2027 года",
        ),
        (
            {"freq": "hourly", "interval": 2, "months": (2, 5), "count": 40},
            "every 2 hours, only in February and May, 40 times in total",
            "каждые 2 часа, только в феврале и мае, всего 40 раз",
        ),
        (
            {"freq": "weekly", "days": ("tuesday",), "except_dates": days("2026-12-15")},
            "every week on Tue, except 15 December",
            "каждую неделю по вторникам, кроме 15 декабря",
        ),
        (
            {
                "freq": "weekly",
                "days": workdays(),
                "until": LAST.replace(year=2027),
                "except_dates": days(
                    "2026-12-24", "2026-12-25", "2027-01-01", "2027-01-04", "2027-01-05", "2027-01-06"
                ),
            },
            "every workday until 31 December 2027, except 24 and 25 December, 1 and 4–6 January 2027",
            "по будням, по 31 декабря 2027 года, кроме 24 и 25 декабря, 1 и 4–6 января 2027 года",
        ),
    ],
)
def test_a_rule_is_written_in_words(fields: dict[str, Any], english: str, russian: str) -> None:
    assert said(Recurrence.model_validate(fields)) == (english, russian)


def test_many_exceptions_stay_readable() -> None:
    rule = Recurrence(freq="daily", except_dates=tuple(FRIDAY + timedelta(days=2 * number) for number in range(40)))
    english, russian = said(rule)
    assert english.endswith(", 1, 3, 5, 7 and 9 January 2027 and 28 more days")
    assert russian.endswith(", 1, 3, 5, 7 и 9 января 2027 года и ещё 28 дней")
    one_more = rule.model_copy(update={"except_dates": rule.except_dates[:13]})
    assert [text.rpartition(" 2027 ")[2] for text in said(one_more)] == ["and 1 more day", "года и ещё 1 дня"]


@on_rows("number", [1, 2, 3, 4, 5, -1])
def test_each_numbered_weekday_has_its_gender_in_russian(number: int) -> None:
    endings = {"m": "й", "f": "ю", "n": "е"}
    for day, gender in zip(WEEKDAYS, "mmfmffn", strict=True):
        for interval in (1, 2):
            rule = Recurrence.model_validate({"freq": "monthly", "interval": interval, "nth": number, "days": (day,)})
            words = said(rule)[1].split()
            which = words[1] if interval == 1 else words[4]
            assert which.endswith(endings[gender])
            assert interval == 1 or words[3] == ("во" if which.startswith("вт") else "в")


def canonical(rule: Recurrence, start: date) -> tuple[object, ...]:
    """The same for two rules that say the same in two ways."""
    weekdays = rule.days or ((WEEKDAYS[start.weekday()],) if rule.freq == "weekly" else ())
    is_by_day = rule.freq in {"monthly", "yearly"} and rule.nth is None
    return (
        (rule.freq, rule.interval, rule.nth, weekdays),
        rule.month_days or ((start.day,) if is_by_day else ()),
        rule.months or ((start.month,) if rule.freq == "yearly" else ()),
        (rule.except_dates, rule.until, rule.count),
    )


@st.composite
def two_rules(draw: st.DrawFn) -> tuple[Recurrence, Recurrence, date]:
    start = draw(strategies.days())
    first, second = (draw(strategies.recurrences(start, hourly=True)) for _ in range(2))
    if draw(st.booleans()):  # they differ in one field at most
        name = draw(
            st.sampled_from(("interval", "months", "except_dates", "until", "count", "month_days", "days", "nth"))
        )
        second = first.model_copy(update={name: getattr(second, name)})
    return first, second, start


@settings(max_examples=600)
@given(two_rules())
def test_different_rules_have_different_texts(rules: tuple[Recurrence, Recurrence, date]) -> None:
    first, second, start = rules
    assume(canonical(first, start) != canonical(second, start))
    assume(_is_valid(second))
    assert all(one != other for one, other in zip(said(first, start), said(second, start), strict=True))


def _is_valid(rule: Recurrence) -> bool:
    try:
        Recurrence.model_validate(rule.model_dump())
    except ValueError:
        return False
    return True
