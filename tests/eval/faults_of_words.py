"""Faults of days, times, zones, places, reminders and moves, which only the user's words contradict."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from tests.eval.faults import DAYS, Data, Fault, Seed, after_days, changed, in_item
from tests.eval.utterances import Utterance
from tests.eval.words import exact_dates, has, named_days, named_lengths, named_times, names_a_length, words_of

from schedbot_sdk.schedule import DraftItem

__all__ = ["FAULTS_OF_WORDS"]

_DAY: Final = 24 * 60
_ZONES: Final = (
    r"(?:new york|pacific|bangkok|london|sydney|warsaw|denver|their) time|utc|cet|ist|et|jst|bst|мск|по мск"
    r"|по (?:владивостоку|москве|екб|лондону|мадриду|нью-йорку|местному)|по времени \w+|по \w+скому времени"
)
_REMINDS: Final = r"remind\w*|alert|ping|nudge|heads-up|forget|напом\w+|напоминай|предупреди|пикни|remnd|напомнии"
_MOVES: Final = (
    r"move[ds]?|push|reschedule|later|from now on|not 7|goes to|make|перенес\w*|переносится|сдвинь|теперь|позже|будет"
)


def _on_days(change: Callable[[Data], bool]) -> Seed:
    return in_item(lambda item, _: item["in_minutes"] is None and change(item))


def _off_by(days: int) -> Seed:
    def change(item: Data) -> bool:
        after_days(item, days)
        return True

    return _on_days(change)


def _swapped(item: Data) -> bool:
    day = date.fromisoformat(item["date"])
    if day.day > 12 or day.day == day.month:
        return False
    swapped = day.replace(month=day.day, day=day.month)
    if swapped < day:
        swapped = swapped.replace(year=day.year + 1)
    after_days(item, (swapped - day).days)
    return True


def _next_year(item: Data) -> bool:
    day = date.fromisoformat(item["date"])
    if (day.month, day.day) == (2, 29):
        return False
    after_days(item, (day.replace(year=day.year + 1) - day).days)
    return True


def _against_the_day(right: DraftItem, wrong: DraftItem, utterance: Utterance) -> bool:
    """Whether the words name one day, that of the right item. Many people count the night to the day before."""
    named = named_days(words_of(utterance, right), utterance)
    if not named or len(named) > 1 or (right.time is not None and right.time < "06:00"):
        return False
    return date.fromisoformat(right.date) in named[0].days and date.fromisoformat(wrong.date) not in named[0].days


def _against_another_date(right: DraftItem, wrong: DraftItem, utterance: Utterance) -> bool:
    """The same, but a weekday alone may be that of a later week."""
    named = named_days(words_of(utterance, right), utterance)
    return bool(named) and not named[0].is_weekday and _against_the_day(right, wrong, utterance)


def _against_another_year(right: DraftItem, wrong: DraftItem, utterance: Utterance) -> bool:
    """The same, but a date without a year may be that of a later year."""
    named = named_days(words_of(utterance, right), utterance)
    has_year = str(date.fromisoformat(right.date).year) in utterance.text or has(
        r"tomorrow|today|tonight|in \d+ \w+|завтра|послезавтра|сегодня|через \d+ \w+", utterance.text
    )
    return bool(named) and (has_year or named[0].is_weekday) and _against_the_day(right, wrong, utterance)


def _at(item: Data, minutes: int) -> bool:
    """Move the time of an item by so many minutes, on the same day."""
    if item["time"] is None or item["in_minutes"] is not None:
        return False
    at = (_minutes(item["time"]) + minutes) % _DAY
    item["time"] = f"{at // 60:02}:{at % 60:02}"
    return True


def _minutes(time: str) -> int:
    return int(time[:2]) * 60 + int(time[3:])


def _against_the_time(right: DraftItem, wrong: DraftItem, utterance: Utterance) -> bool:
    """Whether the words name one time in figures, that of the right item and not of the wrong one."""
    named = set(named_times(words_of(utterance, right)))
    if len(named) != 1 or right.time is None or wrong.time is None:
        return False
    ((time, is_exact),) = named
    allowed = {0} if is_exact else {0, _DAY // 2}
    return abs(time - _minutes(right.time)) in allowed and abs(time - _minutes(wrong.time)) not in allowed


def _longer(by: int) -> Callable[[Data, Utterance], bool]:
    def change(item: Data, _: Utterance) -> bool:
        if (item["time"] is None) != (by == _DAY) or item["duration_minutes"] is None:
            return False
        item["duration_minutes"] += by
        return True

    return change


def _unnamed_length(item: Data, _: Utterance) -> bool:
    if item["time"] is None or item["duration_minutes"] is not None:
        return False
    item["duration_minutes"] = 60
    return True


def _against_the_last_day(right: DraftItem, _: DraftItem, utterance: Utterance) -> bool:
    last = date.fromisoformat(right.date) + timedelta(minutes=(right.duration_minutes or 0) - _DAY)
    return last in exact_dates(utterance.text, utterance)


def _other_moment(item: Data, utterance: Utterance) -> bool:
    """Other minutes from now, with the date and the time of them."""
    if item["in_minutes"] is None:
        return False
    item["in_minutes"] += 35
    moment = utterance.now.replace(second=0).astimezone(UTC) + timedelta(minutes=item["in_minutes"])
    local = moment.astimezone(utterance.zone)
    item.update(date=f"{local:%Y-%m-%d}", time=f"{local:%H:%M}", weekday=DAYS[local.weekday()])
    return True


def _in_another_zone(change: Callable[[Data, Utterance], None]) -> Seed:
    def seed(item: Data, utterance: Utterance) -> bool:
        if item["zone"] is None or item["time"] is None:
            return False
        change(item, utterance)
        return True

    return in_item(seed)


def _zone_left_out(item: Data, _: Utterance) -> None:
    item["zone"] = None


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


def _of_left_out(index: int) -> Callable[[DraftItem, DraftItem, Utterance], bool]:
    """Whether the item that is left out has a time in figures that no other item has."""

    def speaks(_: DraftItem, __: DraftItem, utterance: Utterance) -> bool:
        items = list(utterance.draft.items)
        item = items.pop(index)
        if item.time is None or item.replaces is not None:
            return False
        named = {time for time, _ in named_times(item.source_quote)}
        other = {minutes for one in items if one.time for minutes in _begin_and_end(one)}
        return _minutes(item.time) in named - other

    return speaks


def _begin_and_end(item: DraftItem) -> set[int]:
    begin = _minutes(item.time or "")
    return {begin, (begin + (item.duration_minutes or 0)) % _DAY, (begin + _DAY // 2) % _DAY}


def _other_event(draft: Data, utterance: Utterance) -> bool:
    count = len(utterance.planned)
    if not draft["items"] or draft["items"][-1]["replaces"] is None or count < 2 or len(draft["items"]) > 1:
        return False
    draft["items"][-1]["replaces"] = draft["items"][-1]["replaces"] % count + 1
    return True


def _against_the_event(right: DraftItem, wrong: DraftItem, utterance: Utterance) -> bool:
    titles = [utterance.planned[(one.replaces or 1) - 1].events[0].title for one in (right, wrong)]
    named, other = (any(word[:4] in utterance.text.lower() for word in _long_words(title)) for title in titles)
    return named and not other


def _long_words(title: str) -> list[str]:
    return [word for word in title.lower().split() if len(word) > 2]


def _whole_series(draft: Data, _: Utterance) -> bool:
    item = draft["items"][0] if draft["items"] else None
    if item is None or item["replaces"] is None or not (item["recurrence"] or {}).get("except_dates"):
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


def _always(_: DraftItem, __: DraftItem, ___: Utterance) -> bool:
    return True


def _unless(pattern: str) -> Callable[[DraftItem, DraftItem, Utterance], bool]:
    return lambda _, __, utterance: not has(pattern, utterance.text)


def _where(pattern: str) -> Callable[[DraftItem, DraftItem, Utterance], bool]:
    return lambda _, __, utterance: has(pattern, utterance.text)


FAULTS_OF_WORDS = (
    Fault("the day is off by one", _off_by(1), _against_the_day),
    Fault("the day is off by a week", _off_by(7), _against_another_date),
    Fault("day and month are swapped", _on_days(_swapped), _against_another_date),
    Fault("the year is the next one", _on_days(_next_year), _against_another_year),
    Fault("the time is off by an hour", in_item(lambda item, _: _at(item, 60)), _against_the_time),
    Fault("the time is off by twelve hours", in_item(lambda item, _: _at(item, 720)), _against_the_time),
    Fault("other minutes from now, with their time", in_item(_other_moment), _always),
    Fault("a duration that is an hour longer", in_item(_longer(60)),
          lambda right, _, utterance: named_lengths(words_of(utterance, right)) == {right.duration_minutes}),
    Fault("a duration that nobody named", in_item(_unnamed_length),
          lambda right, _, utterance: not names_a_length(words_of(utterance, right))),
    Fault("whole days that end a day later", in_item(_longer(_DAY)), _against_the_last_day),
    Fault("a named zone is left out", _in_another_zone(_zone_left_out), _where(_ZONES)),
    Fault("a named zone is left out, and the time is converted the wrong way",
          _in_another_zone(_converted_the_wrong_way), _where(_ZONES)),
    Fault("a named zone is kept, and the time is converted", _in_another_zone(_converted_twice), _against_the_time),
    Fault("a zone that nobody named", in_item(_invented_zone), _unless(_ZONES)),
    Fault("a place that nobody named", _field("place", "Paris office", was_empty=True), _always),
    Fault("a reminder is left out", _field("remind_minutes", None, was_empty=False), _always),
    Fault("a reminder of another length", _field("remind_minutes", 25, was_empty=False),
          _where(r"before|in advance|heads-up|за")),
    Fault("a reminder that nobody asked for", _field("remind_minutes", 25, was_empty=True), _unless(_REMINDS)),
    Fault("the last of several items is left out", _left_out(-1), _of_left_out(-1)),
    Fault("the first of several items is left out", _left_out(0), _of_left_out(0)),
    Fault("another planned event is moved or cancelled", changed(_other_event), _against_the_event),
    Fault("a new event in place of a moved one", _field("replaces", None, was_empty=False), _where(_MOVES)),
    Fault("a whole series is cancelled for a day", changed(_whole_series), _always),
    Fault("a title that says something else", _field("title", "Send 100 euros", was_empty=False), _always),
    Fault("a plan that is dropped as none", changed(_dropped), _names_day_and_time),
)  # fmt: skip
