"""Edits of a plan, questions about it, and texts that are too long for one message."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import cast

import pytest
from tests.assistant.people import GYM, berlin, edited, fields, files_of, kept_in, press
from tests.assistant.world import ANN, World, until_confirmed

from schedbot_sdk import AsyncTelegramClient, CallEvent, ServerError
from schedbot_sdk.assistant import ENGLISH, RUSSIAN
from schedbot_sdk.assistant.display import Display, PendingReply
from schedbot_sdk.assistant.replies import Reply
from schedbot_sdk.telegram import Message
from schedbot_sdk.testing.servers import BotAction, LocalTelegram

REFUSED = json.dumps({"ok": False, "error_code": 400, "description": "Bad Request: file must be non-empty"})
LONG = ", ".join(f"Meeting {'x' * 185}{number} in {number} days at 7:00" for number in range(1, 21))


def answer_to(world: World, text: str) -> tuple[int, BotAction]:
    """Ann's new message, and the answer."""
    after = sum(action.chat_id == ANN.id for action in world.telegram.sent)
    message = world.telegram.user_says(ANN, text)
    return message, world.telegram.wait_for_message(ANN.id, after=after)


def change_of(world: World, message: int, text: str) -> BotAction:
    """Ann's edit of a message, and what the bot makes of its answer."""
    until_confirmed(world.telegram)
    after = len(world.telegram.edited)
    world.telegram.user_edits(ANN, message, text)
    return edited(world, ANN, after)


def confirmed(world: World, shown: BotAction) -> bytes:
    """The calendar file that comes of pressing Confirm."""
    press(world, ANN, shown, 0)
    until_confirmed(world.telegram)
    return files_of(world, ANN)[-1]


def asks(question: str) -> str:
    """An answer of the LLM."""
    return json.dumps({"outcome": "needs_clarification", "question": question, "items": []})


def asked_of_llm(world: World) -> str:
    """The last dialogue that the LLM got, without its instructions."""
    messages = cast("list[object]", world.chat.requests[-1].params["messages"])
    return json.dumps(messages[1:])


def test_an_edit_that_leads_to_a_question_changes_the_schedule_that_is_kept(world: World) -> None:
    message, shown = answer_to(world, GYM)
    first = confirmed(world, shown)
    assert change_of(world, message, "Call Bob").text == "When is it? Name a day and a time."
    _, shown = answer_to(world, "tomorrow at 15:00")
    second = confirmed(world, shown)
    assert kept_in(world, ANN) == [("Call Bob", "15:00")]
    assert fields(first, b"UID") == fields(second, b"UID")
    assert (fields(first, b"SEQUENCE"), fields(second, b"SEQUENCE")) == ([b"0"], [b"1"])


def test_such_an_edit_removes_missing_events_from_calendars(world: World) -> None:
    message, shown = answer_to(world, f"{GYM}, dinner with Kate at 19:30 tomorrow")
    first = confirmed(world, shown)
    change_of(world, message, "Call Bob")
    confirmed(world, answer_to(world, "tomorrow at 15:00")[1])
    _, cancelled, second = files_of(world, ANN)
    assert b"METHOD:CANCEL" in cancelled
    assert set(fields(cancelled, b"UID")) == set(fields(first, b"UID")) - set(fields(second, b"UID"))


def test_a_question_belongs_to_its_message_even_after_newer_messages(world: World) -> None:
    message, shown = answer_to(world, GYM)
    confirmed(world, shown)
    confirmed(world, answer_to(world, "Run tomorrow at 6:15")[1])
    change_of(world, message, "Call Bob")
    _, shown = answer_to(world, "tomorrow at 15:00")
    assert "Call Bob" in shown.text
    confirmed(world, shown)
    assert kept_in(world, ANN) == [("Call Bob", "15:00"), ("Run", "06:15")]


