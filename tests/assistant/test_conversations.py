"""Conversations with the example bot: real servers, real sockets, nothing patched."""

from __future__ import annotations

import json
import logging
import re
import time
from datetime import UTC, datetime, timedelta
from datetime import time as dt_time
from pathlib import Path
from typing import cast

import pytest
from tests.assistant.people import GYM, berlin, edited, fields, files_of, kept_in, press
from tests.assistant.world import ANN, BORIS, EVE, PATIENCE, World, day, heading, running_bot, servers, until_confirmed

from schedbot_sdk.assistant import ENGLISH, RUSSIAN, Answer, PlannedEvent, SqliteAssistantStore, Turn
from schedbot_sdk.assistant.decide import decide
from schedbot_sdk.schedule import Event, LocalStart, Recurrence, Schedule, Source
from schedbot_sdk.telegram import SqliteStore, read_update
from schedbot_sdk.testing.servers import BotAction, Person


def late_message(text: str, *, days: int) -> dict[str, object]:
    """An update that Telegram kept for some days."""
    written = int(time.time()) - days * 86400
    chat = {"id": 42, "type": "private"}
    person = {"id": 42, "is_bot": False, "first_name": "Ann"}
    message = {"message_id": 900, "date": written, "chat": chat, "from": person, "text": text}
    return {"update_id": 100_000_500, "message": message}


def goes_on(world: World) -> None:
    """The bot has done what it had to, and still makes schedules."""
    until_confirmed(world.telegram)
    assert berlin(1, "06:15") in world.asks(ANN, "Run tomorrow at 6:15").text
    until_confirmed(world.telegram)


def test_a_message_makes_a_list_with_two_buttons(world: World) -> None:
    answer = world.asks(ANN, f"{GYM}, dinner with Kate at 19:30 tomorrow")
    assert answer.text == f"{berlin(1, '07:00')}Gym\n19:30 — Dinner with Kate\n\nTimes in Europe/Berlin."
    assert [button.text for button in answer.buttons] == ["Confirm", "Cancel"]


def test_a_plan_that_the_words_contradict_asks_the_user_to_check_it(world: World) -> None:
    wrong = day("Europe/Berlin", 2)
    item = {
        "title": "Gym", "date": f"{wrong:%Y-%m-%d}", "time": "07:00", "weekday": f"{wrong:%A}".lower(),
        "in_minutes": None, "duration_minutes": None, "zone": None, "place": None, "remind_minutes": None,
        "replaces": None, "recurrence": None, "source_quote": GYM,
    }  # fmt: skip
    kept = json.dumps({"outcome": "created", "question": None, "items": [item]})
    world.chat.say_next(kept, kept)
    answer = world.asks(ANN, GYM)
    assert answer.text.endswith(f"Times in Europe/Berlin.\n\n{ENGLISH.check_plan}")
    assert [button.text for button in answer.buttons] == ["Confirm", "Cancel"]


def test_a_russian_user_is_answered_in_russian(world: World) -> None:
    answer = world.asks(BORIS, "Завтра в 9 утра врач")
    assert answer.text.splitlines()[-1] == "Время: Asia/Yekaterinburg."
    assert "\n09:00 — Врач\n" in answer.text
    assert [button.text for button in answer.buttons] == ["Подтвердить", "Отменить"]


def test_tomorrow_is_the_users_own(world: World) -> None:
    # 25 hours lie between the two, so that they never have the same date.
    world.users.add(1, "West", "Pacific/Midway")
    world.users.add(2, "East", "Pacific/Kiritimati")
    west, east = day("Pacific/Midway", 1), day("Pacific/Kiritimati", 1)
    assert west.date() < east.date()
    assert f"{heading('Pacific/Midway', 1)}\n07:00" in world.asks(Person(1, "West"), GYM).text
    assert f"{heading('Pacific/Kiritimati', 1)}\n07:00" in world.asks(Person(2, "East"), GYM).text


def test_tomorrow_counts_from_when_it_was_written(world: World) -> None:
    world.asks(ANN, "/start")
    world.telegram.push_update(late_message("Gym tomorrow at 23:59", days=1))
    assert berlin(0, "23:59") in world.telegram.wait_for_message(42, after=1).text


