"""Whole bots in processes of their own talk to the local Telegram: those of other libraries, and one that is killed."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.rows import on_rows
from tests.testing.servers.bot_api import ANN, KATE, say, until

from schedbot_sdk.testing.servers import LocalTelegram, SentFile

BOTS = Path(__file__).parent / "bots"
STARTED = 30.0
PLAN = b"BEGIN:VCALENDAR"


@contextmanager
def bot(name: str, telegram: LocalTelegram, *arguments: str) -> Generator[subprocess.Popen[str]]:
    command = [sys.executable, "-W", "error", str(BOTS / name), telegram.base_url, telegram.token, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.slow
@on_rows("name", ["on_aiogram.py", "on_python_telegram_bot.py"])
def test_a_bot_of_another_library_polls_and_answers(telegram: LocalTelegram, name: str, tmp_path: Path) -> None:
    through = tmp_path / "through"
    say(telegram, "Gym tomorrow")
    telegram.user_says(KATE, "Gym today")
    with bot(name, telegram, str(through)) as process:
        question = telegram.wait_for_message(ANN.id, STARTED)
        assert (question.text, [button.data for button in question.buttons]) == ("Gym tomorrow?", ["yes"])
        assert telegram.wait_for_message(KATE.id).text == "Gym today?"
        telegram.user_presses(ANN, question.message_id, "yes")
        deleted = telegram.wait_for_action(ANN.id, method="deleteMessage")
        # Telegram had the last call before the bot has its answer: what is in the middle of it ends with an error.
        until(lambda: through.exists() and telegram.waiting == 0)
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=STARTED)
        assert (process.returncode, "Traceback" in output) == (0, False), output
    did = [action for action in telegram.actions if action.chat_id == ANN.id]
    assert [action.method for action in did] == [
        "sendChatAction", "sendMessage", "answerCallbackQuery", "editMessageText", "sendDocument", "sendDocument",
        "deleteMessage",
    ]  # fmt: skip
    assert [action.text for action in did] == ["typing", "Gym tomorrow?", "Kept", "Done", "Your plan", "", "Done"]
    files = [action.file for action in did if action.file is not None]
    assert [(file.name, file.content) for file in files] == [("plan.ics", PLAN)] * 2
    assert isinstance(files[0], SentFile)
    assert deleted.message_id == question.message_id
    assert {request.status for request in telegram.requests} == {200}
    assert len(telegram.confirmed) == 3


@pytest.mark.slow
@on_rows("name", ["on_aiogram.py", "on_python_telegram_bot.py"])
def test_a_bot_of_another_library_comes_through_what_telegram_does(name: str, tmp_path: Path) -> None:
    with LocalTelegram(close_connections_after=1.5) as telegram, bot(name, telegram, str(tmp_path / "through")):
        say(telegram, "one")
        assert telegram.wait_for_message(ANN.id, STARTED).text == "one?"
        telegram.fail_next(502, path_ends="/getUpdates")
        telegram.flood(1, path_ends="/getUpdates")
        until(lambda: {502, 429} <= {request.status for request in telegram.requests}, STARTED)
        until(lambda: telegram.is_polled, STARTED)
        until(lambda: telegram.waiting == 0)
        telegram.restart_ids(1000)
        say(telegram, "two")
        assert telegram.wait_for_message(ANN.id, STARTED, after=1).text == "two?"
        until(lambda: telegram.confirmed[-1:] == [1000], STARTED)


@pytest.mark.slow
def test_the_server_counts_the_updates_that_a_killed_bot_lost(telegram: LocalTelegram, tmp_path: Path) -> None:
    handled = tmp_path / "handled"
    say(telegram, *"abcde")
    with bot("hasty.py", telegram, str(handled)) as process:
        until(lambda: handled.exists() and handled.read_text(encoding="utf-8").endswith("\n"), STARTED)
        say(telegram, "f")
        process.kill()
        process.wait(STARTED)
    done = {int(line) for line in handled.read_text(encoding="utf-8").split()}
    assert len(set(telegram.confirmed) - done) == 4
    assert telegram.waiting == 1
    assert [poll.confirmed for poll in telegram.polls] == [0, 5]
