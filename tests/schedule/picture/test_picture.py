"""A picture of a week shows every event, escapes every title, and keeps texts inside their boxes."""

from __future__ import annotations

import datetime as dt
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rows import on_rows
from tests.schedule.picture.weeks import BERLIN, MONDAY, NOW, SVG, Drawn, all_day, boxes, event, schedule, texts
from tests.schedule.strategies import schedules

from schedbot_sdk import ConfigurationError, UnknownTimeZoneError
from schedbot_sdk.schedule import Recurrence, Schedule, schedule_picture

SMALLEST = 11 * 1080 / 360  # 11 pixels at the width of a phone
ALLOWED = {"svg", "title", "style", "rect", "path", "circle", "g", "text"}
titles = st.text(st.characters(codec="utf-8"), min_size=1, max_size=80).filter(lambda title: title.strip() != "")
hard = st.text("<>&\"']]>-!?;#/\x00\x07\x1b\ufffe\u202e\u2028e\u0301👩\u200d👧會 ", min_size=1, max_size=40)


def picture(*events: Schedule, week: dt.date = MONDAY, language: str = "en", now: dt.datetime = NOW) -> str:
    return schedule_picture(events, week=week, now=now, language=language, zone=None if events else BERLIN)


def forty() -> Schedule:
    return schedule(
        *(
            event(f"Meeting {number}", number % 7, f"{8 + number // 7 * 2:02}:{number % 4 * 15:02}", 45)
            for number in range(40)
        )
    )


def titled(title: str) -> Schedule:
    gym = event("Gym", 1, "18:00", place="Park")
    return schedule(*(gym.model_copy(update={"title": title, "place": title, "uid": f"{at}"}) for at in range(2)))


@settings(max_examples=300)
@given(titles | hard)
def test_any_title_gives_well_formed_xml_in_which_it_is_only_text(title: str) -> None:
    drawn = picture(titled(title))
    root = ET.fromstring(drawn)
    plain = ET.fromstring(picture(titled("x")))
    assert {one.tag.removeprefix(SVG) for one in root.iter()} <= ALLOWED
    assert {name for one in root.iter() for name in one.attrib} <= {name for one in plain.iter() for name in one.attrib}
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]", drawn)


def test_a_picture_loads_nothing_and_runs_nothing() -> None:
    drawn = picture(titled("<script>alert(1)</script><image href='http://a.b/c'/>"))
    assert re.findall(r"https?://[^\"'<& ]+", drawn.replace("http://a.b/c", "")) == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"<(?:script|image|foreignObject|use)|@import|@font-face|url\(|\bon\w+=|href=[^&']", drawn)


@given(schedules(), st.dates(dt.date(2024, 1, 1), dt.date(2030, 12, 31)), st.sampled_from(("en", "ru")))
def test_texts_are_inside_their_boxes_and_boxes_inside_the_picture(
    made: Schedule, week: dt.date, language: str
) -> None:
    check_geometry(picture(made, week=week, language=language))


@on_rows(
    "make",
    [
        forty,
        lambda: schedule(*(event(f"Very long meeting {at}", 2, "10:00", 60) for at in range(12))),
        lambda: schedule(
            event("Shift", 4, "08:00", 14 * 60), *(event(f"Very long meeting {at}", 2, "10:00") for at in range(2))
        ),
        lambda: schedule(
            *(event(f"Appointment {at}", day, f"10:{15 * at:02}", 60) for at in range(3) for day in range(7)),
            event("Shift", 4, "12:00", 12 * 60 - 1),
        ),
        lambda: schedule(event("Night", 4, "22:00", 600), event("Call", 4, "23:59", None), event("Nap", 5, "00:00", 1)),
        lambda: schedule(*(all_day(f"Trip {at}", at % 3, 3) for at in range(9)), event("Gym", 2, "10:00")),
        lambda: schedule(*(event("會議", at, "09:00", 30, zone="Asia/Tokyo") for at in range(7))),
        lambda: schedule(event("Backup", -7, "02:30", 15, recurrence=Recurrence(freq="daily"))),
    ],
    ids=["forty", "one time", "low", "lists", "midnight", "bars", "zones", "series"],
)
def test_busy_weeks_fit_too(make: Callable[[], Schedule]) -> None:
    check_geometry(picture(make()))