def test_tomorrow_in_an_edit_counts_from_the_edit(world: World) -> None:
    world.asks(ANN, "/start")
    update = late_message("Gym tomorrow at 23:59", days=1)
    message = {**cast("dict[str, object]", update.pop("message")), "edit_date": int(time.time())}
    world.telegram.push_update({**update, "edited_message": message})
    assert berlin(1, "23:59") in world.telegram.wait_for_message(42, after=1).text


def test_a_repeating_event_of_a_late_message_is_not_past(world: World) -> None:
    world.asks(ANN, "/start")
    world.telegram.push_update(late_message("Standup every day at 9:30", days=2))
    assert "09:30 — Standup" in world.telegram.wait_for_message(42, after=1).text


def test_a_late_message_makes_no_schedule_in_the_past(world: World) -> None:
    world.asks(ANN, "/start")
    world.telegram.push_update(late_message("Gym tomorrow at 7:00", days=2))
    assert world.telegram.wait_for_message(42, after=1).text == ENGLISH.past


def test_an_edited_message_edits_the_answer(world: World) -> None:
    message = world.telegram.user_says(ANN, GYM)
    answer = world.telegram.wait_for_message(ANN.id)
    world.telegram.user_edits(ANN, message, "Gym tomorrow at 8:15")
    changed = edited(world, ANN)
    assert changed.message_id == answer.message_id
    assert berlin(1, "08:15") in changed.text
    assert len(changed.buttons) == 2
    assert len(world.telegram.sent) == 1


def test_an_edit_without_a_change_is_not_a_failure(world: World, caplog: pytest.LogCaptureFixture) -> None:
    message = world.telegram.user_says(EVE, "Lunch")
    world.telegram.wait_for_message(EVE.id)
    world.telegram.user_edits(EVE, message, "Lunch!")
    goes_on(world)
    assert [action.text for action in world.telegram.sent if action.chat_id == EVE.id] == [ENGLISH.unknown_user]
    assert not caplog.records


def test_an_answer_that_cannot_be_edited_is_sent_again(world: World) -> None:
    message = world.telegram.user_says(ANN, GYM)
    world.telegram.wait_for_message(ANN.id)
    error = {"ok": False, "error_code": 400, "description": "Bad Request: message to edit not found"}
    world.telegram.fail_next(400, body=json.dumps(error), path_ends="/editMessageText")
    world.telegram.user_edits(ANN, message, "Gym tomorrow at 8:15")
    assert berlin(1, "08:15") in world.telegram.wait_for_message(ANN.id, after=1).text


@pytest.mark.parametrize(("button", "shown_text"), [(0, ENGLISH.confirmed), (1, ENGLISH.cancelled)])
def test_a_button_decides_and_goes(world: World, button: int, shown_text: str) -> None:
    answer = world.asks(ANN, GYM)
    assert press(world, ANN, answer, button) == shown_text
    changed = edited(world, ANN)
    assert changed.text == f"{answer.text}\n\n{shown_text}"
    assert changed.buttons == ()


def test_the_first_of_two_presses_counts(world: World) -> None:
    answer = world.asks(ANN, GYM)
    assert press(world, ANN, answer, 0) == press(world, ANN, answer, 1) == ENGLISH.confirmed
    until_confirmed(world.telegram)
    assert sum(action.method == "editMessageText" for action in world.telegram.actions) == 1


def test_a_button_of_a_list_that_changed_meanwhile_decides_nothing(world: World) -> None:
    message = world.telegram.user_says(ANN, GYM)
    seen = world.telegram.wait_for_message(ANN.id)
    world.telegram.user_edits(ANN, message, "Gym tomorrow at 8:15")
    edited(world, ANN)
    assert press(world, ANN, seen, 0) == ENGLISH.outdated
    assert kept_in(world, ANN) == []
    assert press(world, ANN, edited(world, ANN), 0) == ENGLISH.confirmed


