"""Faults of zones, places, reminders, moves and whole items, which only the user's words contradict."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from tests.eval.faults import DAYS, Data, Fault, Seed, Speaks, always, changed, in_item, minutes_of
from tests.eval.faults_of_time import against_the_time
from tests.eval.utterances import Utterance
from tests.eval.words import has, named_days, named_times, words_of

from schedbot_sdk.schedule import DraftItem

__all__ = ["FAULTS_OF_WISHES"]

_DAY: Final = 24 * 60
_ZONES: Final = (
    r"(?!same|usual)\w+ time|utc|gmt|cet|ist|et|jst|bst|for berlin|мск|у нас"
    r"|по (?:владивостоку|москве|екб|лондону|мадриду|нью-йорку|токио|риге|вене|уфе|местному)"
    r"|по времени \w+|\w+ского времени|по \w+скому времени"
)
_REMINDS: Final = r"remind\w*|alert|ping|nudge|heads-up|forget|напом\w+|напоминай|предупреди|пикни|remnd|напомнии"


def _in_another_zone(change: Callable[[Data, Utterance], None]) -> Seed:
    def seed(item: Data, utterance: Utterance) -> bool:
        if item["zone"] is None or item["time"] is None:
            return False
        change(item, utterance)
        return True

    return in_item(seed)


def _zone_left_out(item: Data, _: Utterance) -> None:
    item["zone"] = None


def _users_own_zone(item: Data, utterance: Utterance) -> None:
    item["zone"] = utterance.zone.key


def _zone_of_the_first_day(item: Data, _: Utterance) -> bool:
    """Give a repeating item a zone whose clocks never change, and are the same on the first day."""
    if item["zone"] is None or item["time"] is None or item["recurrence"] is None:
        return False
    begin = datetime.fromisoformat(f"{item['date']}T{item['time']}").replace(tzinfo=ZoneInfo(item["zone"]))
    ahead, later = begin.utcoffset() or timedelta(), (begin + timedelta(days=182)).utcoffset()
    item["zone"] = f"Etc/GMT{-ahead // timedelta(hours=1):+d}"
    return ahead != later


def _converted(item: Data, utterance: Utterance, sign: int) -> None:
    """Give the time on the user's clock; the wrong way round with the sign -1."""
    there = datetime.fromisoformat(f"{item['date']}T{item['time']}").replace(tzinfo=ZoneInfo(item["zone"]))
    difference = (there.astimezone(utterance.zone).utcoffset() or timedelta()) - (there.utcoffset() or timedelta())
    local = there.replace(tzinfo=None) + sign * difference
    item.update(date=f"{local:%Y-%m-%d}", time=f"{local:%H:%M}", weekday=DAYS[local.weekday()])
    if item["recurrence"] is not None and item["recurrence"]["days"]:
        item["recurrence"]["days"] = [item["weekday"]]


def _converted_the_wrong_way(item: Data, utterance: Utterance) -> None:
    _converted(item, utterance, -1)
    item["zone"] = None


def _converted_twice(item: Data, utterance: Utterance) -> None:
    _converted(item, utterance, 1)


def _invented_zone(item: Data, utterance: Utterance) -> bool:
    if item["zone"] is not None or item["time"] is None or item["in_minutes"] is not None:
        return False
    item["zone"] = "America/Phoenix" if utterance.zone.key != "America/Phoenix" else "Asia/Tokyo"
    return True


def _field(name: str, value: object, *, was_empty: bool) -> Seed:
    """Give a field that was empty, or was not, another value."""

    def change(item: Data, _: Utterance) -> bool:
        if (item[name] is None) != was_empty or item[name] == value:
            return False
        item[name] = value
        return True

    return in_item(change)


def _left_out(index: int) -> Seed:
    def change(draft: Data, _: Utterance) -> bool:
        if len(draft["items"]) < 2 or draft["outcome"] != "created":
            return False
        draft["items"].pop(index)
        return True

    return changed(change)