def check_geometry(drawn: str) -> None:
    root = ET.fromstring(drawn)
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    assert width == 1080
    for text in root.iter(f"{SVG}text"):
        assert float(text.attrib["font-size"]) >= SMALLEST
    for text in root.findall(f"{SVG}text"):
        assert float(text.attrib["x"]) + float(text.attrib["textLength"]) <= width
    shown = boxes(drawn)
    for box in shown:
        assert box.x >= 0
        assert box.x + box.width <= width
        assert box.y + box.height <= height
        for text in box.element.iter(f"{SVG}text"):
            assert float(text.attrib["x"]) >= 0
            assert float(text.attrib["x"]) + float(text.attrib["textLength"]) <= box.width + 0.2
            assert float(text.attrib["y"]) <= box.height
            for sign_x, sign_y in signs(box):
                right, baseline = float(text.attrib["x"]) + float(text.attrib["textLength"]), float(text.attrib["y"])
                is_beside = right <= sign_x + 1 or float(text.attrib["x"]) > sign_x
                assert is_beside or baseline <= sign_y + 2 or text.text == ""
    for one, other in combinations(shown, 2):
        apart_across = one.x + one.width <= other.x or other.x + other.width <= one.x
        assert apart_across or one.y + one.height <= other.y + 0.2 or other.y + other.height <= one.y + 0.2


def signs(box: Drawn) -> list[tuple[float, float]]:
    """Where the signs in the corner of a box are."""
    places = [
        re.fullmatch(r"translate\((\S+) (\S+)\)", one.get("transform", "")) for one in box.element.iter(f"{SVG}g")
    ]
    found = [(float(place[1]), float(place[2])) for place in places if place]
    return [(x, y) for x, y in found if y > box.height - 35 and x > box.width - 75]


def test_hundreds_of_events_at_one_time_fit_and_only_some_are_named() -> None:
    events = [event(f"Talk {at:03}", day, "10:00") for at in range(200) for day in range(7)]
    drawn = picture(schedule(*events, *(all_day(f"Day {at}", 0, 7) for at in range(200))))
    check_geometry(drawn)
    labels = [box.label for box in boxes(drawn)]
    assert sum("Talk 000; Talk 001; " in label and label.endswith("; Talk 019; …") for label in labels) == 7
    assert labels.count("197 more events") == 7
    assert len(drawn) < 60_000


def test_where_a_day_is_too_narrow_for_boxes_side_by_side_one_box_lists_the_events() -> None:
    events = [event(title, day, at, 120) for day in range(7) for title, at in (("Yoga", "10:00"), ("Choir", "11:30"))]
    shown = boxes(picture(schedule(*events, event("Call", 3, "11:00", 30))))
    assert len(shown) == 7
    assert shown[0].lines == ("10:00", "Yoga", "11:30", "Choir")
    assert shown[3].lines == ("10:00", "Yoga", "11:00", "Call", "11:30", "Choir")
    assert all(box.has_alert for box in shown)
    edges = [one for one in shown[3].element.iter(f"{SVG}rect") if one.get("class", "").startswith("edge-")]
    assert len({one.attrib["x"] for one in edges}) == 2
    foreign = [event("Sync", day, "18:30", zone="Asia/Tokyo") for day in range(7)]
    low = boxes(picture(schedule(*foreign, *(event("Gym", day, "10:00", 75) for day in range(7)))))
    assert low[0].lines == ("Gym", "Sync")
    assert len({one.attrib["y"] for one in edges}) == 3


@on_rows("visits", [5, 16])
def test_half_hours_have_their_times_and_whole_titles(visits: int) -> None:
    names = ("Осмотр", "Чистка зубов", "Имплантация", "Брекеты", "Рентген")
    day_of = [(day, at, names[(day + at) % 5]) for day in range(5) for at in range(visits)]
    drawn = picture(
        schedule(*(event(name, day, f"{9 + at // 2:02}:{at % 2 * 30:02}", 30) for day, at, name in day_of)),
        language="ru",
    )
    check_geometry(drawn)
    shown = boxes(drawn)
    assert {box.lines[0] for box in shown} == {f"{9 + at // 2:02}:{at % 2 * 30:02}" for at in range(visits)}
    assert {"".join(box.lines[1:]) for box in shown} == {
        "Осмотр",
        "Чистказубов",
        "Имплан-тация",
        "Брекеты",
        "Рентген",
    }