def test_a_confirmed_list_can_be_changed_and_confirmed_again(world: World) -> None:
    message = world.telegram.user_says(ANN, GYM)
    press(world, ANN, world.telegram.wait_for_message(ANN.id), 0)
    world.telegram.user_edits(ANN, message, "Gym tomorrow at 8:15")
    changed = edited(world, ANN, after=1)
    assert len(changed.buttons) == 2
    assert press(world, ANN, changed, 0) == ENGLISH.confirmed
    assert "08:15" in edited(world, ANN, after=2).text


def test_buttons_and_messages_outlive_a_restart(tmp_path: Path) -> None:
    with servers(tmp_path) as world:
        with running_bot(world):
            message = world.telegram.user_says(BORIS, "Завтра в 9 утра врач")
            answer = world.telegram.wait_for_message(BORIS.id)
            until_confirmed(world.telegram)  # one that is stopped before it has noted an answer sends it again
        with running_bot(world):
            world.telegram.user_edits(BORIS, message, "Завтра в 10 утра врач")
            assert press(world, BORIS, answer, 0) == RUSSIAN.outdated
            changed = edited(world, BORIS)
            assert changed.message_id == answer.message_id
            until_confirmed(world.telegram)
        with running_bot(world):
            assert press(world, BORIS, changed, 0) == RUSSIAN.confirmed
        assert kept_in(world, BORIS) == [("Врач", "10:00")]


def test_a_confirmed_schedule_is_saved_once_and_a_cancelled_one_is_not(world: World) -> None:
    confirmed, cancelled = world.asks(ANN, GYM), world.asks(ANN, "Run tomorrow at 6:15")
    for _ in range(2):
        press(world, ANN, confirmed, 0)
        press(world, ANN, cancelled, 1)
    assert kept_in(world, ANN) == [("Gym", "07:00")]


def test_a_list_that_is_confirmed_again_replaces_the_one_before(world: World) -> None:
    message = world.telegram.user_says(ANN, GYM)
    press(world, ANN, world.telegram.wait_for_message(ANN.id), 0)
    world.telegram.user_edits(ANN, message, "Gym tomorrow at 8:15")
    changed = edited(world, ANN, after=1)
    assert kept_in(world, ANN) == [("Gym", "07:00")]
    press(world, ANN, changed, 0)
    assert kept_in(world, ANN) == [("Gym", "08:15")]


@pytest.mark.parametrize(
    "data",
    [
        "",
        "confirm",
        "confirm:1",
        "confirm:x:y",
        "delete:1:1",
        "confirm:²:1",
        f"confirm:{9 * 10**22}:1",
        f"cancel:1:{2**63}",
    ],
)
def test_a_button_that_is_not_the_bots_decides_nothing(world: World, data: str) -> None:
    answer = world.asks(ANN, GYM)
    world.telegram.user_presses(ANN, answer.message_id, data)
    shown = world.telegram.wait_for_action(ANN.id, method="answerCallbackQuery")
    assert shown.text == ENGLISH.outdated


def test_a_decision_that_telegram_does_not_take_at_once_is_shown_later(world: World) -> None:
    answer = world.asks(ANN, GYM)
    world.telegram.fail_next(500, times=2, path_ends="/editMessageText")
    assert press(world, ANN, answer, 0) == ENGLISH.confirmed
    assert edited(world, ANN).text == f"{answer.text}\n\n{ENGLISH.confirmed}"


