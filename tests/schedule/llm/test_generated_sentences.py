"""`doubts`, with a property: a generated sentence and its right draft agree; a changed day or time does not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from tests.schedule.llm.sentences import draft_of

from schedbot_sdk.schedule import doubts

MOSCOW = ZoneInfo("Europe/Moscow")
NOW = datetime(2026, 11, 29, 10, tzinfo=MOSCOW)
TODAY = NOW.date()
ENGLISH_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
RUSSIAN_WEEKDAYS = (
    "в понедельник", "во вторник", "в среду", "в четверг", "в пятницу", "в субботу", "в воскресенье",
)  # fmt: skip
ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
RUSSIAN_MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября",
    "декабря",
)  # fmt: skip
ENGLISH_HOURS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
RUSSIAN_HOURS = ("час", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять", "одиннадцать",
                 "двенадцать")  # fmt: skip


@dataclass(frozen=True)
class Said:
    """Words for a day or a time."""

    words: str
    value: date | int
    is_exact: bool = True


def english_days(day: date) -> list[Said]:
    ahead, month, weekday = (day - TODAY).days, ENGLISH_MONTHS[day.month - 1], ENGLISH_WEEKDAYS[day.weekday()]
    texts = [
        f"on {month} {day.day}", f"on {day.day} {month}", f"on {month[:3]} {day.day}", f"on {day:%Y-%m-%d}",
        f"on {month} {day.day}, {day.year}", f"in {ahead} days", f"on {weekday}, {month} {day.day}",
    ]  # fmt: skip
    texts += [f"on {weekday}", f"this {weekday}", f"next {weekday}"] if 2 <= ahead <= 7 else []
    texts += ["tomorrow"] if ahead == 1 else ["the day after tomorrow"] if ahead == 2 else []
    texts += [f"in {ahead // 7} weeks"] if ahead % 7 == 0 and ahead > 7 else []
    return [Said(text, day) for text in texts]


def russian_days(day: date) -> list[Said]:
    ahead, month, weekday = (day - TODAY).days, RUSSIAN_MONTHS[day.month - 1], RUSSIAN_WEEKDAYS[day.weekday()]
    texts = [
        f"{day.day} {month}", f"{day.day}-го {month}", f"{day:%d.%m.%Y}", f"{day:%d.%m}", f"через {ahead} дней",
        f"{day.day} {month} {day.year} года", f"{weekday} {day.day} {month}",
    ]  # fmt: skip
    texts += [weekday] if 2 <= ahead <= 7 else []
    texts += ["завтра"] if ahead == 1 else ["послезавтра"] if ahead == 2 else []
    texts += [f"через {ahead // 7} недели"] if ahead in {14, 21, 28} else []
    return [Said(text, day) for text in texts]


def english_times(minute: int) -> list[Said]:
    hour, rest = divmod(minute, 60)
    half, small = "am" if hour < 12 else "pm", hour % 12 or 12
    exact = [f"at {hour:02}:{rest:02}" if hour > 12 else f"at {small}:{rest:02} {half}"]
    loose: list[str] = []
    if rest == 0:
        exact += [f"at {small}{half}", f"at {small} {half[0]}.m."]
        loose += [f"at {small}", f"at {ENGLISH_HOURS[small - 1]}", f"at {small} o'clock"]
    elif rest == 30:
        loose += [f"at half past {ENGLISH_HOURS[small - 1]}"]
    elif rest == 15:
        loose += [f"at a quarter past {ENGLISH_HOURS[small - 1]}"]
    elif rest == 45:
        loose += [f"at a quarter to {ENGLISH_HOURS[small % 12]}"]
    return [Said(text, minute) for text in exact] + [Said(text, minute, is_exact=False) for text in loose]


def russian_times(minute: int) -> list[Said]:
    hour, rest = divmod(minute, 60)
    small = hour % 12 or 12
    part = "утра" if hour < 12 else "дня" if hour < 18 else "вечера"
    exact = [f"в {hour}:{rest:02}", f"к {hour}:{rest:02}", f"в {hour}-{rest:02}"] if hour > 12 else []
    loose: list[str] = []
    if rest == 0:
        exact += [f"в {small} {part}", f"в {RUSSIAN_HOURS[small - 1]} часов {part}"] if small > 1 else [f"в час {part}"]
        loose += [f"в {small}", f"к {small}", f"в {RUSSIAN_HOURS[small - 1]}"]
    elif rest == 45:
        loose += [f"без четверти {RUSSIAN_HOURS[small % 12]}"]
    return [Said(text, minute) for text in exact] + [Said(text, minute, is_exact=False) for text in loose]


FILLERS = {
    "en": (
        ("", ""), ("do not forget: ", ""), ("please ", ", not at home"), ("no excuses: ", ""), ("", " after work"),
        ("before the holidays ", ""), ("", " with the team from Kazan"), ("for last week: ", ""),
        ("", " instead of the gym"), ("", " via Zoom"), ("I can't miss it: ", ""),
    ),
    "ru": (
        ("", ""), ("не забудь: ", ""), ("заплатить за дом и ", ""), ("", " после работы"), ("перед отпуском ", ""),
        ("", " через Zoom"), ("", ", не дома"), ("поезд до Казани, ", ""), ("", " вместо зала"), ("", " с командой"),
        ("нет, правда: ", ""),
    ),
}  # fmt: skip
TITLES = {"en": "budget meeting", "ru": "бюджетная встреча"}
DAYS = {"en": english_days, "ru": russian_days}
TIMES = {"en": english_times, "ru": russian_times}


@st.composite
def sentences(draw: st.DrawFn) -> tuple[str, str, Said, Said]:
    """A sentence, its title, and the words for its day and its time."""
    language = draw(st.sampled_from(("en", "ru")))
    day = draw(st.sampled_from(DAYS[language](TODAY + timedelta(days=draw(st.integers(1, 60))))))
    minute = draw(st.integers(7, 22)) * 60 + draw(st.sampled_from((0, 0, 15, 30, 45, 20)))
    times = TIMES[language](minute) or TIMES[language](minute // 60 * 60)
    time = draw(st.sampled_from(times))
    title = TITLES[language]
    before, after = draw(st.sampled_from(FILLERS[language]))
    order = draw(st.sampled_from(("{title} {day} {time}", "{day} {time} {title}", "{title} {time} {day}")))
    text = before + order.format(title=title, day=day.words, time=time.words) + after
    return text, title, day, time


def is_doubted(text: str, title: str, day: date, minute: int) -> list[str]:
    draft = draft_of(text, title, f"{day} {minute // 60:02}:{minute % 60:02}")
    return list(doubts(draft, texts=[text], now=NOW, zone=MOSCOW))


@given(sentences())
def test_a_right_draft_is_never_doubted(sentence: tuple[str, str, Said, Said]) -> None:
    text, title, day, time = sentence
    assert isinstance(day.value, date)
    assert isinstance(time.value, int)
    assert is_doubted(text, title, day.value, time.value) == []


@given(sentences(), st.integers(1, 6))
def test_another_day_is_always_doubted(sentence: tuple[str, str, Said, Said], days: int) -> None:
    text, title, day, time = sentence
    assert isinstance(day.value, date)
    assert isinstance(time.value, int)
    assert is_doubted(text, title, day.value + timedelta(days=days), time.value) != []


@given(sentences(), st.integers(1, 23 * 4))
def test_another_time_is_always_doubted(sentence: tuple[str, str, Said, Said], quarters: int) -> None:
    text, title, day, time = sentence
    assert isinstance(day.value, date)
    assert isinstance(time.value, int)
    if quarters == 48 and not time.is_exact:
        return
    assert is_doubted(text, title, day.value, (time.value + quarters * 15) % 1440) != []