def test_two_half_hours_that_overlap_are_a_list_if_their_titles_are_too_long_side_by_side() -> None:
    holiday = all_day("Отпуск", 0, 7)
    visit, scan = event("Имплантация", 2, "14:00", 30), event("Рентген", 2, "14:15", 30)
    drawn = picture(schedule(holiday, visit, scan), language="ru")
    check_geometry(drawn)
    (listed,) = (box for box in boxes(drawn) if box.has_alert)
    assert listed.lines == ("Импланта-", "ция", "Рентген")
    short = picture(schedule(holiday, event("Спорт", 2, "14:00", 30), event("Кофе", 2, "14:15", 30)))
    assert len([box for box in boxes(short) if box.has_alert]) == 2


def test_a_very_short_event_has_a_second_line_if_nothing_begins_below_it() -> None:
    visits = [(0, "09:00"), (1, "09:00"), (1, "09:15")]
    sport = [event("Спорт", day, "18:00") for day in range(7)]
    drawn = picture(schedule(*(event("Планёрка", day, at, 15) for day, at in visits), *sport))
    check_geometry(drawn)
    alone, first, second = (box for box in boxes(drawn) if "Планёрка" in box.label)
    assert "".join(alone.lines) == "Пла-нёрка"
    assert first.lines[0].endswith("…")
    assert first.y + first.height < second.y


def test_the_same_arguments_give_the_same_text() -> None:
    assert picture(forty()) == picture(forty())


def test_forty_events_are_all_in_the_picture() -> None:
    labels = " ".join(box.label for box in boxes(picture(forty())))
    assert [number for number in range(40) if f"Meeting {number}" not in labels] == []


def test_an_empty_week_says_so_in_both_languages() -> None:
    assert "Nothing is planned." in texts(picture())
    assert "Ничего не запланировано." in texts(picture(schedule(event("Gym", 20, "10:00")), language="ru-RU"))
    assert "Nothing is planned." not in texts(picture(schedule(all_day("Holiday", 0))))


def test_days_and_dates_are_in_the_users_language() -> None:
    english, russian = (texts(picture(forty(), language=language)) for language in ("de", "ru"))
    assert english[:16:2] != russian[:16:2]
    assert {"Mon", "Sun", "23–29 November 2026", "Times in Europe/Berlin."} <= set(english)
    assert {"Пн", "Вс", "23–29 ноября 2026 года", "Время: Europe/Berlin."} <= set(russian)


@on_rows(
    ("day", "expected"),
    [
        (dt.date(2026, 12, 1), "30 November – 6 December 2026"),
        (dt.date(2027, 1, 1), "28 December 2026 – 3 January 2027"),
    ],
)
def test_a_week_over_two_months_names_both(day: dt.date, expected: str) -> None:
    assert expected in texts(picture(week=day))


def test_events_that_overlap_have_a_sign_and_not_only_a_colour() -> None:
    drawn = picture(schedule(event("Gym", 0, "18:00"), event("Choir", 0, "18:30"), event("Lunch", 0, "12:00")))
    assert {box.label[12:] for box in boxes(drawn) if box.has_alert} == {"Gym", "Choir"}
    assert "overlaps another event" in texts(drawn)
    alone = picture(schedule(event("Gym", 0, "18:00"), event("Choir", 0, "19:00")))
    assert not any(box.has_alert for box in boxes(alone))
    assert "overlaps another event" not in texts(alone)


def test_a_conflict_with_a_hidden_event_is_shown_on_the_number() -> None:
    shown = boxes(picture(schedule(*(event(f"Talk {at}", 0, "10:00") for at in range(5)))))
    assert [(box.lines[0], box.has_alert) for box in shown if box.lines[:1] == ("+3",)] == [("+3", True)]


def test_an_event_of_another_zone_shows_its_own_time_too() -> None:
    made = schedule(event("Планёрка", 2, "12:00", 180, zone="Asia/Vladivostok"), zone="Europe/Moscow")
    drawn = picture(made, language="ru")
    (box,) = boxes(drawn)
    assert box.lines == ("05:00–08:00", "Планёрка", "12:00", "Владивосток")
    assert "(12:00 Владивосток)" in box.label
    assert "Владивосток: +7 ч" in texts(drawn)
    english = picture(schedule(event("Sync", 0, "09:00", zone="America/New_York")))
    assert "New York: −6 h" in texts(english)


def test_a_zone_with_the_same_clock_needs_no_second_time() -> None:
    drawn = picture(schedule(event("Sync", 0, "09:00", zone="Europe/Paris")))
    assert "Paris" not in drawn


def test_an_event_is_under_its_own_day_and_lower_if_it_is_later() -> None:
    early, late, friday = boxes(
        picture(schedule(event("A", 0, "09:00"), event("B", 0, "13:00"), event("C", 4, "11:00")))
    )
    assert early.x == late.x < friday.x
    assert early.y < friday.y < late.y
    assert early.height == late.height