def test_the_question_and_the_reply_can_both_be_edited_and_make_one_schedule(world: World) -> None:
    question, _ = answer_to(world, "Call Bob")
    reply, shown = answer_to(world, "tomorrow at 15:00")
    first = confirmed(world, shown)
    changed = change_of(world, reply, "tomorrow at 16:00")
    assert changed.message_id == shown.message_id
    assert berlin(1, "16:00") in changed.text
    second = confirmed(world, changed)
    assert kept_in(world, ANN) == [("Call Bob", "16:00")]
    third = confirmed(world, change_of(world, question, "Call Kate tomorrow at 17:00"))
    assert kept_in(world, ANN) == [("Call Kate", "17:00")]
    assert fields(first, b"UID") == fields(second, b"UID") == fields(third, b"UID")
    assert [fields(file, b"SEQUENCE") for file in (first, second, third)] == [[b"0"], [b"1"], [b"2"]]


def test_a_second_question_has_the_whole_history(world: World) -> None:
    world.chat.say_next(asks("Which day?"), asks("At what time?"))
    assert answer_to(world, "Call Bob")[1].text == "Which day?"
    assert answer_to(world, "On my birthday")[1].text == "At what time?"
    answer_to(world, "tomorrow at 15:00")
    question_shown = asked_of_llm(world)
    places = [
        question_shown.find(words) for words in ("Call Bob", "Which day?", "On my birthday", "At what time?", "15:00")
    ]
    assert -1 not in places
    assert places == sorted(places)


def test_a_command_is_not_a_reply_to_a_question_and_leaves_it_open(world: World) -> None:
    question, question_shown = answer_to(world, "Call Bob")
    assert answer_to(world, "/list")[1].text == ENGLISH.nothing_kept
    _, shown = answer_to(world, "tomorrow at 15:00")
    assert "Call Bob" in asked_of_llm(world)
    confirmed(world, shown)
    assert kept_in(world, ANN) == [("Call Bob", "15:00")]
    shown = change_of(world, question, "Call Bob tomorrow at 16:00")
    assert shown.message_id != question_shown.message_id
    confirmed(world, shown)
    assert kept_in(world, ANN) == [("Call Bob", "16:00")]


def test_the_decision_about_a_schedule_of_two_messages_stands_under_the_second(world: World) -> None:
    world.telegram.user_says(ANN, LONG)
    second = world.telegram.wait_for_message(ANN.id, after=1)
    first = world.telegram.sent[0]
    assert (len(first.buttons), len(second.buttons)) == (0, 2)
    confirmed(world, second)
    (changed,) = world.telegram.edited
    assert changed.message_id == second.message_id
    assert changed.text == f"{second.text}\n\nConfirmed ✓"
    assert changed.buttons == ()
    assert len(kept_in(world, ANN)) == 20


