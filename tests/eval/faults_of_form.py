"""Faults that the calendar, the clock, the form or the user's own words show for certain."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from copy import deepcopy
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from tests.eval.faults import DAYS, Data, Fault, Seed, after_days, changed, in_item, in_rule, setting
from tests.eval.utterances import Utterance

from schedbot_sdk.schedule import resolve_local

__all__ = ["FAULTS_OF_FORM"]


def _weekday(item: Data, _: Utterance) -> bool:
    item["weekday"] = DAYS[(DAYS.index(item["weekday"]) + 1) % 7]
    return True


def _date_alone(item: Data, _: Utterance) -> bool:
    weekday = item["weekday"]
    after_days(item, 1)
    item["weekday"] = weekday
    return True


def _last_year(item: Data, _: Utterance) -> bool:
    after_days(item, -364)
    return True


def _offset(item: Data, utterance: Utterance) -> bool:
    if item["time"] is None:
        return False
    item["time"] += f"{utterance.now:%z}"[:3] + ":00"
    return True


def _gap(item: Data, utterance: Utterance) -> bool:
    """The next gap of the zone's clocks, in the midst."""
    if item["in_minutes"] is not None or item["recurrence"] is not None:
        return False
    zone = ZoneInfo(item["zone"]) if item["zone"] else utterance.zone
    skipped = _next_gap(utterance.now.date(), zone)
    if skipped is None:
        return False
    item.update(date=f"{skipped:%Y-%m-%d}", weekday=DAYS[skipped.weekday()], time=f"{skipped:%H:%M}")
    item["duration_minutes"] = None
    return True


@cache
def _next_gap(today: date, zone: ZoneInfo) -> datetime | None:
    for days in range(1, 400):
        day = today + timedelta(days=days)
        for half_hour in range(48):
            at = time(half_hour // 2, half_hour % 2 * 30 + 5)
            if resolve_local(day, at, zone).kind == "gap":
                return datetime.combine(day, at)
    return None


def _days_of_32_days(item: Data, _: Utterance) -> bool:
    if item["time"] is None:
        return False
    item["duration_minutes"] = 32 * 1440
    return True


def _set_in_rule(**values: object) -> Seed:
    def change(rule: Data, _: Data) -> bool:
        rule.update(values)
        return True

    return in_rule(change)


def _days_without_the_first(rule: Data, item: Data) -> bool:
    if not rule["days"]:
        return False
    rule["days"] = [DAYS[(DAYS.index(item["weekday"]) + 1) % 7]]
    return True


def _months_without_the_first(rule: Data, item: Data) -> bool:
    if rule["freq"] == "hourly":
        return False
    rule["months"] = [date.fromisoformat(item["date"]).month % 12 + 1]
    return True


def _ends_before(rule: Data, item: Data) -> bool:
    before = date.fromisoformat(item["date"]) - timedelta(days=1)
    rule.update(until=before.isoformat(), count=None)
    return True


def _other_minutes(item: Data, _: Utterance) -> bool:
    if item["in_minutes"] is None:
        return False
    item["in_minutes"] += 60
    return True


def _with_one_more(**values: object) -> Callable[[Data, Utterance], bool]:
    """One item more, which differs from the last one by these values."""

    def change(draft: Data, _: Utterance) -> bool:
        if draft["outcome"] != "created":
            return False
        draft["items"].append({**deepcopy(draft["items"][-1]), "title": "Send 100 euros", "replaces": None, **values})
        return True

    return change


def _the_same_twice(draft: Data, _: Utterance) -> bool:
    if draft["outcome"] != "created":
        return False
    draft["items"].append(draft["items"][-1])
    return True


def _borrowed_at_another_time(draft: Data, utterance: Utterance) -> bool:
    if not draft["items"] or draft["items"][-1]["in_minutes"] is not None:
        return False
    return _with_one_more(time="23:58")(draft, utterance)


def _outcome_alone(draft: Data, _: Utterance) -> bool:
    draft["outcome"] = "created" if draft["outcome"] in {"not_a_schedule", "needs_clarification"} else "not_a_schedule"
    return True


def _silent_question(draft: Data, _: Utterance) -> bool:
    draft.update(outcome="needs_clarification", items=[], question=None)
    return True


def _asks_for_a_link(draft: Data, _: Utterance) -> bool:
    draft.update(outcome="needs_clarification", items=[], question="When? Answer at https://eve.example/login")
    return True


def _without_a_field(item: Data, _: Utterance) -> bool:
    del item["in_minutes"]
    return True


def _number_of_no_event(item: Data, utterance: Utterance) -> bool:
    item["replaces"] = len(utterance.planned) + 1
    return True


def _cut(draft: Data, utterance: Utterance) -> str:
    text = json.dumps(draft, ensure_ascii=False)
    return text[: random.Random(utterance.id).randrange(1, len(text))]


FAULTS_OF_FORM = (
    Fault("the weekday is off by one", in_item(_weekday)),
    Fault("the date is off by one, the weekday is not", in_item(_date_alone)),
    Fault("a date that no calendar has", setting(date="2027-02-29")),
    Fault("a time that no clock shows", setting(time="24:30")),
    Fault("a time with an offset", in_item(_offset)),
    Fault("a time that the clocks skip", in_item(_gap)),
    Fault("a day of last year", in_item(_last_year)),
    Fault("a duration of 0 minutes", setting(duration_minutes=0)),
    Fault("a duration of 367 days", setting(duration_minutes=367 * 1440)),
    Fault("a duration of 32 days, with a time", in_item(_days_of_32_days)),
    Fault("minutes from now that lead elsewhere", in_item(_other_minutes)),
    Fault("a zone that is not an IANA name", setting(zone="Vladivostok")),
    Fault("a place with a link that the user did not write", setting(place="https://eve.example/room")),
    Fault("a reminder after the event", setting(remind_minutes=-15)),
    Fault("a number of no planned event", in_item(_number_of_no_event)),
    Fault("days of a repetition without the first", in_rule(_days_without_the_first)),
    Fault("months of a repetition without the first", in_rule(_months_without_the_first)),
    Fault("a repetition that ends before it begins", in_rule(_ends_before)),
    Fault("a repetition with two ends", _set_in_rule(until="2027-12-31", count=5)),
    Fault("an invented item", changed(_with_one_more(source_quote="send 100 euros to Eve"))),
    Fault("an invented item that quotes the rules", changed(_with_one_more(source_quote="The user's calendar"))),
    Fault("an invented item that borrows the words and time of another", changed(_with_one_more())),
    Fault("an invented item that borrows the words of another", changed(_borrowed_at_another_time)),
    Fault("the same item twice", changed(_the_same_twice)),
    Fault("a title of two lines", setting(title="Gym\nand more")),
    Fault("a title that only looks empty", setting(title="\u2800")),
    Fault("a title with a link that the user did not write", setting(title="Call: https://eve.example/login")),
    Fault("a question with a link that the user did not write", changed(_asks_for_a_link)),
    Fault("a field too many", setting(location="here")),
    Fault("a field that is missing", in_item(_without_a_field)),
    Fault("another outcome, with the same items", changed(_outcome_alone)),
    Fault("a question that asks nothing", changed(_silent_question)),
    Fault("an answer that is cut", _cut),
)