def test_the_week_of_a_clock_change_says_which_hour_is_missing_or_comes_twice() -> None:
    for day, expected, twos in (
        (dt.date(2027, 3, 28), "Sun 28 March: clocks go forward, 02:00 → 03:00", 1),
        (dt.date(2026, 10, 25), "Sun 25 October: clocks go back, 03:00 → 02:00", 2),
    ):
        drawn = picture(schedule(event("Brunch", day, "11:00")), week=day)
        assert expected in texts(drawn)
        assert 'class="hatch-l"' in drawn
        assert texts(drawn).count("02") == twos
    usual = picture(schedule(event("Brunch", 6, "11:00")))
    assert 'class="hatch-l"' not in usual


def test_the_two_events_of_a_repeated_hour_are_one_below_the_other() -> None:
    day = dt.date(2026, 10, 25)
    drawn = picture(schedule(event("First", day, "02:30", 15), event("Second", day, "02:30", 15, fold=1)), week=day)
    first, second = boxes(drawn)
    assert first.label.endswith("First")
    assert first.y + first.height < second.y
    assert not first.has_alert


def test_today_and_now_are_marked_only_in_their_own_week() -> None:
    made = schedule(event("Gym", 0, "12:00"), event("Gym", 7, "12:00"))
    assert picture(made).count('class="on-accent b"') == 1
    assert '<circle cx="' in picture(made)
    for other in (MONDAY + dt.timedelta(days=7), MONDAY - dt.timedelta(days=7)):
        assert 'class="on-accent b"' not in picture(made, week=other)


def test_now_is_where_the_users_clock_says() -> None:
    # 11:20 in UTC is 12:20 in Berlin.
    drawn = picture(schedule(event("Work", 2, "09:00", 480)))
    (box,) = boxes(drawn)
    (dot,) = ET.fromstring(drawn).findall(f"{SVG}circle")
    assert float(dot.attrib["cy"]) == pytest.approx(box.y + box.height * (3 + 1 / 3) / 8, abs=2)


def test_the_zone_is_that_of_the_newest_schedule_unless_one_is_passed() -> None:
    old = schedule(event("Gym", 0, "10:00"), zone="Europe/Moscow")
    new = schedule(event("Choir", 0, "10:00")).model_copy(update={"made_at": NOW + dt.timedelta(days=1)})
    assert "Times in Europe/Berlin." in texts(picture(new, old))
    moved = schedule_picture([new, old], week=MONDAY, now=NOW, zone="Asia/Tokyo")
    assert "Times in Asia/Tokyo." in texts(moved)


def test_the_themes_have_their_own_colours_and_auto_has_both() -> None:
    light, dark, auto = (
        schedule_picture(forty(), week=MONDAY, now=NOW, theme=theme) for theme in ("light", "dark", "auto")
    )
    assert "#ffffff" in light
    assert "#14171d" not in light
    assert "#14171d" in dark
    assert "prefers-color-scheme:dark" in auto
    style = re.compile("<style>.*?</style>")
    assert len({style.sub("", one) for one in (light, dark, auto)}) == 1


@on_rows(
    ("arguments", "problem"),
    [
        ({"schedule": "x"}, "schedule: pass a Schedule"),
        ({"week": NOW}, "week: pass a date"),
        ({"week": "2026-11-23"}, "week: pass a date"),
        ({"week": dt.date(1969, 12, 31)}, "week: pass a day of the years"),
        ({"now": dt.datetime(2026, 1, 1)}, "now: pass a datetime with a time zone"),  # noqa: DTZ001
        ({"theme": "blue"}, "theme: pass"),
        ({"schedule": []}, "zone: pass the user's time zone"),
    ],
)
def test_a_wrong_argument_is_named(arguments: dict[str, object], problem: str) -> None:
    call: Callable[..., str] = schedule_picture
    with pytest.raises(ConfigurationError, match=re.escape(problem)):
        call(**{"schedule": schedule(), "week": MONDAY, "now": NOW, **arguments})


def test_an_unknown_zone_has_suggestions() -> None:
    with pytest.raises(UnknownTimeZoneError):
        schedule_picture([], week=MONDAY, now=NOW, zone="moscow")


@on_rows("day", [dt.date(1970, 1, 8), dt.date(2999, 12, 20)])
def test_the_first_and_last_weeks_can_be_drawn(day: dt.date) -> None:
    assert "Gym" in picture(schedule(event("Gym", day, "10:00")), week=day)