def _of_left_out(index: int) -> Speaks:
    """Whether the item that is left out has a time in figures that no other item has."""

    def speaks(_: DraftItem, __: DraftItem, utterance: Utterance) -> bool:
        items = list(utterance.draft.items)
        item = items.pop(index)
        if item.time is None or item.replaces is not None:
            return False
        named = {time for time, _ in named_times(item.source_quote)}
        other = {minutes for one in items if one.time for minutes in _begin_and_end(one)}
        return minutes_of(item.time) in named - other

    return speaks


def _begin_and_end(item: DraftItem) -> set[int]:
    begin = minutes_of(item.time or "")
    return {begin, (begin + (item.duration_minutes or 0)) % _DAY, (begin + _DAY // 2) % _DAY}


def _other_event(draft: Data, utterance: Utterance) -> bool:
    count = len(utterance.planned)
    if not draft["items"] or draft["items"][-1]["replaces"] is None or count < 2 or len(draft["items"]) > 1:
        return False
    draft["items"][-1]["replaces"] = draft["items"][-1]["replaces"] % count + 1
    return True


def _against_the_event(right: DraftItem, wrong: DraftItem, utterance: Utterance) -> bool:
    return _names_the_event(right, right, utterance) and not _names_the_event(wrong, wrong, utterance)


def _names_the_event(right: DraftItem, _: DraftItem, utterance: Utterance) -> bool:
    """Whether the text has a word of the title of the planned event."""
    title = utterance.planned[(right.replaces or 1) - 1].events[0].title
    return any(word[:4] in utterance.text.lower() for word in _long_words(title))


def _long_words(title: str) -> list[str]:
    return [word for word in title.lower().split() if len(word) > 2]


def _whole_series(draft: Data, _: Utterance) -> bool:
    item = draft["items"][0] if draft["items"] else None
    if item is None or item["replaces"] is None or item["recurrence"] is None or not item["recurrence"]["except_dates"]:
        return False
    draft.update(outcome="cancelled", items=[item])
    return True


def _dropped(draft: Data, _: Utterance) -> bool:
    if draft["outcome"] != "created":
        return False
    draft.update(outcome="not_a_schedule", items=[])
    return True


def _names_day_and_time(right: DraftItem, _: DraftItem, utterance: Utterance) -> bool:
    words = words_of(utterance, right)
    return bool(named_days(words, utterance)) and bool(named_times(words)) and "?" not in words


def _unless(pattern: str) -> Speaks:
    return lambda _, __, utterance: not has(pattern, utterance.text)


def _where(pattern: str) -> Speaks:
    return lambda _, __, utterance: has(pattern, utterance.text)


FAULTS_OF_WISHES = (
    Fault("a named zone is left out", _in_another_zone(_zone_left_out), _where(_ZONES)),
    Fault("the zone is the user's own", _in_another_zone(_users_own_zone), _where(_ZONES)),
    Fault("another zone with the same offset on the first day", in_item(_zone_of_the_first_day), _where(_ZONES)),
    Fault("a named zone is left out, and the time is converted the wrong way",
          _in_another_zone(_converted_the_wrong_way), _where(_ZONES)),
    Fault("a named zone is kept, and the time is converted", _in_another_zone(_converted_twice), against_the_time),
    Fault("a zone that the user did not name", in_item(_invented_zone), _unless(_ZONES)),
    Fault("a place that the user did not name", _field("place", "Paris office", was_empty=True), always),
    Fault("a reminder is left out", _field("remind_minutes", None, was_empty=False), always),
    Fault("a reminder of another length", _field("remind_minutes", 25, was_empty=False),
          _where(r"before|in advance|heads-up|за")),
    Fault("a reminder that the user did not ask for", _field("remind_minutes", 25, was_empty=True), _unless(_REMINDS)),
    Fault("the last of several items is left out", _left_out(-1), _of_left_out(-1)),
    Fault("the first of several items is left out", _left_out(0), _of_left_out(0)),
    Fault("another planned event is moved or cancelled", changed(_other_event), _against_the_event),
    Fault("a new event in place of a moved one", _field("replaces", None, was_empty=False), _names_the_event),
    Fault("a whole series is cancelled for a day", changed(_whole_series), always),
    Fault("a title that says something else", _field("title", "Send 100 euros", was_empty=False), always),
    Fault("a plan that is dropped as none", changed(_dropped), _names_day_and_time),
)  # fmt: skip
