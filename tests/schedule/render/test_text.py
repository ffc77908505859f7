"""`schedule_text` in English and Russian."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rows import on_rows

from schedbot_sdk import ConfigurationError, TelegramClient
from schedbot_sdk.chat import Usage
from schedbot_sdk.schedule import (
    AllDay,
    Created,
    Event,
    EventWarning,
    Instant,
    LocalStart,
    Recurrence,
    Schedule,
    Source,
    Weekday,
    schedule_text,
)
from schedbot_sdk.schedule.model.blank import is_blank
from schedbot_sdk.schedule.model.recurrence import WEEKDAYS
from schedbot_sdk.telegram import entity_text
from schedbot_sdk.testing.servers import LocalTelegram, Person

ZONE = "Europe/Berlin"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TUESDAY = date(2026, 11, 24)


def local(day: date, hour: int, minute: int = 0, zone: str = ZONE) -> LocalStart:
    return LocalStart(date=day, time=time(hour, minute), zone=zone)


def event(title: str, start: LocalStart | AllDay | Instant, **more: Any) -> Event:
    return Event(uid=f"{title} at {start}", title=title, start=start, **more)


def plan(*events: Event, zone: str = ZONE) -> Schedule:
    ordered = tuple(sorted(events, key=lambda one: one.start.moment.timestamp()))
    return Schedule(source=Source(bot="1", chat_id=2, message_id=3), zone=zone, made_at=NOW, events=ordered)


def lines(*events: Event, language: str = "en") -> list[str]:
    return schedule_text(plan(*events), now=NOW, language=language).text.splitlines()


def test_a_schedule_reads_as_a_list_by_day() -> None:
    day_after = TUESDAY + timedelta(days=1)
    written = schedule_text(
        plan(
            event("Dentist", local(TUESDAY, 9), duration=timedelta(minutes=90)),
            event("Call Ann", local(TUESDAY, 14, 5)),
            event("Report is due", AllDay(date=day_after, zone=ZONE)),
            event(
                "Gym",
                local(day_after, 7),
                recurrence=Recurrence(freq="weekly", days=("monday", "wednesday"), until=date(2026, 12, 30)),
            ),
        ),
        now=NOW,
    )
    assert written.text == (
        "Tuesday, 24 November\n"
        "09:00–10:30 — Dentist (1 h 30 min)\n"
        "14:05 — Call Ann\n"
        "\n"
        "Wednesday, 25 November\n"
        "all day — Report is due\n"
        "07:00 — Gym\n"
        "    ↻ every week on Mon and Wed until 30 December\n"
        "\n"
        "Times in Europe/Berlin."
    )
    marked = [(entity.type, entity_text(written.text, entity)) for entity in written.entities]
    assert marked == [
        ("bold", "Tuesday, 24 November"),
        ("bold", "Wednesday, 25 November"),
        ("italic", "Times in Europe/Berlin."),
    ]


def test_it_reads_as_well_in_russian() -> None:
    day_after = TUESDAY + timedelta(days=1)
    written = schedule_text(
        plan(
            event("Врач", local(TUESDAY, 9), duration=timedelta(minutes=90)),
            event("Отчёт", AllDay(date=day_after, zone=ZONE)),
            event(
                "Зал",
                local(day_after, 7),
                recurrence=Recurrence(freq="weekly", days=("monday", "wednesday"), until=date(2027, 1, 13)),
            ),
        ),
        now=NOW,
        language="ru-RU",
    )
    assert written.text == (
        "Вторник, 24 ноября\n"
        "09:00–10:30 — Врач (1 ч 30 мин)\n"
        "\n"
        "Среда, 25 ноября\n"
        "весь день — Отчёт\n"
        "07:00 — Зал\n"
        "    ↻ каждую неделю по понедельникам и средам, по 13 января 2027 года\n"
        "\n"
        "Время: Europe/Berlin."
    )


RULES = [
    (Recurrence(freq="daily"), "every day", "каждый день"),
    (Recurrence(freq="daily", interval=2), "every 2 days", "каждые 2 дня"),
    (Recurrence(freq="daily", interval=5, count=3), "every 5 days, 3 times in total", "каждые 5 дней, всего 3 раза"),
    (Recurrence(freq="daily", interval=21, count=1), "every 21 days, 1 time in total", "каждый 21 день, всего 1 раз"),
    (
        Recurrence(freq="daily", interval=11, count=12),
        "every 11 days, 12 times in total",
        "каждые 11 дней, всего 12 раз",
    ),
    (Recurrence(freq="weekly"), "every week on Tuesday", "каждую неделю по вторникам"),
    (Recurrence(freq="weekly", days=("tuesday",)), "every week on Tue", "каждую неделю по вторникам"),
    (
        Recurrence(freq="weekly", interval=2, days=("monday", "tuesday", "friday")),
        "every 2 weeks on Mon, Tue and Fri",
        "каждые 2 недели по понедельникам, вторникам и пятницам",
    ),
    (Recurrence(freq="weekly", interval=21), "every 21 weeks on Tuesday", "каждую 21 неделю по вторникам"),
    (
        Recurrence(freq="weekly", days=("monday", "tuesday", "wednesday", "thursday", "friday")),
        "every workday",
        "по будням",
    ),
    (Recurrence(freq="monthly"), "every month on the 24th", "каждый месяц 24-го числа"),
    (Recurrence(freq="monthly", interval=3), "every 3 months on the 24th", "каждые 3 месяца 24-го числа"),
    (Recurrence(freq="yearly"), "every year on 24 November", "каждый год 24 ноября"),
    (Recurrence(freq="yearly", interval=5), "every 5 years on 24 November", "каждые 5 лет 24 ноября"),
]


@on_rows(("rule", "english", "russian"), RULES)
def test_a_repetition_is_written_in_words(rule: Recurrence, english: str, russian: str) -> None:
    gym = event("Gym", local(TUESDAY, 7), recurrence=rule)
    assert lines(gym)[2] == f"    ↻ {english}"
    assert lines(gym, language="ru")[2] == f"    ↻ {russian}"


MONTHS = [
    ("January", "января"),
    ("February", "февраля"),
    ("March", "марта"),
    ("April", "апреля"),
    ("May", "мая"),
    ("June", "июня"),
    ("July", "июля"),
    ("August", "августа"),
    ("September", "сентября"),
    ("October", "октября"),
    ("November", "ноября"),
    ("December", "декабря"),
]


@on_rows(("english", "russian"), MONTHS)
def test_each_month_has_its_name_in_dates_and_repetitions(english: str, russian: str) -> None:
    month = MONTHS.index((english, russian)) + 1
    rule = Recurrence(freq="yearly", until=date(2027, month, 16))
    leave = event("x", local(date(2026, month, 15), 22), duration=timedelta(hours=8), recurrence=rule)
    heading, moment, repetition, *_ = lines(leave)
    assert heading.endswith(f"day, 15 {english}")
    assert f" 16 {english}, 06:00 — x" in moment
    assert repetition == f"    ↻ every year on 15 {english} until 16 {english} 2027"
    heading, moment, repetition, *_ = lines(leave, language="ru")
    assert heading.endswith(f", 15 {russian}")
    assert f" 16 {russian}, 06:00 — x" in moment
    assert repetition == f"    ↻ каждый год 15 {russian}, по 16 {russian} 2027 года"


@on_rows(
    ("day", "english", "russian", "brief", "on"),
    [
        ("monday", "Monday", "Понедельник", "пн", "понедельникам"),
        ("tuesday", "Tuesday", "Вторник", "вт", "вторникам"),
        ("wednesday", "Wednesday", "Среда", "ср", "средам"),
        ("thursday", "Thursday", "Четверг", "чт", "четвергам"),
        ("friday", "Friday", "Пятница", "пт", "пятницам"),
        ("saturday", "Saturday", "Суббота", "сб", "субботам"),
        ("sunday", "Sunday", "Воскресенье", "вс", "воскресеньям"),
    ],
)
def test_each_weekday_has_its_name_in_dates_and_repetitions(
    day: Weekday, english: str, russian: str, brief: str, on: str
) -> None:
    start = date(2026, 11, 23) + timedelta(days=WEEKDAYS.index(day))
    expected = event("x", local(start, 7), recurrence=Recurrence(freq="weekly", days=(day,)))
    meant = event("x", local(start, 7), recurrence=Recurrence(freq="weekly"))
    eve = event("x", local(start - timedelta(days=1), 22), duration=timedelta(hours=8))
    assert lines(expected)[0].startswith(f"{english}, ")
    assert lines(eve)[1].startswith(f"22:00 – {english[:3]} {start.day} November")
    assert [lines(one)[2] for one in (expected, meant)] == [
        f"    ↻ every week on {name}" for name in (english[:3], english)
    ]
    assert lines(expected, language="ru")[0].startswith(f"{russian}, ")
    assert lines(eve, language="ru")[1].startswith(f"22:00 – {brief} {start.day} ноября")
    assert [lines(one, language="ru")[2] for one in (expected, meant)] == [f"    ↻ каждую неделю по {on}"] * 2


def test_a_repetition_keeps_its_day_if_the_clocks_move_its_first_time() -> None:
    skipped = LocalStart(date=date(2027, 3, 27), time=time(23, 30), zone="America/Nuuk")
    assert skipped.moment.date() == date(2027, 3, 28)
    assert lines(event("Call", skipped, recurrence=Recurrence(freq="monthly")))[2] == (
        "    ↻ every month on the 27th (America/Nuuk)"
    )


@on_rows(
    ("day", "ordinal"),
    [
        (1, "1st"),
        (2, "2nd"),
        (3, "3rd"),
        (4, "4th"),
        (11, "11th"),
        (12, "12th"),
        (13, "13th"),
        (21, "21st"),
        (22, "22nd"),
        (31, "31st"),
    ],
)
def test_the_day_of_a_month_is_counted_in_english(day: int, ordinal: str) -> None:
    rent = event("Rent", local(date(2026, 12, day), 7), recurrence=Recurrence(freq="monthly"))
    assert lines(rent)[2] == f"    ↻ every month on the {ordinal}"


@on_rows(
    ("minutes", "english", "russian"),
    [
        (0.5, "30 s", "30 с"),
        (1, "1 min", "1 мин"),
        (60, "1 h", "1 ч"),
        (24 * 60, "1 day", "1 день"),
        (2 * 24 * 60 + 61, "2 days 1 h 1 min", "2 дня 1 ч 1 мин"),
        (5 * 24 * 60, "5 days", "5 дней"),
    ],
)
def test_a_duration_is_written_in_its_largest_units(minutes: float, english: str, russian: str) -> None:
    trip = event("Trip", local(TUESDAY, 7), duration=timedelta(minutes=minutes))
    assert lines(trip)[1].endswith(f"Trip ({english})")
    assert lines(trip, language="ru")[1].endswith(f"Trip ({russian})")


def test_an_end_on_another_day_names_that_day() -> None:
    night = event("Train", local(TUESDAY, 22), duration=timedelta(hours=8))
    assert lines(night)[1] == "22:00 – Wed 25 November, 06:00 — Train (8 h)"
    assert lines(night, language="ru")[1] == "22:00 – ср 25 ноября, 06:00 — Train (8 ч)"


def test_an_event_of_several_days_names_them() -> None:
    trip = event("Trip", AllDay(date=TUESDAY, zone=ZONE), duration=timedelta(days=3))
    assert lines(trip)[1] == "24–26 November, all day — Trip"
    assert lines(trip, language="ru")[1] == "весь день, 24–26 ноября — Trip"


def test_days_in_two_months_name_both() -> None:
    trip = event("Trip", AllDay(date=date(2026, 12, 28), zone=ZONE), duration=timedelta(days=7))
    assert lines(trip)[1] == "28 December – 3 January 2027, all day — Trip"
    assert lines(trip, language="ru")[1] == "весь день, 28 декабря – 3 января 2027 года — Trip"


def test_an_event_is_listed_under_the_first_day_on_which_it_happens() -> None:
    christmas, lunch = date(2026, 12, 25), event("Lunch", local(date(2027, 1, 1), 8))
    rule = Recurrence(freq="weekly", days=("friday",), except_dates=(christmas,))
    visit = event("Visit", local(christmas, 9), duration=timedelta(hours=1), recurrence=rule)
    assert lines(visit, lunch)[:3] == ["Friday, 1 January 2027", "08:00 — Lunch", "09:00–10:00 — Visit (1 h)"]
    fair = event("Fair", AllDay(date=christmas, zone="Asia/Tokyo"), recurrence=rule)
    assert lines(fair)[:2] == ["Friday, 1 January 2027", "all day (Asia/Tokyo) — Fair"]


def test_an_event_that_never_happens_is_listed_under_its_start() -> None:
    rule = Recurrence(freq="daily", count=2, except_dates=(TUESDAY, TUESDAY + timedelta(days=1)))
    assert lines(event("Visit", local(TUESDAY, 9), recurrence=rule))[:2] == ["Tuesday, 24 November", "09:00 — Visit"]


def test_an_end_is_right_when_the_clocks_change_before_it() -> None:
    walk = event("Walk", local(date(2026, 3, 29), 1, 30), duration=timedelta(hours=1))
    assert schedule_text(plan(walk), now=NOW).text.splitlines()[1] == "01:30–03:30 — Walk (1 h)"


def test_a_day_of_another_year_has_its_year() -> None:
    assert lines(event("x", local(date(2027, 1, 1), 7)))[0] == "Friday, 1 January 2027"
    assert lines(event("x", local(date(2027, 1, 1), 7)), language="ru")[0] == "Пятница, 1 января 2027 года"


def test_which_year_it_is_depends_on_the_users_clock() -> None:
    new_year = plan(event("x", local(date(2027, 1, 2), 7, zone="Asia/Tokyo")), zone="Asia/Tokyo")
    late = datetime(2026, 12, 31, 20, tzinfo=UTC)  # in Tokyo the new year has begun
    assert schedule_text(new_year, now=late).text.startswith("Saturday, 2 January\n")


def test_an_instant_is_written_on_the_users_clock() -> None:
    call = event("Call", Instant(at=datetime(2026, 11, 23, 23, 30, tzinfo=UTC), zone=ZONE))
    assert lines(call)[:2] == ["Tuesday, 24 November", "00:30 — Call"]


def test_an_event_of_another_zone_stands_on_the_schedules_clock() -> None:
    call = event("Call", local(TUESDAY, 7, zone="Asia/Tokyo"), recurrence=Recurrence(freq="weekly"))
    assert lines(call)[:3] == [
        "Monday, 23 November",
        "23:00 (Tue 24 November, 07:00 Asia/Tokyo) — Call",
        "    ↻ every week on Tuesday (Asia/Tokyo)",
    ]


@on_rows(
    ("start", "hours", "english", "russian"),
    [
        (local(TUESDAY, 12, zone="Asia/Vladivostok"), None, "03:00 (12:00 Asia/Vladivostok)", None),
        (local(TUESDAY, 12, zone="Asia/Vladivostok"), 1.5, "03:00–04:30 (12:00–13:30 Asia/Vladivostok)", None),
        (local(TUESDAY, 9, zone="Europe/Paris"), 1, "09:00–10:00 (Europe/Paris)", None),
        (
            local(TUESDAY, 15, zone="America/New_York"),
            4,
            "21:00 – Wed 25 November, 01:00 (15:00–19:00 America/New_York)",
            "21:00 – ср 25 ноября, 01:00 (15:00–19:00 America/New_York)",
        ),
        (
            local(TUESDAY, 22, zone="Asia/Tokyo"),
            3,
            "14:00–17:00 (22:00 – Wed 25 November, 01:00 Asia/Tokyo)",
            "14:00–17:00 (22:00 – ср 25 ноября, 01:00 Asia/Tokyo)",
        ),
        (
            Instant(at=datetime(2026, 11, 24, 8, tzinfo=UTC), zone="Asia/Kolkata"),
            None,
            "09:00 (13:30 Asia/Kolkata)",
            None,
        ),
        (AllDay(date=TUESDAY, zone="Asia/Tokyo"), 24, "all day (Asia/Tokyo)", "весь день (Asia/Tokyo)"),
        (
            AllDay(date=TUESDAY, zone="Asia/Tokyo"),
            48,
            "24–25 November, all day (Asia/Tokyo)",
            "весь день, 24–25 ноября (Asia/Tokyo)",
        ),
    ],
)
def test_an_event_of_another_zone_names_it_with_its_own_time(
    start: LocalStart | AllDay | Instant, hours: float | None, english: str, russian: str | None
) -> None:
    call = event("Call", start, duration=None if hours is None else timedelta(hours=hours))
    assert lines(call)[1].split(" — ")[0] == english
    assert lines(call, language="ru")[1].split(" — ")[0] == (russian or english)


def test_clocks_that_agree_only_at_the_start_are_both_shown() -> None:
    # Berlin changes its clocks on 28 March 2027, Lagos never does.
    night = event("Flight", local(date(2027, 3, 28), 1, zone="Africa/Lagos"), duration=timedelta(hours=3))
    assert lines(night)[1] == "01:00–05:00 (01:00–04:00 Africa/Lagos) — Flight (3 h)"


def test_an_event_shows_its_place_and_its_reminders() -> None:
    call = event(
        "Call",
        local(TUESDAY, 9),
        place="Room 5,\n  second floor",
        reminders=(timedelta(minutes=15),),
        recurrence=Recurrence(freq="daily"),
        warnings=(EventWarning(code="past"),),
    )
    assert lines(call)[1:6] == [
        "09:00 — Call",
        "    📍 Room 5, second floor",
        "    ↻ every day",
        "    🔔 reminder 15 min before",
        "    ⚠ That is past already.",
    ]
    assert lines(call, language="ru")[4] == "    🔔 напоминание за 15 мин"


@on_rows(
    ("minutes", "english", "russian"),
    [
        ((0,), "reminder at the start", "напоминание в момент начала"),
        ((90,), "reminder 1 h 30 min before", "напоминание за 1 ч 30 мин"),
        ((1440,), "reminder 1 day before", "напоминание за 1 день"),
        ((15, 60), "reminders 15 min and 1 h before", "напоминания за 15 мин и за 1 ч"),
        ((0, 2880), "reminders at the start and 2 days before", "напоминания в момент начала и за 2 дня"),
        (
            (0, 15, 60),
            "reminders at the start, 15 min and 1 h before",
            "напоминания в момент начала, за 15 мин и за 1 ч",
        ),
    ],
)
def test_reminders_are_written_in_words(minutes: tuple[int, ...], english: str, russian: str) -> None:
    call = event("Call", local(TUESDAY, 9), reminders=tuple(timedelta(minutes=one) for one in minutes))
    assert lines(call)[2] == f"    🔔 {english}"
    assert lines(call, language="ru")[2] == f"    🔔 {russian}"


def test_an_all_day_event_of_another_zone_keeps_its_day() -> None:
    assert lines(event("Fair", AllDay(date=TUESDAY, zone="Asia/Tokyo")))[:2] == [
        "Tuesday, 24 November",
        "all day (Asia/Tokyo) — Fair",
    ]


def test_of_a_time_that_comes_twice_it_says_which_one_is_meant() -> None:
    twice = LocalStart(date=date(2026, 10, 25), time=time(2, 30), zone="Europe/Berlin")
    warned = event("Call", twice, warnings=(EventWarning(code="ambiguous_time"),))
    again = warned.model_copy(update={"start": twice.model_copy(update={"fold": 1})})
    assert lines(warned)[2].endswith("; the first one is meant.")
    assert lines(again)[2].endswith("; the second one is meant.")
    assert lines(warned, language="ru")[2].endswith("; выбран первый раз.")
    assert lines(again, language="ru_RU")[2].endswith("; выбран второй раз.")


def test_every_warning_has_a_text_in_both_languages() -> None:
    for code in get_args(EventWarning.model_fields["code"].annotation):
        warned = event("x", local(TUESDAY, 7), warnings=(EventWarning(code=code),))
        english, russian = lines(warned)[2], lines(warned, language="ru")[2]
        assert english.startswith("    ⚠ ")
        assert english.endswith(".")
        assert english != russian


def test_a_reminder_that_is_over_is_not_shown_as_if_it_would_come() -> None:
    day = timedelta(days=1)
    warned = event("Visit", local(TUESDAY, 9), reminders=(day,), warnings=(EventWarning(code="reminder_past"),))
    assert lines(warned)[3] == "    ⚠ The time of a reminder is past already; that reminder will not come."
    assert lines(warned, language="ru")[3] == "    ⚠ Время напоминания уже прошло, поэтому оно не придёт."


def test_an_empty_schedule_says_so() -> None:
    assert schedule_text(plan(), now=NOW).text == "Nothing is planned."
    assert schedule_text(plan(), now=NOW, language="ru").text == "Ничего не запланировано."


def test_moments_are_marked_for_the_readers_own_clock_where_asked() -> None:
    start = datetime(2026, 11, 24, 9, tzinfo=ZoneInfo(ZONE))
    written = schedule_text(
        plan(
            event("🦷 x", local(TUESDAY, 9), duration=timedelta(hours=1)), event("y", AllDay(date=TUESDAY, zone=ZONE))
        ),
        now=NOW,
        date_time=True,
    )
    marked = [
        (entity_text(written.text, entity), entity.unix_time, entity.date_time_format)
        for entity in written.entities
        if entity.type == "date_time"
    ]
    assert marked == [
        ("09:00", int(start.timestamp()), "wdt"),
        ("10:00", int(start.timestamp()) + 3600, "t"),
    ]


def test_an_end_on_another_day_is_marked_with_its_day() -> None:
    night = event("Train", local(TUESDAY, 22), duration=timedelta(hours=8))
    written = schedule_text(plan(night), now=NOW, date_time=True)
    marked = [
        (entity_text(written.text, entity), entity.date_time_format)
        for entity in written.entities
        if entity.type == "date_time"
    ]
    assert marked == [("22:00", "wdt"), ("Wed 25 November, 06:00", "wdt")]


def test_a_now_without_a_zone_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="time zone"):
        schedule_text(plan(), now=datetime(2026, 11, 23))  # noqa: DTZ001


@on_rows("is_outcome", [True, False])
def test_the_error_for_another_argument_says_what_to_pass(is_outcome: bool) -> None:
    usage = Usage(prompt_tokens=1, completion_tokens=1, total_tokens=2)
    given: Any = Created(schedule=plan(), usage=usage, tries=1) if is_outcome else None
    with pytest.raises(ConfigurationError, match=r"^schedule: pass a Schedule, such as outcome\.schedule"):
        schedule_text(given, now=NOW)


_ANY = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]))
_SEEN = st.characters(exclude_categories=["Cs"]).filter(lambda one: not is_blank(one))
TITLES = st.tuples(_ANY, _SEEN).map("".join)


@given(st.lists(TITLES, min_size=1, max_size=4), st.sampled_from(["en", "ru"]), st.booleans())
def test_titles_are_unchanged_and_have_no_entities(titles: list[str], language: str, date_time: bool) -> None:
    events = [event(title, local(TUESDAY, 7 + number)) for number, title in enumerate(titles)]
    written = schedule_text(plan(*events), now=NOW, language=language, date_time=date_time)
    for number, title in enumerate(titles):
        assert f"{7 + number:02}:00 — {' '.join(title.split())}\n" in written.text
    covered = "".join(entity_text(written.text, entity) for entity in written.entities)
    assert covered.count(":00") == (len(titles) if date_time else 0)


def test_the_text_can_be_sent_unchanged() -> None:
    written = schedule_text(plan(event("*_[🦷](x)<b>", local(TUESDAY, 9))), now=NOW, date_time=True)
    with LocalTelegram() as server, TelegramClient(server.token, base_url=server.base_url) as telegram:
        server.user_says(Person(7, "Ann"), "hello")
        sent = telegram.send_message(7, written.text, entities=written.entities)
    assert sent.text == written.text
    assert sent.entities is not None
    assert [entity.type for entity in sent.entities] == ["bold", "date_time", "italic"]