def test_a_malformed_update_is_left_out_and_logged_without_its_words(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.telegram.push_update({"update_id": 100_000_300, "message": {"text": "private words"}})
    goes_on(world)
    assert "update 100000300 is malformed" in caplog.text
    assert "private words" not in caplog.text


def test_an_unknown_user_gets_a_sentence(world: World) -> None:
    answer = world.asks(EVE, GYM)
    assert (answer.text, answer.buttons) == (ENGLISH.unknown_user, ())
    goes_on(world)


def test_a_user_with_an_invalid_zone_gets_a_sentence(world: World, caplog: pytest.LogCaptureFixture) -> None:
    for number, zone in enumerate(["Europe", "UTC+3", "localtime", "../zone"], 100):
        world.users.add(number, "Lost", zone)
        assert world.asks(Person(number, "Lost"), GYM).text == ENGLISH.unknown_zone
    assert [record.levelname for record in caplog.records] == ["ERROR"] * 4
    goes_on(world)


@pytest.mark.parametrize("status", [500, 503])
def test_a_users_service_that_is_down_gets_a_sentence(world: World, status: int) -> None:
    world.users.fail_next(status, times=2)
    assert world.asks(ANN, GYM).text == ENGLISH.users_down
    goes_on(world)


def test_a_stopped_users_service_gets_a_sentence(world: World) -> None:
    world.users.stop()
    assert world.asks(BORIS, "Завтра в 9 утра врач").text == RUSSIAN.users_down
    assert world.asks(ANN, GYM).text == ENGLISH.users_down


def test_an_llm_that_is_down_gets_a_sentence(world: World) -> None:
    world.chat.fail_next(503, times=2)
    assert world.asks(ANN, GYM).text == ENGLISH.llm_down
    goes_on(world)


def test_a_stopped_llm_gets_a_sentence(world: World) -> None:
    world.chat.stop()
    assert world.asks(ANN, GYM).text == ENGLISH.llm_down


@pytest.mark.parametrize(
    ("status", "code", "advice"),
    [(429, "insufficient_quota", "top it up"), (401, "invalid_api_key", "set a new one"), (404, "x", "model's name")],
)
def test_failures_that_the_operator_must_fix_are_logged_as_errors(
    world: World, caplog: pytest.LogCaptureFixture, status: int, code: str, advice: str
) -> None:
    world.chat.fail_next(status, body=json.dumps({"error": {"message": GYM, "type": code, "code": code}}))
    assert world.asks(ANN, GYM).text == ENGLISH.llm_down
    errors = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert len(errors) == 1
    assert "chat.createChatCompletion" in errors[0]
    assert advice in errors[0]
    goes_on(world)


@pytest.mark.parametrize(
    "nonsense",
    [
        "Sure! I have put it into your calendar.",
        '{"outcome": "created", "question": null, "items": []}',
        "<html><body>login</body></html>",
        "[" * 2000,
    ],
)
def test_nonsense_of_the_llm_gets_a_sentence(world: World, nonsense: str) -> None:
    world.chat.say_next(*[nonsense] * 3)
    answer = world.asks(ANN, GYM)
    assert (answer.text, answer.buttons) == (ENGLISH.nonsense, ())
    goes_on(world)


def test_an_llm_may_correct_its_draft(world: World) -> None:
    tomorrow = day("Europe/Berlin", 1)
    item: dict[str, object] = {
        "title": "Gym", "date": f"{tomorrow:%Y-%m-%d}", "time": "07:00", "weekday": f"{tomorrow:%A}".lower(),
        "in_minutes": None, "zone": None, "place": None, "remind_minutes": None, "replaces": None,
        "duration_minutes": None, "recurrence": None, "source_quote": "Gym",
    }  # fmt: skip
    wrong = {**item, "weekday": f"{day('Europe/Berlin', 2):%A}".lower()}
    world.chat.say_next(*(json.dumps({"outcome": "created", "question": None, "items": [i]}) for i in (wrong, item)))
    assert berlin(1, "07:00") in world.asks(ANN, GYM).text


@pytest.mark.parametrize(("reason", "is_read"), [("stop", True), ("length", False)])
def test_an_answer_that_was_cut_is_not_read_even_where_it_could_be(world: World, reason: str, is_read: bool) -> None:
    tomorrow = day("Europe/Berlin", 1)
    item = {
        "title": "Gym",
        "date": f"{tomorrow:%Y-%m-%d}",
        "time": "07:00",
        "weekday": f"{tomorrow:%A}".lower(),
        "in_minutes": None,
        "zone": None,
        "place": None,
        "remind_minutes": None,
        "replaces": None,
        "duration_minutes": None,
        "recurrence": None,
        "source_quote": "Gym",
    }
    plan = json.dumps({"outcome": "created", "question": None, "items": [item]})
    completion = {
        "id": "1",
        "model": "m",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": plan}, "finish_reason": reason}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }
    world.chat.fail_next(200, times=1 if is_read else 3, body=json.dumps(completion))
    answer = world.asks(ANN, GYM)
    assert (berlin(1, "07:00") in answer.text) is is_read
    assert (answer.text == ENGLISH.nonsense) is not is_read


def test_a_message_that_plans_nothing_gets_a_sentence(world: World) -> None:
    assert world.asks(ANN, "Hello, how are you?").text == ENGLISH.not_a_schedule


def test_a_command_gets_help_and_no_lookup(world: World) -> None:
    assert world.asks(EVE, "/start").text == ENGLISH.hello
    assert world.users.requests == []


def test_a_message_without_text_gets_a_sentence(world: World) -> None:
    world.asks(ANN, "/start")
    photo: dict[str, object] = {
        "message_id": 900,
        "date": int(time.time()),
        "chat": {"id": 42, "type": "private"},
        "from": {"id": 42, "is_bot": False, "first_name": "Ann"},
        "photo": [],
    }
    world.telegram.push_update({"update_id": 100_000_500, "message": photo})
    assert world.telegram.wait_for_message(42, after=1).text == ENGLISH.only_text


def test_words_under_a_photo_are_read_as_a_message(world: World) -> None:
    world.asks(ANN, "/start")
    update = late_message("Gym tomorrow at 23:59", days=0)
    message = cast("dict[str, object]", update["message"])
    message |= {"photo": list[object](), "caption": message.pop("text")}
    world.telegram.push_update(update)
    assert berlin(1, "23:59") in world.telegram.wait_for_message(42, after=1).text


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
def test_only_private_chats_are_answered(world: World, caplog: pytest.LogCaptureFixture, kind: str) -> None:
    message: dict[str, object] = {
        "message_id": 900,
        "date": int(time.time()),
        "chat": {"id": -100, "type": kind, "title": "Friends"},
        "from": {"id": 42, "is_bot": False, "first_name": "Ann"},
        "text": GYM,
    }
    world.telegram.push_update({"update_id": 100_000_500, "message": message})
    goes_on(world)
    until_confirmed(world.telegram)
    assert [action.chat_id for action in world.telegram.actions] == [42]
    assert len(world.users.requests) == 1
    assert not caplog.records


def test_a_message_that_comes_twice_is_answered_once(world: World) -> None:
    update = late_message("Run tomorrow at 23:59", days=0)
    world.asks(ANN, "/start")
    for number in (100_000_500, 100_000_501):
        world.telegram.push_update({**update, "update_id": number})
    goes_on(world)
    assert sum(action.chat_id == ANN.id for action in world.telegram.sent) == 3
    assert len(world.users.requests) == 2


def test_a_user_who_blocked_the_bot_does_not_stop_it(world: World, caplog: pytest.LogCaptureFixture) -> None:
    blocked = {"ok": False, "error_code": 403, "description": "Forbidden: bot was blocked by the user"}
    world.telegram.fail_next(403, body=json.dumps(blocked), path_ends="/sendMessage")
    world.telegram.user_says(BORIS, "Завтра в 9 утра врач")
    goes_on(world)
    assert "telegram.sendMessage failed: PermissionDeniedError" in caplog.text


def test_a_message_outlives_an_outage_of_some_seconds_and_is_answered_once(world: World) -> None:
    world.telegram.fail_for(3.1, 503, path_ends="/sendMessage")  # three tries have waits of 3 s at the most
    world.telegram.user_says(ANN, GYM)
    assert berlin(1, "07:00") in world.telegram.wait_for_message(ANN.id, PATIENCE).text
    goes_on(world)
    assert len(world.telegram.sent) == 2


def test_an_answer_that_may_have_arrived_is_tried_three_times_and_its_message_is_kept(world: World) -> None:
    world.telegram.fail_next(502, times=3, body="<html>", path_ends="/sendMessage")
    world.telegram.user_says(BORIS, "Завтра в 9 утра врач")
    store = SqliteStore(world.file)
    ends_at = time.monotonic() + PATIENCE
    while not (letters := store.dead_letters()):
        assert time.monotonic() < ends_at
        time.sleep(0.05)
    assert [(letter.reason, letter.attempts) for letter in letters] == [("ServerError", 3)]
    goes_on(world)
    assert [action.chat_id for action in world.telegram.sent] == [ANN.id]


def test_an_update_that_telegram_refuses_to_answer_is_logged_by_its_id(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    refusal = json.dumps({"ok": False, "error_code": 400, "description": f"Bad Request: {GYM}"})
    world.telegram.fail_next(400, body=refusal, path_ends="/sendMessage")
    world.telegram.user_says(BORIS, "Завтра в 9 утра врач")
    goes_on(world)
    (number, _) = world.telegram.confirmed
    assert f"update {number} is given up" in caplog.text
    assert "Gym" not in caplog.text
    assert [action.chat_id for action in world.telegram.sent] == [ANN.id]


def test_a_fault_of_the_bot_is_given_up_and_logged_without_the_users_words(
    world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned = SqliteAssistantStore.planned

    def fails(store: SqliteAssistantStore, chat_id: int) -> list[PlannedEvent]:
        if chat_id == BORIS.id:
            raise ValueError(f"{GYM} of {chat_id}")
        return planned(store, chat_id)

    monkeypatch.setattr(SqliteAssistantStore, "planned", fails)
    world.telegram.user_says(BORIS, "/list")
    goes_on(world)
    (number, _) = world.telegram.confirmed
    assert f"update {number} is given up: ValueError" in caplog.text
    assert "test_conversations.py" in caplog.text
    assert "Gym" not in caplog.text


def test_no_log_line_repeats_the_user_or_a_secret(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "Zahnarzt-9137"
    echo = json.dumps({"error": {"message": f"cannot read {secret}", "type": "x", "code": "x"}})
    world.chat.fail_next(400, body=echo)
    assert world.asks(ANN, f"{secret} tomorrow at 7:00").text == ENGLISH.llm_down
    world.chat.say_next(*[f'{{"outcome": "{secret}"}}'] * 3)
    assert world.asks(ANN, f"{secret} tomorrow at 7:00").text == ENGLISH.nonsense
    failure = json.dumps({"ok": False, "error_code": 500, "description": f"cannot send {secret}"})
    world.telegram.fail_next(500, times=2, body=failure, path_ends="/sendMessage")
    world.telegram.user_says(BORIS, f"{secret} tomorrow at 7:00")
    goes_on(world)
    assert "chat.createChatCompletion failed: BadRequestError" in caplog.text
    assert "telegram.sendMessage failed: ServerError" in caplog.text
    assert re.search(r"update \d+ is not handled yet", caplog.text)
    bots = [record for record in caplog.records if not record.name.startswith("uvicorn")]  # the local servers' own
    logged = "\n".join(record.getMessage() for record in bots)
    for hidden in (secret, world.telegram.token.partition(":")[2], world.chat.api_key):
        assert hidden not in logged


def calendar_of(world: World, person: Person) -> BotAction:
    """Ask for the whole calendar."""
    until_confirmed(world.telegram)
    after = len(files_of(world, person))
    world.telegram.user_says(person, "/ics")
    return world.telegram.wait_for_action(person.id, method="sendDocument", after=after)


def test_a_confirmed_schedule_comes_as_a_calendar_file_once(world: World) -> None:
    answer = world.asks(ANN, GYM)
    press(world, ANN, answer, 0)
    press(world, ANN, answer, 0)
    until_confirmed(world.telegram)
    (content,) = files_of(world, ANN)
    tomorrow = day("Europe/Berlin", 1).replace(hour=7)
    assert fields(content, b"DTSTART") == [f"{tomorrow.astimezone(UTC):%Y%m%dT%H%M%SZ}".encode()]
    assert fields(content, b"SUMMARY") == [b"Gym"]


def test_an_edited_schedule_has_the_same_uid_and_the_next_sequence(world: World) -> None:
    message = world.telegram.user_says(ANN, GYM)
    press(world, ANN, world.telegram.wait_for_message(ANN.id), 0)
    world.telegram.user_edits(ANN, message, "Gym tomorrow at 8:15")
    press(world, ANN, edited(world, ANN, after=1), 0)
    first, second = files_of(world, ANN, 2)
    assert fields(first, b"UID") == fields(second, b"UID")
    assert (fields(first, b"SEQUENCE"), fields(second, b"SEQUENCE")) == ([b"0"], [b"1"])


def test_an_edit_that_plans_nothing_keeps_the_schedule_and_its_sequence(world: World) -> None:
    message = world.telegram.user_says(ANN, GYM)
    press(world, ANN, world.telegram.wait_for_message(ANN.id), 0)
    world.telegram.user_edits(ANN, message, "Hello, how are you?")
    assert edited(world, ANN, after=1).text == ENGLISH.not_a_schedule
    assert kept_in(world, ANN) == [("Gym", "07:00")]
    world.telegram.user_edits(ANN, message, "Gym tomorrow at 8:15")
    press(world, ANN, edited(world, ANN, after=2), 0)
    sequences = [fields(content, b"SEQUENCE") for content in files_of(world, ANN, 2)]
    assert sequences == [[b"0"], [b"1"]]


def test_a_confirmed_edit_removes_missing_events_from_calendars(world: World) -> None:
    message = world.telegram.user_says(ANN, f"{GYM}, dinner with Kate at 19:30 tomorrow")
    press(world, ANN, world.telegram.wait_for_message(ANN.id), 0)
    world.telegram.user_edits(ANN, message, "Gym tomorrow at 8:15")
    shown = edited(world, ANN, after=1)
    assert len(files_of(world, ANN)) == 1
    for _ in range(2):
        press(world, ANN, shown, 0)
    first, cancelled, second = files_of(world, ANN, 3)
    assert b"METHOD:CANCEL" in cancelled
    assert (fields(cancelled, b"SUMMARY"), fields(cancelled, b"SEQUENCE")) == ([b"Dinner with Kate"], [b"1"])
    assert set(fields(cancelled, b"UID")) == set(fields(first, b"UID")) - set(fields(second, b"UID"))
    world.telegram.user_edits(ANN, message, f"{GYM}, dinner with Kate at 20:00 tomorrow")
    press(world, ANN, edited(world, ANN, after=3), 0)
    again = files_of(world, ANN, 4)[-1]
    assert (fields(again, b"UID"), fields(again, b"SEQUENCE")) == (fields(first, b"UID"), [b"2", b"2"])


def test_a_confirmed_schedule_that_is_cancelled_after_an_edit_is_taken_out_of_calendars(world: World) -> None:
    message = world.telegram.user_says(ANN, GYM)
    press(world, ANN, world.telegram.wait_for_message(ANN.id), 0)
    world.telegram.user_edits(ANN, message, "Gym tomorrow at 8:15")
    press(world, ANN, edited(world, ANN, after=1), 1)
    first, cancelled = files_of(world, ANN, 2)
    assert kept_in(world, ANN) == []
    assert b"METHOD:CANCEL" in cancelled
    assert fields(cancelled, b"UID") == fields(first, b"UID")
    assert fields(cancelled, b"SEQUENCE") == [b"1"]


def test_list_shows_the_confirmed_schedules_and_ics_sends_them(world: World) -> None:
    assert world.asks(ANN, "/list").text == world.asks(ANN, "/ics").text == ENGLISH.nothing_kept
    for text in (GYM, "Standup every weekday at 9:30", "Rest on 3 December 2027"):
        answer = world.asks(ANN, text)
        assert press(world, ANN, answer, 0) == ENGLISH.confirmed
    dropped = world.asks(ANN, "Cinema tomorrow at 21:00")
    press(world, ANN, dropped, 1)
    shown = world.asks(ANN, "/list@schedule_bot")
    assert all(words in shown.text for words in ("07:00 — Gym", "09:30 — Standup", "every workday", "Rest", "2027"))
    assert "Cinema" not in shown.text
    assert shown.buttons == ()
    assert calendar_of(world, ANN).text == ENGLISH.here_it_is
    assert sorted(fields(files_of(world, ANN)[-1], b"SUMMARY")) == [b"Gym", b"Rest", b"Standup"]
    assert world.asks(BORIS, "/list").text == RUSSIAN.nothing_kept


def test_list_and_ics_show_what_is_not_over(world: World) -> None:
    store, today = SqliteAssistantStore(world.file), day("Europe/Berlin", 0).date()
    weekly, ended = Recurrence(freq="weekly"), Recurrence(freq="weekly", count=3)
    plans = [("Old", None), ("Running", weekly), ("Ended", ended)]
    for number, (title, rule) in enumerate(plans, 1):
        source = Source(bot="schedule_bot", chat_id=ANN.id, message_id=number)
        start = LocalStart(date=today - timedelta(days=300), time=dt_time(9), zone="Europe/Berlin")
        event = Event(uid=source.uid(0), title=title, start=start, recurrence=rule)
        schedule = Schedule(source=source, zone="Europe/Berlin", made_at=datetime.now(UTC), events=(event,))
        confirm_in(store, number, schedule)
    shown = world.asks(ANN, "/list").text
    assert "Running" in shown
    assert "Old" not in shown
    assert "Ended" not in shown
    calendar_of(world, ANN)
    assert fields(files_of(world, ANN)[-1], b"SUMMARY") == [b"Running"]
    assert [event.event.title for event in store.planned(ANN.id)] == ["Old", "Running", "Ended"]


def confirm_in(store: SqliteAssistantStore, number: int, schedule: Schedule) -> None:
    """Save a schedule of Ann's message with this number as confirmed."""
    store.save(ANN.id, number, Turn(number, "x"), Answer(message_ids=(2,), schedule=schedule))
    press_of_it: dict[str, object] = {"update_id": number, "callback_query": {"id": "1"}}
    store.decide(
        read_update(press_of_it),
        ANN.id,
        number,
        lambda answer, events: decide(answer, events, origin_id=number, decision="confirm"),
    )


def test_ics_is_one_message_which_nothing_that_fails_repeats(world: World) -> None:
    press(world, ANN, world.asks(ANN, GYM), 0)
    edited(world, ANN)
    world.telegram.fail_next(400, times=9, path_ends="/sendMessage")
    calendar_of(world, ANN)
    until_confirmed(world.telegram)
    assert len(files_of(world, ANN)) == 2
    assert len(world.telegram.sent) == 1


def test_ics_that_is_edited_into_a_plan_is_answered_with_the_plan(world: World) -> None:
    press(world, ANN, world.asks(ANN, GYM), 0)
    edited(world, ANN)
    message = world.telegram.user_says(ANN, "/ics")
    world.telegram.wait_for_action(ANN.id, method="sendDocument", after=1)
    world.telegram.user_edits(ANN, message, "Run tomorrow at 6:15")
    assert berlin(1, "06:15") in world.telegram.wait_for_message(ANN.id, after=1).text


def test_a_question_is_asked_and_the_reply_completes_the_plan(world: World) -> None:
    assert world.asks(ANN, "Call Bob").text == "When is it? Name a day and a time."
    answer = world.asks(ANN, "tomorrow at 15:00 for half an hour")
    assert berlin(1, "15:00–15:30") in answer.text
    assert "Call Bob" in answer.text
    assert press(world, ANN, answer, 0) == ENGLISH.confirmed
    assert world.asks(ANN, "tomorrow at 15:00").text == "What is it? Name it together with its time."


def test_a_list_of_many_events_is_sent_in_pieces(world: World) -> None:
    source = Source(bot="schedule_bot", chat_id=ANN.id, message_id=1)
    events = tuple(
        Event(uid=source.uid(n), title=f"Meeting {n} " + "x" * 80, start=LocalStart(
            date=day("Europe/Berlin", 1 + n % 9).date(), time=dt_time(n % 24), zone="Europe/Berlin"))
        for n in range(60)
    )  # fmt: skip
    schedule = Schedule(source=source, zone="Europe/Berlin", made_at=datetime.now(UTC), events=events)
    confirm_in(SqliteAssistantStore(world.file), 1, schedule)
    world.telegram.user_says(ANN, "/list")
    last = world.telegram.wait_for_message(ANN.id, after=1)
    until_confirmed(world.telegram)
    texts = [action.text for action in world.telegram.sent]
    assert len(texts) == 2
    assert last.text == texts[-1]
    assert all(f"Meeting {n} " in "".join(texts) for n in range(60))
