"""The rule-based reader that stands in for a language model: what it reads in simple English and Russian."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schedbot_sdk.testing.servers.reader import read_dialogue, read_text

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=BERLIN)  # a Monday

Row = tuple[str, str, str | None, int | None]

ONE: list[tuple[str, Row]] = [
    ("Gym tomorrow at 7:00", ("Gym", "2026-11-24", "07:00", None)),
    ("Dinner with Kate on Friday at 19:30", ("Dinner with Kate", "2026-11-27", "19:30", None)),
    ("dinner with Kate and Bob on Friday at 7pm", ("Dinner with Kate and Bob", "2026-11-27", "19:00", None)),
    ("lunch today at noon", ("Lunch", "2026-11-23", "12:00", None)),
    ("party on Saturday at midnight", ("Party", "2026-11-28", "00:00", None)),
    ("the day after tomorrow at 8 am run", ("Run", "2026-11-25", "08:00", None)),
    ("work from 9 to 17", ("Work", "2026-11-24", "09:00", 480)),
    ("work tomorrow 9:00-17:30", ("Work", "2026-11-24", "09:00", 510)),
    ("meeting on December 3 from 2 to 4pm", ("Meeting", "2026-12-03", "14:00", 120)),
    ("exam on 15 January at 10", ("Exam", "2027-01-15", "10:00", None)),
    ("exam 2026-12-01 at 10:15", ("Exam", "2026-12-01", "10:15", None)),
    ("leap party on 29 February at 20:00", ("Leap party", "2028-02-29", "20:00", None)),
    ("review next Monday at 9", ("Review", "2026-11-30", "09:00", None)),
    ("review on Monday at 9", ("Review", "2026-11-30", "09:00", None)),
    ("review on Monday at 11", ("Review", "2026-11-23", "11:00", None)),
    ("call mom in 2 hours", ("Call mom", "2026-11-23", "11:30", None)),
    ("tea in half an hour", ("Tea", "2026-11-23", "10:00", None)),
    ("stretch in 15 minutes", ("Stretch", "2026-11-23", "09:45", None)),
    ("yoga tomorrow at 18:00 for 2 hours", ("Yoga", "2026-11-24", "18:00", 120)),
    ("yoga tomorrow at 18:00 for 45 minutes", ("Yoga", "2026-11-24", "18:00", 45)),
    ("standup at 9", ("Standup", "2026-11-24", "09:00", None)),
    ("standup at 10", ("Standup", "2026-11-23", "10:00", None)),
    ("12 am snack tomorrow", ("Snack", "2026-11-24", "00:00", None)),
    ("12 pm snack tomorrow", ("Snack", "2026-11-24", "12:00", None)),
    ("Kate's birthday on 3 December", ("Kate's birthday", "2026-12-03", None, None)),
    ("please remind me to water plants tomorrow at 8:05", ("Water plants", "2026-11-24", "08:05", None)),
    ("Завтра в 9 утра врач", ("Врач", "2026-11-24", "09:00", None)),
    ("в пятницу в 18:00 бассейн на полтора часа", ("Бассейн", "2026-11-27", "18:00", 90)),
    ("во вторник с 9 до 17 работа", ("Работа", "2026-11-24", "09:00", 480)),
    ("в следующую среду в 9 утра стоматолог", ("Стоматолог", "2026-12-02", "09:00", None)),
    ("в воскресенье обед в 13:30", ("Обед", "2026-11-29", "13:30", None)),
    ("в субботу в полдень прогулка", ("Прогулка", "2026-11-28", "12:00", None)),
    ("послезавтра в 7 вечера театр", ("Театр", "2026-11-25", "19:00", None)),
    ("сегодня в 11 созвон на 30 минут", ("Созвон", "2026-11-23", "11:00", 30)),
    ("3 декабря день рождения Кати", ("День рождения Кати", "2026-12-03", None, None)),
    ("15 января в 10 экзамен", ("Экзамен", "2027-01-15", "10:00", None)),
    ("через 2 часа совещание", ("Совещание", "2026-11-23", "11:30", None)),
    ("через полчаса позвонить маме", ("Позвонить маме", "2026-11-23", "10:00", None)),
    ("через полтора часа обед", ("Обед", "2026-11-23", "11:00", None)),
    ("завтра в полночь поезд", ("Поезд", "2026-11-24", "00:00", None)),
    ("напомни мне завтра в 8 полить цветы", ("Полить цветы", "2026-11-24", "08:00", None)),
    ("в четверг в 2 дня встреча", ("Встреча", "2026-11-26", "14:00", None)),
    ("On Friday, dinner with Kate at 7pm", ("Dinner with Kate", "2026-11-27", "19:00", None)),
    ("Call Bob on Friday, at 9", ("Call Bob", "2026-11-27", "09:00", None)),
    ("gym at 7, tomorrow", ("Gym", "2026-11-24", "07:00", None)),
    ("dinner on Friday at 7pm with Kate and Bob", ("Dinner with Kate and Bob", "2026-11-27", "19:00", None)),
    ("завтра обед с Катей и Борей в 13:00", ("Обед с Катей и Борей", "2026-11-24", "13:00", None)),
    ("work tomorrow from 9 to 5pm", ("Work", "2026-11-24", "09:00", 480)),
    ("work tomorrow from 10 to 2 pm", ("Work", "2026-11-24", "10:00", 240)),
    ("work tomorrow from 9 to 5", ("Work", "2026-11-24", "09:00", 480)),
    ("work tomorrow between 9 and 5pm", ("Work", "2026-11-24", "09:00", 480)),
    ("night shift tomorrow from 22 to 6", ("Night shift", "2026-11-24", "22:00", 480)),
    ("в пятницу с 9 утра до 6 вечера работа", ("Работа", "2026-11-27", "09:00", 540)),
    ("call Ann in an hour and a half", ("Call Ann", "2026-11-23", "11:00", None)),
    ("yoga at 18:00 for an hour and a half", ("Yoga", "2026-11-23", "18:00", 90)),
    ("завтра в 9 лекция на 1,5 часа", ("Лекция", "2026-11-24", "09:00", 90)),
    ("run at 7 a.m. tomorrow", ("Run", "2026-11-24", "07:00", None)),
    ("gym at 7 o'clock tomorrow", ("Gym", "2026-11-24", "07:00", None)),
    ("завтра в 9 часов утра врач", ("Врач", "2026-11-24", "09:00", None)),
    ("завтра в 7 часов вечера кино", ("Кино", "2026-11-24", "19:00", None)),
    ("завтра в час дня обед", ("Обед", "2026-11-24", "13:00", None)),
    ("завтра в час ночи поезд", ("Поезд", "2026-11-24", "01:00", None)),
    ("завтра в 11 ночи поезд", ("Поезд", "2026-11-24", "23:00", None)),
    ("завтра в 12 ночи поезд", ("Поезд", "2026-11-24", "00:00", None)),
    ("party on December 3, 2027 at 8pm", ("Party", "2027-12-03", "20:00", None)),
    ("в ближайшую пятницу в 10 врач", ("Врач", "2026-11-27", "10:00", None)),
    ("run on sat at 9", ("Run", "2026-11-28", "09:00", None)),
    ("Hi! Gym tomorrow at 7. Thanks!", ("Gym", "2026-11-24", "07:00", None)),
    ("gym tomorrow at 7, please", ("Gym", "2026-11-24", "07:00", None)),
    ("call mom in 3 days at 9", ("Call mom", "2026-11-26", "09:00", None)),
    ("dentist in a week at 10", ("Dentist", "2026-11-30", "10:00", None)),
    ("review in two weeks", ("Review", "2026-12-07", None, None)),
    ("через 3 дня врач в 9", ("Врач", "2026-11-26", "09:00", None)),
    ("через неделю врач в 9", ("Врач", "2026-11-30", "09:00", None)),
    ("через день бассейн в 8", ("Бассейн", "2026-11-24", "08:00", None)),
    ("3.12 в 10 врач", ("Врач", "2026-12-03", "10:00", None)),
    ("15.01 экзамен в 10.15", ("Экзамен", "2027-01-15", "10:15", None)),
    ("встреча 3.12.2027 в 10:00", ("Встреча", "2027-12-03", "10:00", None)),
    ("завтра в 10.12 поезд", ("Поезд", "2026-11-24", "10:12", None)),
    ("завтра 9.10-10.10 лекция", ("Лекция", "2026-11-24", "09:10", 60)),
]

SEVERAL: list[tuple[str, list[Row]]] = [
    (
        "Tomorrow gym at 7 then doctor at 9:30 for 30 minutes",
        [("Gym", "2026-11-24", "07:00", None), ("Doctor", "2026-11-24", "09:30", 30)],
    ),
    (
        "В полдень обед, потом в 15:00 созвон",
        [("Обед", "2026-11-23", "12:00", None), ("Созвон", "2026-11-23", "15:00", None)],
    ),
    (
        "gym tomorrow at 7, lunch at noon and cinema on Friday at 8pm",
        [
            ("Gym", "2026-11-24", "07:00", None),
            ("Lunch", "2026-11-24", "12:00", None),
            ("Cinema", "2026-11-27", "20:00", None),
        ],
    ),
    (
        "Встреча с Анной завтра в 15:00, а потом ужин в 19:00",
        [("Встреча с Анной", "2026-11-24", "15:00", None), ("Ужин", "2026-11-24", "19:00", None)],
    ),
    (
        "Завтра: врач в 9, обед в 13; в пятницу кино",
        [
            ("Врач", "2026-11-24", "09:00", None),
            ("Обед", "2026-11-24", "13:00", None),
            ("Кино", "2026-11-27", None, None),
        ],
    ),
    (
        "Run at 7 a.m. Then lunch at noon.",
        [("Run", "2026-11-24", "07:00", None), ("Lunch", "2026-11-24", "12:00", None)],
    ),
    (
        "gym tomorrow at 7 and on Friday at 8",
        [("Gym", "2026-11-24", "07:00", None), ("Gym", "2026-11-27", "08:00", None)],
    ),
]

REPEATED: list[tuple[str, Row, str]] = [
    ("Standup every weekday at 9:30", ("Standup", "2026-11-24", "09:30", None), "1 weekly mo,tu,we,th,fr"),
    ("gym every Monday and Thursday at 7", ("Gym", "2026-11-26", "07:00", None), "1 weekly mo,th"),
    ("rent monthly on 1 December", ("Rent", "2026-12-01", None, None), "1 monthly"),
    ("water plants every 3 days at 8:00", ("Water plants", "2026-11-24", "08:00", None), "3 daily"),
    ("yoga every other week on Tuesday at 18:00", ("Yoga", "2026-11-24", "18:00", None), "2 weekly tu"),
    ("зарядка каждый день в 7:00", ("Зарядка", "2026-11-24", "07:00", None), "1 daily"),
    ("по вторникам и четвергам в 19:00 бассейн", ("Бассейн", "2026-11-24", "19:00", None), "1 weekly tu,th"),
    ("планёрка по будням в 10", ("Планёрка", "2026-11-23", "10:00", None), "1 weekly mo,tu,we,th,fr"),
    ("каждые 2 недели по пятницам в 18:00 баня", ("Баня", "2026-11-27", "18:00", None), "2 weekly fr"),
]

QUOTES: list[tuple[str, list[str]]] = [
    ("Hi! Gym tomorrow at 7, then lunch at noon.", ["Gym tomorrow at 7", "lunch at noon"]),
    ("On Friday, dinner with Kate at 7pm", ["On Friday, dinner with Kate at 7pm"]),
    ("Call Bob on Friday, at 9", ["Call Bob on Friday, at 9"]),
    ("завтра в 9 врач и в 12  обед", ["завтра в 9 врач", "в 12  обед"]),
]


FRAGMENTS = " ".join(text for text, _ in ONE).split()


def rows(text: str, now: datetime = NOW) -> list[Row]:
    draft = read_text(text, now)
    assert draft["outcome"] == "created"
    found: list[Row] = []
    for item in json.loads(json.dumps(draft["items"])):
        assert item["source_quote"] in text
        assert date.fromisoformat(item["date"]).strftime("%A").lower() == item["weekday"]
        found.append((item["title"], item["date"], item["time"], item["duration_minutes"]))
    return found


@pytest.mark.parametrize(("text", "row"), ONE)
def test_one_thing_is_read(text: str, row: Row) -> None:
    assert rows(text) == [row]


@pytest.mark.parametrize(("text", "expected"), SEVERAL)
def test_several_things_are_read_and_a_later_one_inherits_the_day(text: str, expected: list[Row]) -> None:
    assert rows(text) == expected


@pytest.mark.parametrize(("text", "row", "recurrence"), REPEATED)
def test_how_often_a_thing_is_is_read(text: str, row: Row, recurrence: str) -> None:
    (item,) = json.loads(json.dumps(read_text(text, NOW)["items"]))
    rule = item["recurrence"]
    assert (item["title"], item["date"], item["time"], item["duration_minutes"]) == row
    assert f"{rule['interval']} {rule['freq']} {','.join(day[:2] for day in rule['days'])}".strip() == recurrence
    assert (rule["until"], rule["count"]) == (None, None)
    assert not rule["days"] or item["weekday"] in rule["days"]


@pytest.mark.parametrize(
    ("text", "until", "count"),
    [
        ("yoga every Tuesday at 18:00 until 31 December", "2026-12-31", None),
        ("йога каждый вторник в 18:00 до 31 декабря", "2026-12-31", None),
        ("yoga every Tuesday at 18:00 10 times", None, 10),
        ("йога каждый вторник в 18:00 10 раз", None, 10),
    ],
)
def test_the_end_of_a_repetition_is_read(text: str, until: str | None, count: int | None) -> None:
    (item,) = json.loads(json.dumps(read_text(text, NOW)["items"]))
    assert (item["recurrence"]["until"], item["recurrence"]["count"]) == (until, count)
    assert item["title"] in {"Yoga", "Йога"}


@pytest.mark.parametrize(
    ("text", "minutes"), [("call mom in 2 hours", 120), ("через полтора часа обед", 90), ("gym tomorrow at 7", None)]
)
def test_what_is_counted_from_now_keeps_its_minutes(text: str, minutes: int | None) -> None:
    (item,) = json.loads(json.dumps(read_text(text, NOW)["items"]))
    assert item["in_minutes"] == minutes


@pytest.mark.parametrize(
    ("texts", "row"),
    [
        (["Call Bob", "tomorrow at 15:00 for half an hour"], ("Call Bob", "2026-11-24", "15:00", 30)),
        (["tomorrow at 9", "dentist"], ("Dentist", "2026-11-24", "09:00", None)),
        (["Gym tomorrow at 7", "Call Bob on Friday at 9"], ("Call Bob", "2026-11-27", "09:00", None)),
    ],
)
def test_a_reply_says_what_was_missing(texts: list[str], row: Row) -> None:
    dialogue = [("user", json.dumps(text)) for text in texts]
    dialogue.insert(1, ("assistant", '{"outcome": "needs_clarification"}'))
    dialogue.append(("user", "items[0].weekday is wrong"))  # a complaint is no text of the user's
    (item,) = json.loads(read_dialogue(dialogue, NOW))["items"]
    assert (item["title"], item["date"], item["time"], item["duration_minutes"]) == row
    assert any(item["source_quote"] in text for text in texts)


@pytest.mark.parametrize(("text", "quotes"), QUOTES)
def test_a_quote_is_the_exact_piece_that_an_item_was_read_from(text: str, quotes: list[str]) -> None:
    items = json.loads(json.dumps(read_text(text, NOW)["items"]))
    assert [item["source_quote"] for item in items] == quotes


@pytest.mark.parametrize("text", ["hi", "", "спасибо", "how are you?", "ok", "👍", "/start", "I sat in the sun"])
def test_small_talk_is_no_schedule(text: str) -> None:
    assert read_text(text, NOW) == {"outcome": "not_a_schedule", "question": None, "items": []}


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("meet Ann sometime", "When is it"),
        ("call me", "When is it"),
        ("встреча с Олегом", "Когда это"),
        ("Позвонить маме", "Когда это"),
        ("tomorrow at 9", "What is it"),
        ("завтра", "Что это"),
    ],
)
def test_what_lacks_a_time_or_a_name_is_asked_about_in_its_language(text: str, question: str) -> None:
    draft = read_text(text, NOW)
    assert draft["outcome"] == "needs_clarification"
    assert str(draft["question"]).startswith(question)


def test_in_two_hours_is_an_instant_across_a_clock_change() -> None:
    before_the_gap = datetime(2026, 3, 29, 1, 30, tzinfo=BERLIN)
    assert rows("call mom in 2 hours", before_the_gap) == [("Call mom", "2026-03-29", "04:30", None)]


@pytest.mark.parametrize(
    "line",
    [
        "Now: 2026-12-31T23:00 (Thursday), time zone Asia/Yekaterinburg",
        "Сейчас: 2026-12-31T23:00 (четверг) на часах пользователя, часовой пояс Asia/Yekaterinburg",
    ],
)
def test_the_askers_time_is_taken_from_the_system_prompt(line: str) -> None:
    dialogue = [
        ("system", f"You make schedules.\n{line}\n"),
        ("user", "old"),
        ("assistant", "{}"),
        ("user", "Врач завтра в 9"),
    ]
    draft = json.loads(read_dialogue(dialogue, datetime(2026, 11, 23, tzinfo=UTC)))
    assert draft["items"][0]["date"] == "2027-01-01"


@pytest.mark.parametrize(
    "line",
    [
        "Now: 2026-13-45T99:99 (Monday), time zone Europe/Berlin",
        "Now: 2030-01-01T10:00 (Tuesday), time zone Europe/Atlantis",
        "Now: soon, time zone Europe/Berlin",
        "Сейчас: скоро, часовой пояс Europe/Berlin",
    ],
)
def test_a_line_that_names_no_real_time_counts_as_none(line: str) -> None:
    dialogue = [("system", line), ("user", "gym tomorrow at 7")]
    draft = json.loads(read_dialogue(dialogue, datetime(2026, 11, 23, tzinfo=UTC)))
    assert draft["items"][0]["date"] == "2026-11-24"


def test_only_the_system_prompt_says_what_time_it_is() -> None:
    dialogue = [("user", "Now: 2030-01-01T10:00 (Tuesday), time zone Europe/Berlin"), ("user", "gym tomorrow at 7")]
    draft = json.loads(read_dialogue(dialogue, datetime(2026, 11, 23, tzinfo=UTC)))
    assert draft["items"][0]["date"] == "2026-11-24"


@pytest.mark.parametrize("number", ["99999999999", "9" * 400, "0"])
@pytest.mark.parametrize("text", ["gym in {} hours", "gym tomorrow at 7 for {} hours", "зал через {} часов"])
def test_a_distance_that_no_calendar_holds_is_no_error(text: str, number: str) -> None:
    draft = json.loads(read_dialogue([("user", text.format(number))], NOW))
    assert all(item["duration_minutes"] is None for item in draft["items"])


def test_a_message_as_long_as_telegram_allows_is_read() -> None:
    for text in ("a, " * 1365, "with b and " * 372, " " * 4096, "at 7, " * 682, "tomorrow, " * 409, "9" * 4096):
        assert read_text(text, NOW)["outcome"] in {"created", "needs_clarification", "not_a_schedule"}


def test_without_a_prompt_the_servers_clock_counts() -> None:
    draft = json.loads(read_dialogue([("user", "gym tomorrow at 7")], datetime(2026, 11, 23, tzinfo=UTC)))
    assert draft["items"][0]["date"] == "2026-11-24"


@settings(deadline=None)
@given(
    text=st.one_of(
        st.text(max_size=60),
        st.lists(st.sampled_from(FRAGMENTS), max_size=12).map(" ".join),
        st.lists(st.sampled_from([*FRAGMENTS, ", ", ". ", "; ", " ", "\n"]), max_size=20).map("".join),
    )
)
def test_any_text_gives_a_draft_of_the_promised_shape(text: str) -> None:
    draft = json.loads(read_dialogue([("user", text)], NOW))
    assert set(draft) == {"outcome", "question", "items"}
    assert draft["outcome"] in {"created", "needs_clarification", "not_a_schedule"}
    assert bool(draft["items"]) == (draft["outcome"] == "created")
    assert (draft["question"] is not None) == (draft["outcome"] == "needs_clarification")
    for item in draft["items"]:
        assert set(item) == {
            *("title", "date", "time", "weekday", "in_minutes", "duration_minutes", "recurrence", "source_quote")
        }
        assert item["title"]
        assert item["source_quote"] in text
        assert date.fromisoformat(item["date"]).strftime("%A").lower() == item["weekday"]
        assert item["time"] is None or f"{time.fromisoformat(item['time']):%H:%M}" == item["time"]
