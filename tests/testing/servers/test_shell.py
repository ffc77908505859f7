"""The local servers from the shell: they print where they are, serve, and end without a trace."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from schedbot_sdk.testing.__main__ import main

COMMAND = [sys.executable, "-W", "error", "-m", "schedbot_sdk.testing"]


@contextmanager
def running(*arguments: str, lines: int, end: int = signal.SIGTERM) -> Generator[dict[str, str]]:
    with subprocess.Popen([*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        exports = [process.stdout.readline().strip() for _ in range(lines)]
        try:
            yield dict(line.removeprefix("export ").split("=", 1) for line in exports)
        finally:
            process.send_signal(end)
            out, err = process.communicate(timeout=10)
        assert (process.returncode, out, err) == (0, "", "")


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_all_three_come_with_a_user_and_a_message(end: int) -> None:
    with running("all", lines=6, end=end) as env:
        bot = f"{env['TELEGRAM_BASE_URL']}/bot{env['TELEGRAM_BOT_TOKEN']}"
        updates = httpx.get(f"{bot}/getUpdates").json()["result"]
        assert [update["message"]["text"] for update in updates] == ["Gym tomorrow at 7:00"]
        user_id = updates[0]["message"]["from"]["id"]
        assert httpx.get(f"{env['SCHEDBOT_USERS_BASE_URL']}/users/{user_id}").json()["timezone"] == "Europe/Berlin"
        headers = {"Authorization": f"Bearer {env['OPENAI_API_KEY']}"}
        models = httpx.get(f"{env['OPENAI_BASE_URL']}/models", headers=headers).json()["data"]
        assert [model["id"] for model in models] == [env["OPENAI_MODEL"]]


def test_the_users_service_takes_users_and_a_token(tmp_path: Path) -> None:
    database = str(tmp_path / "u.sqlite")
    with running("users", "--database", database, "--add", "7:Юля:Asia/Omsk", "--token", "t", lines=2) as env:
        url = f"{env['SCHEDBOT_USERS_BASE_URL']}/users/7"
        headers = {"Authorization": f"Bearer {env['SCHEDBOT_USERS_TOKEN']}"}
        assert httpx.get(url).status_code == 401
        assert httpx.get(url, headers=headers).json()["first_name"] == "Юля"


def test_the_bot_server_takes_a_token() -> None:
    with running("telegram", "--token", "5:abc", lines=2) as env:
        assert httpx.get(f"{env['TELEGRAM_BASE_URL']}/bot5:abc/getMe").json()["result"]["id"] == 5


def test_the_chat_server_takes_a_key_and_a_model() -> None:
    with running("chat", "--api-key", "k", "--model", "m2", lines=3) as env:
        assert (env["OPENAI_API_KEY"], env["OPENAI_MODEL"]) == ("k", "m2")


@pytest.mark.parametrize("arguments", [["--help"], ["telegram", "--help"], ["users", "--help"], ["all", "--help"]])
def test_help_is_given(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 0
    assert "usage: python -m schedbot_sdk.testing" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments", [[], ["nope"], ["users"], ["users", "--database", "x", "--add", "7"], ["telegram", "--port", "x"]]
)
def test_a_wrong_command_line_is_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "error:" in capsys.readouterr().err
