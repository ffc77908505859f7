"""Planned events that are moved and cancelled by words."""

from __future__ import annotations

from tests.assistant.people import GYM, berlin, edited, fields, files_of, kept_in, press
from tests.assistant.test_edits import answer_to, change_of, confirmed
from tests.assistant.world import ANN, BORIS, World, until_confirmed

from schedbot_sdk.assistant import ENGLISH, RUSSIAN, SqliteAssistantStore

BOTH = f"{GYM}, dinner with Kate at 19:30 tomorrow"


def confirms(world: World, text: str) -> bytes:
    """Ann writes it and confirms the answer; gives the file of it."""
    return confirmed(world, answer_to(world, text)[1])


def test_a_move_shows_what_was_planned_and_what_will_be(world: World) -> None:
    confirms(world, BOTH)
    shown = world.asks(ANN, "Move gym to 8:15")
    before, after = shown.text.split("\n\nAfter:\n")
    assert before == f"Before:\n{berlin(1, '07:00')}Gym"
    assert after == f"{berlin(1, '08:15')}Gym\n\nTimes in Europe/Berlin."
    assert [button.text for button in shown.buttons] == [ENGLISH.confirm, ENGLISH.cancel]
    assert kept_in(world, ANN) == [("Gym", "07:00"), ("Dinner with Kate", "19:30")]


def test_a_confirmed_move_replaces_the_event_and_sends_its_next_version(world: World) -> None:
    first = confirms(world, BOTH)
    moved = confirms(world, "Move gym to 8:15")
    assert kept_in(world, ANN) == [("Gym", "08:15"), ("Dinner with Kate", "19:30")]
    assert fields(moved, b"SUMMARY") == [b"Gym"]
    assert set(fields(moved, b"UID")) < set(fields(first, b"UID"))
    assert fields(moved, b"SEQUENCE") == [b"1"]
    assert b"METHOD:CANCEL" not in moved
    assert fields(confirms(world, "Move gym to 9:00"), b"SEQUENCE") == [b"2"]


def test_a_cancelled_move_changes_nothing(world: World) -> None:
    confirms(world, GYM)
    assert press(world, ANN, world.asks(ANN, "Move gym to 8:15"), 1) == ENGLISH.cancelled
    until_confirmed(world.telegram)
    assert kept_in(world, ANN) == [("Gym", "07:00")]
    assert len(files_of(world, ANN)) == 1


def test_an_edit_of_the_older_message_changes_the_moved_event_and_does_not_plan_it_twice(world: World) -> None:
    message, shown = answer_to(world, BOTH)
    first = confirmed(world, shown)
    moved = confirms(world, "Move gym to 8:15")
    again = confirmed(world, change_of(world, message, f"Gym tomorrow at 9:30, {BOTH.partition(', ')[2]}"))
    assert kept_in(world, ANN) == [("Gym", "09:30"), ("Dinner with Kate", "19:30")]
    assert fields(again, b"UID") == fields(first, b"UID")
    sequences = [max(map(int, fields(file, b"SEQUENCE"))) for file in (first, moved, again)]
    assert sequences == [0, 1, 2]


def test_an_edit_of_the_older_message_removes_the_moved_event_that_it_leaves_out(world: World) -> None:
    message, shown = answer_to(world, BOTH)
    confirmed(world, shown)
    moved = confirms(world, "Move gym to 8:15")
    confirmed(world, change_of(world, message, "Dinner with Kate at 19:30 tomorrow"))
    assert [title for title, _ in kept_in(world, ANN)] == ["Dinner with Kate"]
    assert fields(moved, b"UID")  # its uid is now that of the first event of the message


def test_an_edit_of_the_move_moves_the_event_again(world: World) -> None:
    confirms(world, GYM)
    message, shown = answer_to(world, "Move gym to 8:15")
    first = confirmed(world, shown)
    second = confirmed(world, change_of(world, message, "Move gym to 9:30"))
    assert kept_in(world, ANN) == [("Gym", "09:30")]
    assert fields(first, b"UID") == fields(second, b"UID")
    assert (fields(first, b"SEQUENCE"), fields(second, b"SEQUENCE")) == ([b"1"], [b"2"])


def test_a_move_of_an_event_that_was_removed_meanwhile_is_outdated(world: World) -> None:
    confirms(world, GYM)
    move = world.asks(ANN, "Move gym to 8:15")
    press(world, ANN, world.asks(ANN, "Cancel gym"), 0)
    until_confirmed(world.telegram)
    assert press(world, ANN, move, 0) == ENGLISH.outdated
    assert kept_in(world, ANN) == []
    assert press(world, ANN, move, 1) == ENGLISH.cancelled


def test_two_changes_of_one_event_that_were_shown_together_are_not_both_confirmed(world: World) -> None:
    confirms(world, GYM)
    first, second = (world.asks(ANN, f"Move gym to {clock}") for clock in ("8:15", "9:30"))
    confirmed(world, second)
    assert press(world, ANN, first, 0) == ENGLISH.outdated
    assert kept_in(world, ANN) == [("Gym", "09:30")]


