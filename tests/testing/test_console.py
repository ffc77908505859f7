"""Talking to a bot from the shell: what is typed comes as messages, and what the bot sends is shown."""

from __future__ import annotations

import shlex
import signal
import subprocess
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import httpx
from tests.rows import on_rows

COMMAND = [sys.executable, "-W", "error", "-X", "utf8", "-m", "schedbot_sdk.testing"]


class Shell:
    """A local Telegram in a process, with its standard input and output."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        exports = dict(shlex.split(self.line())[1].split("=", 1) for _ in range(2))
        self._bot = f"{exports['TELEGRAM_BASE_URL']}/bot{exports['TELEGRAM_BOT_TOKEN']}"

    def line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def type(self, text: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(text)
        self._process.stdin.flush()

    def hang_up(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()

    def upload(self, name: str, caption: str) -> None:
        fields = {"chat_id": "42", "caption": caption}
        httpx.post(f"{self._bot}/sendDocument", data=fields, files={"document": (name, b"BEGIN")})

    def ask(self, method: str, **params: object) -> Any:
        return httpx.post(f"{self._bot}/{method}", json=params, timeout=20).json()["result"]

    def hear(self, offset: int = 0) -> tuple[int, str]:
        """Who wrote what, as soon as somebody does."""
        update = self.ask("getUpdates", timeout=10, offset=offset, limit=1)[0]
        return update["message"]["from"]["id"], update["message"]["text"]


@contextmanager
def shell(*before: str, end: int = signal.SIGTERM) -> Generator[Shell]:
    with subprocess.Popen(
        [*before, *COMMAND, "telegram"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    ) as process:  # fmt: skip
        limit = threading.Timer(60, process.kill)
        limit.start()
        try:
            yield Shell(process)
        finally:
            process.send_signal(end)
            assert process.stderr is not None
            errors, code = process.stderr.read(), process.wait()
            limit.cancel()
        assert (code, errors) == (0, "")


@on_rows("end", [signal.SIGINT, signal.SIGTERM])
def test_each_line_is_a_message_and_each_text_of_the_bot_a_line(end: int) -> None:
    with shell(end=end) as bot:
        bot.type("Привет\n\n  \nand")
        assert bot.hear() == (42, "Привет")
        sent = bot.ask("sendMessage", chat_id=42, text="One\nдва 😀", reply_markup={"inline_keyboard": [BUTTONS]})
        assert bot.line() == "bot to Ann (42): One / два 😀 [Yes] [No]\n"
        bot.ask("sendChatAction", chat_id=42, action="typing")
        bot.ask("editMessageText", chat_id=42, message_id=sent["message_id"], text="Three")
        assert bot.line() == "bot to Ann (42), edited: Three\n"
        bot.type(" more\n")
        assert bot.hear(-1) == (42, "and more")


BUTTONS = [{"text": "Yes", "callback_data": "y"}, {"text": "No", "callback_data": "n"}]


def test_a_file_is_shown_by_its_name() -> None:
    with shell() as bot:
        bot.type("my plan?\n")
        assert bot.hear() == (42, "my plan?")
        bot.upload("plan.ics", "Yours")
        assert bot.line() == "bot to Ann (42), file plan.ics: Yours\n"


def test_the_end_of_standard_input_ends_no_server() -> None:
    with shell() as bot:
        bot.type("without an end of the line")
        bot.hang_up()
        assert bot.hear() == (42, "without an end of the line")
        assert bot.ask("sendMessage", chat_id=42, text="Still here")
        assert bot.line() == "bot to Ann (42): Still here\n"


def test_a_server_runs_without_standard_input() -> None:
    with shell("sh", "-c", 'exec "$@" <&-', "sh") as bot:
        assert bot.ask("getMe")


IN_THE_BACKGROUND = """
import os, pty, shlex, subprocess, sys, urllib.request

shell, _ = pty.fork()
if shell == 0:  # it has a terminal, and the server is in another group than the one that may read from it
    with subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, text=True, process_group=0) as server:
        try:
            token, url = (shlex.split(server.stdout.readline())[1].partition("=")[2] for _ in range(2))
            urllib.request.urlopen(f"{url}/bot{token}/getMe", timeout=10)
            server.terminate()
            server.wait(10)
        finally:
            server.kill()
    os._exit(server.returncode)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(shell, 0)[1]))
"""


def test_a_server_in_the_background_of_a_terminal_is_not_stopped() -> None:
    command = [sys.executable, "-c", IN_THE_BACKGROUND, *COMMAND, "telegram"]
    subprocess.run(command, check=True, timeout=60)


def test_a_line_in_brackets_presses_the_newest_button_with_that_text() -> None:
    with shell() as telegram:
        telegram.type("/start\n")
        assert telegram.hear() == (42, "/start")
        for number in (1, 2):
            row = [{"text": "Confirm", "callback_data": f"yes:{number}"}, {"text": "Cancel", "callback_data": "no"}]
            telegram.ask("sendMessage", chat_id=42, text=f"Plan {number}", reply_markup={"inline_keyboard": [row]})
            assert telegram.line() == f"bot to Ann (42): Plan {number} [Confirm] [Cancel]\n"
        telegram.type("[Confirm]\n")
        update = telegram.ask("getUpdates", timeout=10, offset=-1)[0]
        assert update["callback_query"]["data"] == "yes:2"
        telegram.type("[No button]\n")
        assert telegram.hear(update["update_id"] + 1) == (42, "[No button]")
