"""Faults of repetitions, which only the user's words contradict."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from tests.eval.faults import DAYS, Data, Fault, after_days, always, in_item, in_rule
from tests.eval.utterances import Utterance
from tests.eval.words import exact_dates, has, named_weekdays

from schedbot_sdk.schedule import DraftItem, DraftRecurrence

__all__ = ["FAULTS_OF_RULES"]

_OTHER_FREQ: Final = {
    "hourly": "daily", "daily": "weekly", "weekly": "daily", "monthly": "weekly", "yearly": "monthly",
}  # fmt: skip
_FREQ_WORDS: Final = {
    "hourly": r"every \d+ hours|every hour|каждые \d+ часов|каждые \d+ часа",
    "daily": r"every (?:\d+ )?days?|daily|ежедневно|кажд\w+ (?:\d+ )?(?:день|дня|ночь)|every night",
    "weekly": (
        r"every (?:\w+ )?(?:\w+day|weekday)|\w+days|weekdays|every \d+ weeks|недел\w+|по будням"
        r"|по (?:понедельник|вторник|сред|четверг|пятниц|суббот|воскресень)\w+"
        r"|кажд\w+ (?:понедельник|вторник|среду|четверг|пятницу|субботу|воскресенье)"
    ),
    "monthly": r"(?:every|each|the) month|every (?:\w+ )?months|месяц\w*|кажд\w+ \d+ числ\w+|числам",
    "yearly": r"every year|каждый год",
}
_REPEATS: Final = "|".join((*_FREQ_WORDS.values(), r"every|each|кажд\w+|раз в|birthdays?|дни?\w* рожд\w+"))
_EVERY_ONE: Final = (
    r"every (?!other|second|\d|two|three|few)\w+|each \w+|daily|ежедневно|по будням|weekdays"
    r"|кажд\w+ (?!\d|втор|две|три)\w+"
)
_EVERY_FEW: Final = r"every (?:other|second|three|{0})|кажд\w+ (?:две|три|втор\w+|{0})|раз в (?:две|{0})"
_NUMBERS: Final = {4: "4 weeks|4 недели", 6: "six|шесть", 14: "two weeks|две недели"}


def _other_interval(rule: Data, _: Data) -> bool:
    rule["interval"] = 2 if rule["interval"] == 1 else 1
    return True


def _against_interval(right: DraftItem, _: DraftItem, utterance: Utterance) -> bool:
    interval = _rule(right).interval
    return has(_EVERY_ONE if interval == 1 else _EVERY_FEW.format(interval), utterance.text)


def _other_freq(rule: Data, item: Data) -> bool:
    freq = rule["freq"]
    rule.update(freq=_OTHER_FREQ[freq], days=[], month_days=[], nth=rule["nth"] if freq == "yearly" else None)
    if rule["freq"] == "weekly" or rule["nth"] is not None:
        rule["days"] = [item["weekday"]]
    if freq == "yearly":
        rule["months"] = []
    return True


def _against_freq(right: DraftItem, _: DraftItem, utterance: Utterance) -> bool:
    return has(_FREQ_WORDS[_rule(right).freq], utterance.text)


def _without(name: str, empty: object) -> Fault:
    def change(rule: Data, _: Data) -> bool:
        if not rule[name]:
            return False
        rule[name] = empty
        return True

    speaks = {"until": _says_until, "count": _says_count, "except_dates": always}[name]
    words = {"until": "the end", "count": "the number", "except_dates": "an exception"}[name]
    return Fault(f"{words} of a repetition is left out", in_rule(change), speaks)


def _says_until(_: DraftItem, __: DraftItem, utterance: Utterance) -> bool:
    return has(r"until|till|through|до|по", utterance.text)


def _says_count(right: DraftItem, _: DraftItem, utterance: Utterance) -> bool:
    count = _rule(right).count or 0
    return has(f"{count}|{_NUMBERS.get(count, count)}", utterance.text)


def _another_end(rule: Data, _: Data) -> bool:
    if rule["until"] is None:
        return False
    rule["until"] = (date.fromisoformat(rule["until"]) + timedelta(days=10)).isoformat()
    return True


def _against_the_end(right: DraftItem, _: DraftItem, utterance: Utterance) -> bool:
    return date.fromisoformat(_rule(right).until or "") in exact_dates(utterance.text, utterance)


def _another_number(rule: Data, _: Data) -> bool:
    if rule["count"] is None:
        return False
    rule["count"] += 3
    return True


def _other_days(rule: Data, item: Data) -> bool:
    """One weekday less, but not that of the date; of one weekday, one more."""
    if rule["freq"] != "weekly":
        return False
    days = [day for day in rule["days"] or [item["weekday"]] if day != item["weekday"]]
    following = DAYS[(DAYS.index(item["weekday"]) + 1) % 7]
    rule["days"] = [item["weekday"], *(days[:-1] if days else [following])]
    return True


def _against_days(right: DraftItem, _: DraftItem, utterance: Utterance) -> bool:
    return named_weekdays(utterance.text) == set(_rule(right).days)


def _another_nth(rule: Data, item: Data) -> bool:
    """The weekday before or after, with its date."""
    if rule["nth"] is None:
        return False
    if rule["nth"] == -1:
        day = date.fromisoformat(item["date"])
        rule["nth"] = (day.day + 13) // 7 if day.day <= 21 else 1
        after_days(item, 7)
    elif rule["nth"] == 1:
        rule["nth"] = 2
        after_days(item, 7)
    else:
        rule["nth"] -= 1
        after_days(item, -7)
    return True


def _fewer_month_days(rule: Data, _: Data) -> bool:
    if not rule["month_days"]:
        return False
    rule["month_days"] = []
    return True


def _all_months(rule: Data, _: Data) -> bool:
    if not rule["months"] or (rule["freq"] == "yearly" and len(rule["months"]) == 1):
        return False
    rule["months"] = []
    return True


def _no_repetition(item: Data, _: Utterance) -> bool:
    if item["recurrence"] is None:
        return False
    item["recurrence"] = None
    return True


def _repeats(_: DraftItem, __: DraftItem, utterance: Utterance) -> bool:
    return has(_REPEATS, utterance.text)


def _invented(item: Data, _: Utterance) -> bool:
    if item["recurrence"] is not None or item["in_minutes"] is not None or item["duration_minutes"] is not None:
        return False
    empty: Data = {"month_days": [], "months": [], "except_dates": [], "until": None, "count": None, "nth": None}
    item["recurrence"] = {"freq": "weekly", "interval": 1, "days": [item["weekday"]], **empty}
    return True


def _never_repeats(_: DraftItem, __: DraftItem, utterance: Utterance) -> bool:
    return not re.search(r"every|each|кажд|\bпо\b|weekl|daily|раз в|days\b|birthday|рожд|now on|теперь", utterance.text)


def _rule(item: DraftItem) -> DraftRecurrence:
    assert item.recurrence is not None
    return item.recurrence


FAULTS_OF_RULES = (
    Fault("a repetition is left out", in_item(_no_repetition), _repeats),
    Fault("a repetition that the user did not name", in_item(_invented), _never_repeats),
    Fault("a repetition of another unit", in_rule(_other_freq), _against_freq),
    Fault("a repetition of another interval", in_rule(_other_interval), _against_interval),
    Fault("other weekdays of a repetition", in_rule(_other_days), _against_days),
    Fault("another number of a weekday in the month", in_rule(_another_nth), always),
    Fault("days of the month are left out", in_rule(_fewer_month_days), always),
    Fault("months of a repetition are left out", in_rule(_all_months), always),
    _without("until", None),
    Fault("another end of a repetition", in_rule(_another_end), _against_the_end),
    _without("count", None),
    Fault("another number of times", in_rule(_another_number), _says_count),
    _without("except_dates", []),
)
