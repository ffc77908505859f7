"""Repetitions: "every other Friday", "по будням", "on the 5th of every month", "раз в две недели". Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from schedbot_sdk.schedule.llm.phrases.day import Day
from schedbot_sdk.schedule.llm.phrases.days import nth_of
from schedbot_sdk.schedule.llm.phrases.groups import Numbers, Pair
from schedbot_sdk.schedule.llm.phrases.length import Length, Unit
from schedbot_sdk.schedule.llm.phrases.lengths import AMOUNT, UNIT, amount_of, length_of, unit_length
from schedbot_sdk.schedule.llm.phrases.nodes import Found, Rule, rule
from schedbot_sdk.schedule.llm.phrases.repeat import Repeat

__all__ = ["RATES", "REPEATS"]


def _rate(frequency: str, interval: int = 1) -> frozenset[tuple[str, int]]:
    return frozenset({(frequency, interval)})


_FREQUENCIES: Final = {
    Unit.HOUR: "hourly", Unit.DAY: "daily", Unit.WEEK: "weekly", Unit.MONTH: "monthly", Unit.YEAR: "yearly",
}  # fmt: skip
_FREQUENCY_UNITS: Final = {
    "minute": Unit.MINUTE, "hour": Unit.HOUR, "day": Unit.DAY, "dnya": Unit.DAY, "week": Unit.WEEK,
    "month_unit": Unit.MONTH, "year": Unit.YEAR,
}  # fmt: skip
_OFTEN: Final = {
    "daily": ("daily", 1), "biweekly": ("weekly", 2), "weekly": ("weekly", 1), "monthly": ("monthly", 1),
    "quarterly": ("monthly", 3), "yearly": ("yearly", 1),
}  # fmt: skip
_WORKDAYS: Final = frozenset(range(5))
_WEEKEND: Final = frozenset({5, 6})
_NO_FORM: Final = Repeat(has_form=False)
_LAST: Final = Repeat(_rate("monthly"), month_days=frozenset({-1}))
_CHAIN: Final = "(?:comma|and|or|slash|every|po|on|v){0,3}"
_LIST: Final = f"(?P<days>(?:weekday|weekdays) (?:{_CHAIN} (?:weekday|weekdays))*)"
_NTH: Final = "(?:nth|nth_of|nth_other|(?:ordinal_word|ordinal_of)|second|last)"
_NUMBER: Final = "(?:digits|nth|nth_of|nth_other|(?:ordinal_word|ordinal_of))"
_NUMBERS: Final = f"(?P<numbers>{_NUMBER} (?:{_CHAIN} {_NUMBER})*)"


def _weekly(days: frozenset[int], interval: int = 0) -> Repeat:
    return Repeat(rates=_rate("weekly", interval) if interval else frozenset(), weekdays=days)


def _rate_of(length: Length) -> Repeat:
    """Every so many units: "every 3 days", "каждые полчаса"."""
    if length.unit in {Unit.SECOND, Unit.MINUTE}:
        hours = length.minutes / 60
        return Repeat(_rate("hourly", int(hours))) if hours >= 1 and hours % 1 == 0 else _NO_FORM
    number = length.months / -length.unit.value if length.months else length.minutes / length.unit.value
    if number % 1 or length.is_vague:
        return _NO_FORM if number % 1 else Repeat()
    return Repeat(_rate(_FREQUENCIES[length.unit], int(number)))


def _every_nth_unit(found: Found) -> Repeat | None:
    """Every other unit, or every third one."""
    unit = length_of(found, "unit").unit
    interval = 2 if found.has("other") else nth_of(found, "nth")
    if unit not in _FREQUENCIES or interval < 1:
        return _NO_FORM if unit is Unit.MINUTE else None
    return Repeat(_rate(_FREQUENCIES[unit], interval))


def _on_weekdays(found: Found) -> Repeat:
    """The weekdays of every week, or of every other one."""
    days = frozenset(found.all("days", int))
    if found.has("other"):
        return _weekly(days, 2)
    if found.has("nth"):
        number = nth_of(found, "nth")
        if number in {-1, 1}:
            return Repeat(_rate("monthly"), days, nths=frozenset({number}))
        return Repeat(_rate("weekly", number) | _rate("monthly"), days, maybe_nth=number)
    return _weekly(days, 1)


def _in_other_weeks(found: Found) -> Repeat:
    return _weekly(frozenset(found.all("days", int)), 2)


def _po_weekdays(found: Found) -> Repeat | None:
    """Short names of weekdays: "по вт и чт"; but "с пятницы по воскресенье" is a range."""
    is_range = any(node.kind in {"s", "from", "starting"} for node in found.nodes[: found.match.start()])
    return None if is_range and len(found.all("days", int)) == 1 else _on_plural(found)


def _on_plural(found: Found) -> Repeat:
    return _weekly(frozenset(found.all("days", int)))


def _count(found: Found) -> int:
    return round(amount_of(found, "count"))


_LETTERS: Final = {"mwf": frozenset({0, 2, 4}), "tth": frozenset({1, 3}), "tuth": frozenset({1, 3})}


def _letters(found: Found) -> Repeat | None:
    """The first letters of weekdays: "MWF"."""
    days = _LETTERS.get(str(found.of("letters")[0].value))
    return None if days is None else _weekly(days)


def _every_other_day(found: Found) -> Repeat | None:
    """The Russian for "in two days" means every other day beside a beginning."""
    return Repeat(_rate("daily", 2)) if any(node.kind == "starting" for node in found.nodes) else None


def _nth_weekday(found: Found) -> Repeat:
    months = frozenset(found.all("month", int))
    frequency = "yearly" if found.has("year") else "monthly"
    rates = _rate(frequency) | _rate("yearly") if months else _rate(frequency)
    nths = frozenset({nth_of(found, "nth")} | ({nth_of(found, "also")} if found.has("also") else set()))
    return Repeat(rates, frozenset(found.all("days", int)), nths=nths, months=months)


def _month_days(found: Found) -> Repeat | None:
    days = frozenset(int(amount) for amount in found.all("numbers", int))
    return Repeat(_rate("monthly"), month_days=days) if all(1 <= day <= 31 for day in days) else None


def _in_months(found: Found) -> Repeat:
    rates = _rate("monthly") | _rate("monthly", 3) | _rate("yearly") | _rate("monthly", 6)
    days = frozenset(found.all("numbers", int))
    return Repeat(rates, month_days=days, months=frozenset(found.all("months", int)))


def _pair_days(found: Found) -> Repeat:
    return Repeat(_rate("monthly"), month_days=frozenset(map(int, found.one("pair", Pair))))


def _on_date(found: Found) -> Repeat | None:
    day = found.one("date", Day)
    if day.month is None or day.number is None or day.other is not None:
        return None
    return Repeat(_rate("yearly"), month_days=frozenset({day.number}), months=frozenset({day.month}))


def _often(frequency: str, interval: int = 1) -> Repeat:
    return Repeat(_rate(frequency, interval))


def _per_unit(found: Found) -> Repeat:
    """So many times in a unit: "раз в две недели", "twice a day"."""
    if found.has("half_hour"):
        return _NO_FORM
    length = unit_length(amount_of(found, "units"), _FREQUENCY_UNITS[found.of("unit")[0].kind])
    times = 2.0 if found.has("twice") else amount_of(found, "number")
    if times == 1:
        return _rate_of(length)
    hours = length.minutes / 60 / times
    if length.unit is Unit.DAY and hours >= 1 and hours % 1 == 0:
        return Repeat(_rate("hourly", int(hours)) | _rate("daily"))
    if length == unit_length(1, Unit.MONTH) and times == 2:
        return Repeat(_rate("monthly") | _rate("weekly", 2))
    return Repeat(_rate("weekly") if length == unit_length(1, Unit.WEEK) else frozenset())


def _shift_pattern(found: Found) -> Repeat | None:
    """Days of work and days off by turns: "смены 2/2"."""
    for a, b in found.all("pair", Pair):
        is_work = any(node.kind == "shift" or str(node.value).startswith(("работ", "work")) for node in found.nodes)
        if not is_work or not (1 <= int(a) <= 7 and 1 <= int(b) <= 7):  # the days of a week
            return None
    return _NO_FORM


def _always(rate: tuple[str, int]) -> Callable[[Found], Repeat]:
    return lambda _: Repeat(frozenset({rate}))


_TIMES: Final = f"(?:once|(?P<twice>twice)|(?P<number>{AMOUNT})? times)"
RATES: Final[tuple[Rule, ...]] = (
    rule("repeat", "(?P<pair>slashed)", _shift_pattern),
    rule("repeat", f"{AMOUNT} through {AMOUNT} (?! {UNIT})", _shift_pattern),
    rule("repeat", f"on? (?P<numbers>{_NUMBER}) of? (?P<months>month (?:(?:comma|and|or)+ month)+)", _in_months),
    rule("repeat", "every? day through day", lambda _: _often("daily", 2)),
    rule("repeat", f"(?:shift|day) through (?:day|shift|number_word|digits) (?! {UNIT})", _shift_pattern),
    rule("repeat", "week through week", lambda _: _often("weekly", 2)),
    rule(
        "repeat",
        f"{_TIMES} (?:a|per|v|every|na) (?P<units>{AMOUNT})? (?P<unit>minute|hour|day|dnya|week|month_unit|year)",
        _per_unit,
    ),
    rule("repeat", f"{_TIMES} (?:a|per|v|every|na) (?P<half_hour>half_hour)", _per_unit),
    rule("repeat", f"(?:{_TIMES} (?:a|per|v|every|na)|every) half_year", lambda _: Repeat(_rate("monthly", 6))),
)
"""The rules that must come before those of hours: "раз в час" is a repetition."""

_OF_MONTH: Final = "(?:of|v|in)* every month_unit"
_LAST_DAY: Final = "(?:last (?:day|number_of)|finale|ending)"
REPEATS: Final[tuple[Rule, ...]] = (
    rule("count", f"(?<=for|next|this) (?P<count>{AMOUNT}) (?= weekdays)", _count),
    rule("count", f"(?P<count>{AMOUNT}) (?= weekdays_of | weekdays in? a? row)", _count),
    rule("repeat", "(?P<days>weekdays_of)", _on_plural),
    rule(
        "no_weekdays",
        f"(?:except|without|but? not) (?:for|on|po|v|every)* {_LIST}",
        lambda found: Numbers(found.all("days", int)),
    ),
    rule(
        "no_weekdays", "(?:except|without|but? not) (?:for|on|po|v)* (?:weekend|weekends)", lambda _: Numbers(_WEEKEND)
    ),
    rule(
        "repeat",
        f"every (?:of|in)* year (?:on|v|comma)* (?P<nth>{_NTH}) {_LIST} (?:of|in|v)? (?P<month>month)",
        _nth_weekday,
    ),
    rule(
        "repeat",
        f"(?P<nth>{_NTH}) {_LIST} (?:of|in|v)? (?P<month>month) comma? (?:(?P<year>every year)|yearly)",
        _nth_weekday,
    ),
    rule("repeat", f"every (?P<nth>{_NTH}) {_LIST} (?:of|in|v)? (?P<month>month)", _nth_weekday),
    rule("repeat", f"every (?P<nth>{_NTH}) {_LIST} (?:of|v|in)* every? month_unit", _nth_weekday),
    rule("repeat", f"(?P<nth>{_NTH}) (?:and|comma) (?P<also>{_NTH}) {_LIST} (?:{_OF_MONTH}|monthly)", _nth_weekday),
    rule(
        "repeat",
        f"every (?P<nth>{_NTH}) (?:and|comma) (?P<also>{_NTH}) {_LIST} (?:of|v|in)* every? month_unit",
        _nth_weekday,
    ),
    rule("repeat", f"every {AMOUNT} (?:workday|work_word day)", lambda _: _NO_FORM),
    rule("repeat", f"(?P<nth>{_NTH}) {_LIST} (?:{_OF_MONTH}|monthly)", _nth_weekday),
    rule("repeat", f"(?:every month_unit|monthly) (?:on|v|comma|na)* (?P<nth>{_NTH}) {_LIST}", _nth_weekday),
    rule("repeat", f"po (?P<nth>{_NTH}) {_LIST} (?:of? month_unit)?", _nth_weekday),
    rule("repeat", f"(?:on|in|v|by)* {_LAST_DAY} {_OF_MONTH}", lambda _: _LAST),
    rule("repeat", f"every {_LAST_DAY} (?:of|v)? month_unit", lambda _: _LAST),
    rule("repeat", f"(?:every month_unit|monthly) (?:on|in|v|comma)* {_LAST_DAY} (?:of|month_unit)*", lambda _: _LAST),
    rule(
        "repeat",
        "(?:on|po|every)* (?:(?P<even>even)|odd) (?:number_of|day|days_dative|word)",
        lambda found: Repeat(parity=0 if found.has("even") else 1),
    ),
    rule("repeat", f"(?:on|po)* {_NUMBERS} number_of? {_OF_MONTH}", _month_days),
    rule("repeat", f"(?:on|po)* (?P<pair>decimal) number_of {_OF_MONTH}", _pair_days),
    rule("repeat", f"every {_NUMBERS} number_of (?:every? month_unit)?", _month_days),
    rule("repeat", f"po {_NUMBERS} number_of", _month_days),
    rule("repeat", f"(?:every month_unit|monthly) (?:on|v|comma|po)* {_NUMBERS} number_of", _month_days),
    rule("repeat", f"(?:every month_unit|monthly) on {_NUMBERS} (?! of | month)", _month_days),
    rule("repeat", f"every (?P<numbers>nth (?:{_CHAIN} nth)*) (?! {UNIT} | weekday | weekdays | word)", _month_days),
    rule(
        "repeat",
        f"(?<=repeat) (?:comma|on|dash|colon)* (?P<numbers>nth (?:{_CHAIN} nth)+) (?! {UNIT} | weekday)",
        _month_days,
    ),
    rule("repeat", "every (?P<date>date)", _on_date),
    rule(
        "repeat",
        f"(?:on? (?P<numbers>{_NUMBER}) (?:number_of|of)*)? every (?P<months>month (?:(?:comma|and|or)+ month)+)",
        _in_months,
    ),
    rule(
        "repeat",
        "every (?P<month>month)",
        lambda found: Repeat(_rate("yearly"), months=frozenset(found.all("month", int))),
    ),
    rule("repeat", f"every (?:(?P<other>other)|(?P<nth>{_NTH})) {_LIST}", _on_weekdays),
    rule("repeat", f"every {_LIST}", _on_weekdays),
    rule("repeat", f"through week po {_LIST}", _in_other_weeks),
    rule("repeat", f"(?:on|po)? (?P<days>weekdays (?:{_CHAIN} weekdays)*) through week", _in_other_weeks),
    rule("repeat", f"po (?P<days>weekday (?:{_CHAIN} weekday)*)", _po_weekdays),
    rule("repeat", f"every (?:(?P<other>other)|(?P<nth>{_NTH})) (?P<unit>{UNIT})", _every_nth_unit),
    rule("repeat", "every (?:weekday_word|workday|work_word day)", lambda _: _weekly(_WORKDAYS, 1)),
    rule("repeat", "every other (?:weekend|weekends)", lambda _: Repeat(_rate("weekly", 2))),
    rule("repeat", "(?P<letters>word)", _letters),
    rule("repeat", "through day (?! do | before | after)", _every_other_day),
    rule("repeat", "every (?:weekend|weekends)", lambda _: Repeat(_rate("weekly"))),
    rule("repeat", f"every (?P<length>length|{UNIT})", lambda found: _rate_of(length_of(found, "length"))),
    rule("repeat", "every (?=part)", lambda _: _often("daily")),
    rule("repeat", f"(?:on|po)? (?P<days>weekdays (?:{_CHAIN} (?:weekday|weekdays))*)", _on_plural),
    rule("repeat", "(?:on|po|v)? (?:workday|work_word (?:day|days_dative))", lambda _: _weekly(_WORKDAYS)),
    rule("repeat", "(?:on|po)? weekends", lambda _: _weekly(_WEEKEND)),
    rule("repeat", "po (?=part|mornings|evenings|nights)", lambda _: _often("daily")),
    rule("repeat", "hourly", lambda _: _often("hourly")),
    *(
        rule(kind, pattern.format(word), _always(rate))
        for word, rate in _OFTEN.items()
        for kind, pattern in (("repeat_word", "{} (?=word)"), ("repeat", "{}"))
    ),
)
"""The rules for a text in which lengths and dates with the name of a month are found already."""
