"""Files: bytes, paths and what Telegram knows already; the same again on a retry."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from tests.rows import on_rows
from tests.telegram.sending.twins import ANN, both, does, sent_requests

from schedbot_sdk import ConfigurationError, ServerError
from schedbot_sdk.testing import LocalTelegram

CONTENT = bytes(range(256)) * 3 + b"\r\n--boundary\r\n"
NAMES = ["plan.ics", "план на неделю.ics", 'a "quoted" \\ name.txt', "line\nbreak\r.txt", "percent%22.txt", "😀.bin"]


@both
@pytest.mark.parametrize("name", NAMES)
def test_bytes_arrive_under_any_name(telegram: LocalTelegram, twin: str, name: str) -> None:
    message = does(twin, telegram, lambda bot: bot.send_document(ANN.id, CONTENT, file_name=name))
    (action,) = telegram.actions
    assert action.file is not None
    assert action.file.content == CONTENT
    assert message.document.file_name == action.file.name
    # As the HTML standard has it, a form says a quote and a line's end in percent, and nobody can take that back.
    said = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
    assert action.file.name in {name, said}


@both
def test_a_path_is_sent_under_its_name_or_another(telegram: LocalTelegram, twin: str, tmp_path: Path) -> None:
    path = tmp_path / "schedule.ics"
    path.write_bytes(b"BEGIN:VCALENDAR")
    does(twin, telegram, lambda bot: bot.send_document(ANN.id, path, caption="Your week"))
    does(twin, telegram, lambda bot: bot.send_document(ANN.id, path, file_name="week.ics"))
    first, second = telegram.actions
    assert first.file is not None
    assert second.file is not None
    assert (first.file.name, first.file.media_type, first.file.content, first.text) == (
        "schedule.ics",
        "text/calendar",
        b"BEGIN:VCALENDAR",
        "Your week",
    )
    assert second.file.name == "week.ics"


@both
def test_what_telegram_knows_is_sent_by_its_id(telegram: LocalTelegram, twin: str) -> None:
    first = does(twin, telegram, lambda bot: bot.send_document(ANN.id, CONTENT, file_name="a.bin"))
    does(twin, telegram, lambda bot: bot.send_document(ANN.id, first.document.file_id))
    assert [action.file and action.file.content for action in telegram.actions] == [CONTENT, CONTENT]


@both
def test_all_that_goes_beside_a_file_arrives(telegram: LocalTelegram, twin: str) -> None:
    message = does(
        twin,
        telegram,
        lambda bot: bot.send_document(
            ANN.id,
            CONTENT,
            file_name="a.bin",
            caption="жирный",
            caption_entities=[{"type": "bold", "offset": 0, "length": 6}],
            reply_markup={"inline_keyboard": [[{"text": "Yes", "callback_data": "yes"}]]},
            reply_parameters={"message_id": 1},
        ),
    )
    assert message.caption == "жирный"
    assert [entity.type for entity in message.caption_entities] == ["bold"]
    assert message.reply_to_message.message_id == 1
    (action,) = telegram.actions
    assert [button.data for button in action.buttons] == ["yes"]


@both
@pytest.mark.parametrize("status", [429, 502])
def test_a_retry_sends_the_file_from_its_beginning(telegram: LocalTelegram, twin: str, status: int) -> None:
    own = f'{{"ok": false, "error_code": {status}, "description": "not now"}}'
    telegram.fail_next(status, body=own, path_ends="/sendDocument")
    does(twin, telegram, lambda bot: bot.send_document(ANN.id, CONTENT, file_name="a.bin"))
    assert sent_requests(telegram) == ["sendDocument", "sendDocument"]
    assert [action.file and action.file.content for action in telegram.actions] == [CONTENT]


@both
def test_a_page_of_a_proxy_may_hide_a_file_that_arrived_and_is_no_reason_to_send_it_again(
    telegram: LocalTelegram, twin: str
) -> None:
    telegram.fail_next(502, body="<html>Bad Gateway</html>", path_ends="/sendDocument")
    with pytest.raises(ServerError):
        does(twin, telegram, lambda bot: bot.send_document(ANN.id, CONTENT, file_name="a.bin"))
    assert sent_requests(telegram) == ["sendDocument"]


@both
@on_rows(
    ("document", "name", "problem_text"),
    [
        (b"x", None, "file_name"),
        (b"x", "", "file_name"),
        (b"x", 7, "file_name"),
        (b"", "a.txt", "empty"),
        ("", None, "document"),
        (7, "a.txt", "document"),
        (None, "a.txt", "document"),
    ],
)
def test_what_is_no_file_is_refused_with_what_to_pass(
    telegram: LocalTelegram, twin: str, document: Any, name: Any, problem_text: str
) -> None:
    with pytest.raises(ConfigurationError, match=problem_text):
        does(twin, telegram, lambda bot: bot.send_document(ANN.id, document, file_name=name))
    assert sent_requests(telegram) == []


@both
def test_a_path_that_is_not_there_is_the_systems_own_error(telegram: LocalTelegram, twin: str, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        does(twin, telegram, lambda bot: bot.send_document(ANN.id, tmp_path / "none.ics"))
    assert sent_requests(telegram) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_slow_file_does_not_hold_the_event_loop_up(telegram: LocalTelegram, tmp_path: Path) -> None:
    """A named pipe lets its reader wait until somebody writes: here a task of the same loop."""
    import asyncio

    from schedbot_sdk import AsyncTelegramClient

    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)

    async def run() -> None:
        async with AsyncTelegramClient(telegram.token, base_url=telegram.base_url) as bot:
            sending = asyncio.create_task(bot.send_document(ANN.id, pipe))
            await asyncio.sleep(0.05)
            await asyncio.to_thread(pipe.write_bytes, b"at last")
            await asyncio.wait_for(sending, 10)

    asyncio.run(run())
    assert [action.file and action.file.content for action in telegram.actions] == [b"at last"]


@both
def test_a_message_is_deleted(telegram: LocalTelegram, twin: str) -> None:
    sent = does(twin, telegram, lambda bot: bot.send_message(ANN.id, "oops"))
    assert does(twin, telegram, lambda bot: bot.delete_message(ANN.id, sent.message_id)) is True
    assert telegram.actions[-1].method == "deleteMessage"