def test_a_removal_of_an_event_that_was_changed_meanwhile_is_outdated(world: World) -> None:
    message, shown = answer_to(world, GYM)
    confirmed(world, shown)
    removal = world.asks(ANN, "Cancel gym")
    confirmed(world, change_of(world, message, "Gym tomorrow at 10:00"))
    assert press(world, ANN, removal, 0) == ENGLISH.outdated
    assert kept_in(world, ANN) == [("Gym", "10:00")]


def test_the_second_of_two_exceptions_that_were_shown_together_is_outdated(world: World) -> None:
    confirms(world, "Standup every day at 9:30")
    first = world.asks(ANN, "Cancel the standup tomorrow")
    second = world.asks(ANN, "Cancel the standup the day after tomorrow")
    confirmed(world, first)
    assert press(world, ANN, second, 0) == ENGLISH.outdated
    confirms(world, "Cancel the standup the day after tomorrow")
    (schedule,) = SqliteAssistantStore(world.file).schedules(ANN.id)
    assert schedule.events[0].recurrence is not None
    assert len(schedule.events[0].recurrence.except_dates) == 2


def test_a_cancelled_event_is_removed_after_a_question(world: World) -> None:
    first = confirms(world, BOTH)
    shown = world.asks(ANN, "Cancel the dinner with Kate")
    assert shown.text == f"Remove this?\n{berlin(1, '19:30')}Dinner with Kate\n\nTimes in Europe/Berlin."
    assert [button.text for button in shown.buttons] == [ENGLISH.remove, ENGLISH.keep]
    assert press(world, ANN, shown, 0) == ENGLISH.events_removed
    assert edited(world, ANN, after=1).text == f"{shown.text}\n\n{ENGLISH.events_removed}"
    until_confirmed(world.telegram)
    _, cancelled = files_of(world, ANN)
    assert b"METHOD:CANCEL" in cancelled
    assert (fields(cancelled, b"SUMMARY"), fields(cancelled, b"SEQUENCE")) == ([b"Dinner with Kate"], [b"1"])
    assert set(fields(cancelled, b"UID")) < set(fields(first, b"UID"))
    assert kept_in(world, ANN) == [("Gym", "07:00")]


def test_an_event_is_kept_if_the_user_wants_so(world: World) -> None:
    confirms(world, GYM)
    assert press(world, ANN, world.asks(ANN, "Cancel gym"), 1) == ENGLISH.events_kept
    until_confirmed(world.telegram)
    assert kept_in(world, ANN) == [("Gym", "07:00")]
    assert len(files_of(world, ANN)) == 1


def test_an_event_that_is_planned_again_after_its_removal_has_a_higher_sequence(world: World) -> None:
    message, shown = answer_to(world, GYM)
    confirmed(world, shown)
    press(world, ANN, world.asks(ANN, "Cancel gym"), 0)
    until_confirmed(world.telegram)
    again = confirmed(world, change_of(world, message, "Gym tomorrow at 8:15"))
    assert fields(again, b"SEQUENCE") == [b"2"]
    assert kept_in(world, ANN) == [("Gym", "08:15")]


def test_one_day_of_a_repeating_event_is_cancelled_as_an_exception(world: World) -> None:
    confirms(world, "Standup every day at 9:30")
    file = confirms(world, "Cancel the standup the day after tomorrow")
    (schedule,) = SqliteAssistantStore(world.file).schedules(ANN.id)
    (event,) = schedule.events
    assert event.recurrence is not None
    assert len(event.recurrence.except_dates) == 1
    assert fields(file, b"SEQUENCE") == [b"1"]


def test_a_move_that_lacks_a_time_is_completed_by_the_reply(world: World) -> None:
    confirms(world, GYM)
    assert world.asks(ANN, "Move gym").text == "When should it be instead?"
    shown = world.asks(ANN, "to 8:15")
    assert "After:" in shown.text
    press(world, ANN, shown, 0)
    assert kept_in(world, ANN) == [("Gym", "08:15")]


def test_a_russian_user_moves_and_cancels_in_russian(world: World) -> None:
    press(world, BORIS, world.asks(BORIS, "Завтра в 9 утра созвон"), 0)
    until_confirmed(world.telegram)
    shown = world.asks(BORIS, "Перенеси созвон на 15:00")
    assert shown.text.startswith("Было:\n")
    assert "\n\nСтанет:\n" in shown.text
    press(world, BORIS, shown, 0)
    until_confirmed(world.telegram)
    assert kept_in(world, BORIS) == [("Созвон", "15:00")]
    shown = world.asks(BORIS, "Отмени созвон")
    assert shown.text.startswith(RUSSIAN.ask_removal)
    assert press(world, BORIS, shown, 0) == RUSSIAN.events_removed
    assert kept_in(world, BORIS) == []


def test_only_events_of_the_same_chat_are_planned_already(world: World) -> None:
    confirms(world, GYM)
    world.asks(BORIS, "Move gym to 8:15")
    assert "Planned already" not in str(world.chat.requests[-1].params["messages"])
    assert "Уже запланировано" not in str(world.chat.requests[-1].params["messages"])


def test_a_message_does_not_change_its_own_events_by_number(world: World) -> None:
    message, shown = answer_to(world, GYM)
    confirmed(world, shown)
    change_of(world, message, "Gym tomorrow at 8:15")
    assert "Planned already" not in str(world.chat.requests[-1].params["messages"])