@pytest.mark.parametrize("length", [4000, 4096, 5000, 8192])
def test_there_is_room_for_the_decision_below_a_text_of_any_length(length: int) -> None:
    reply = Reply("x " * (length // 2 - 1) + "yz")

    async def show_and_decide(display: Display, message: Message) -> None:
        message_ids = await display.show(message, PendingReply(reply), None)
        await display.show_decision(ANN.id, message_ids[-1], reply, RUSSIAN.confirmed)

    with LocalTelegram() as telegram:
        asyncio.run(on_display(telegram, show_and_decide))
        (changed,) = telegram.edited
    assert changed.text.endswith(f"yz\n\n{RUSSIAN.confirmed}")


def test_an_answer_cut_by_an_outage_is_completed_and_not_repeated() -> None:
    async def show_twice(display: Display, message: Message) -> None:
        ready = PendingReply(Reply("x " * 4000))
        with pytest.raises(ServerError):
            await display.show(message, ready, None)
        message_ids = await display.show(message, ready, None)
        assert message_ids == tuple(sent.message_id for sent in telegram.sent)

    def fail_after_the_first(event: CallEvent) -> None:
        if event.kind == "success" and event.operation == "telegram.sendMessage" and len(telegram.sent) == 1:
            telegram.fail_next(502, path_ends="/sendMessage")

    with LocalTelegram() as telegram:
        asyncio.run(on_display(telegram, show_twice, fail_after_the_first))
        assert len(telegram.sent) == 2


async def on_display(
    telegram: LocalTelegram,
    work: Callable[[Display, Message], Awaitable[None]],
    on_event: Callable[[CallEvent], None] | None = None,
) -> None:
    """Do something with a display, and a message to answer."""
    telegram.user_says(ANN, GYM)
    async with AsyncTelegramClient(telegram.token, base_url=telegram.base_url, on_event=on_event) as client:
        (update,) = await client.get_updates(offset=0, timeout=0)
        assert update.message is not None
        await work(Display(client), update.message)


def test_an_edit_replaces_all_parts_of_a_long_answer(world: World) -> None:
    message = world.telegram.user_says(ANN, LONG)
    world.telegram.wait_for_message(ANN.id, after=1)
    shown = change_of(world, message, GYM)
    until_confirmed(world.telegram)
    first, second = world.telegram.sent
    assert shown.message_id == first.message_id
    assert berlin(1, "07:00") in shown.text
    assert [action.message_id for action in deleted(world)] == [second.message_id]
    confirmed(world, shown)
    assert kept_in(world, ANN) == [("Gym", "07:00")]


def test_a_long_answer_replaces_a_short_one(world: World) -> None:
    message, shown = answer_to(world, GYM)
    world.telegram.user_edits(ANN, message, LONG)
    last = world.telegram.wait_for_message(ANN.id, after=2)
    assert [action.message_id for action in deleted(world)] == [shown.message_id]
    assert len(last.buttons) == 2


def deleted(world: World) -> list[BotAction]:
    return [action for action in world.telegram.actions if action.method == "deleteMessage"]


def test_events_that_could_not_be_taken_out_of_calendars_are_taken_out_later(world: World) -> None:
    message, shown = answer_to(world, f"{GYM}, dinner with Kate at 19:30 tomorrow")
    first = confirmed(world, shown)
    shown = change_of(world, message, "Gym tomorrow at 8:15")
    world.telegram.fail_next(400, body=REFUSED, path_ends="/sendDocument")
    confirmed(world, shown)
    assert len(files_of(world, ANN)) == 1
    confirmed(world, change_of(world, message, "Gym tomorrow at 9:30"))
    _, cancelled, second = files_of(world, ANN)
    assert b"METHOD:CANCEL" in cancelled
    assert fields(cancelled, b"SUMMARY") == [b"Dinner with Kate"]
    assert set(fields(cancelled, b"UID")) == set(fields(first, b"UID")) - set(fields(second, b"UID"))


def test_an_event_that_is_planned_again_is_not_taken_out_of_calendars(world: World) -> None:
    both = f"{GYM}, dinner with Kate at 19:30 tomorrow"
    message, shown = answer_to(world, both)
    confirmed(world, shown)
    shown = change_of(world, message, "Gym tomorrow at 8:15")
    world.telegram.fail_next(400, body=REFUSED, path_ends="/sendDocument")
    confirmed(world, shown)
    again = confirmed(world, change_of(world, message, both))
    assert len(files_of(world, ANN)) == 2
    assert fields(again, b"SEQUENCE") == [b"2", b"2"]


def test_a_press_whose_file_is_refused_is_answered_and_its_buttons_send_it_later(world: World) -> None:
    _, shown = answer_to(world, GYM)
    world.telegram.fail_next(400, body=REFUSED, path_ends="/sendDocument")
    assert press(world, ANN, shown, 0) == "Confirmed ✓"
    until_confirmed(world.telegram)
    assert world.telegram.edited == []
    assert fields(confirmed(world, shown), b"SUMMARY") == [b"Gym"]
    (changed,) = world.telegram.edited
    assert changed.buttons == ()


def test_a_press_that_is_too_old_to_answer_still_decides(world: World) -> None:
    _, shown = answer_to(world, GYM)
    late = {"ok": False, "error_code": 400, "description": "Bad Request: query is too old"}
    world.telegram.fail_next(400, body=json.dumps(late), path_ends="/answerCallbackQuery")
    world.telegram.user_presses(ANN, shown.message_id, shown.buttons[0].data)
    assert edited(world, ANN).buttons == ()
    until_confirmed(world.telegram)
    assert len(files_of(world, ANN)) == 1
    assert world.telegram.answered == []
