"""The quickstarts and the bot as processes with environment variables only."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.assistant.world import ANN, World, day, servers

EXAMPLES = Path(__file__).parents[2] / "examples"
NAMES = (
    *("TELEGRAM_BOT_TOKEN", "BOT_TOKEN", "TELEGRAM_BASE_URL", "SCHEDBOT_USERS_BASE_URL", "SCHEDBOT_USERS_TOKEN"),
    *("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL"),
)
PATIENCE = 30.0


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[World]:
    """The servers, and no bot."""
    with servers(tmp_path) as here:
        yield here


def local_environment(world: World | None = None) -> dict[str, str]:
    """An environment that says where the services are."""
    plain = {name: value for name, value in os.environ.items() if name not in NAMES}
    here = (
        {}
        if world is None
        else {
            "TELEGRAM_BOT_TOKEN": world.telegram.token,
            "TELEGRAM_BASE_URL": world.telegram.base_url,
            "SCHEDBOT_USERS_BASE_URL": world.users.base_url,
            "OPENAI_API_KEY": world.chat.api_key,
            "OPENAI_BASE_URL": world.chat.base_url,
            "OPENAI_MODEL": world.chat.model,
        }
    )
    return {**plain, "PYTHONUTF8": "1", "NO_PROXY": "127.0.0.1", **here}


def run(path: str, environment: dict[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, EXAMPLES / path],
        env=environment,
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )


@pytest.mark.parametrize("name", ["quickstart_sync.py", "quickstart_async.py"])
def test_a_quickstart_asks_each_service_once(alone: World, tmp_path: Path, name: str) -> None:
    alone.telegram.user_says(ANN, "Gym tomorrow at 7:00")
    ended = run(name, local_environment(alone), tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "Gym tomorrow at 7:00" in ended.stdout
    assert "Europe/Berlin" in ended.stdout
    assert f'"date": "{day("Europe/Berlin", 1):%Y-%m-%d}", "time": "07:00"' in ended.stdout
    assert [len(server.requests) for server in (alone.telegram, alone.users, alone.chat)] == [1, 1, 1]
    assert alone.telegram.waiting == 1


@pytest.mark.parametrize("name", ["quickstart_sync.py", "quickstart_async.py"])
def test_a_quickstart_says_when_there_are_no_messages(alone: World, tmp_path: Path, name: str) -> None:
    ended = run(name, local_environment(alone), tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == "Nobody wrote to the bot. Send it a message, and run this again.\n"


@pytest.mark.parametrize("name", ["quickstart_sync.py", "quickstart_async.py"])
def test_a_quickstart_is_short(name: str) -> None:
    assert len((EXAMPLES / name).read_text(encoding="utf-8").splitlines()) < 40


def test_the_bot_is_read_in_two_minutes() -> None:
    assert len((EXAMPLES / "schedule_bot.py").read_text(encoding="utf-8").splitlines()) <= 80


def test_the_quickstart_runs_against_the_servers_of_the_command_line(tmp_path: Path) -> None:
    served = subprocess.Popen(
        [sys.executable, "-m", "schedbot_sdk.testing", "all"], stdout=subprocess.PIPE, encoding="utf-8", cwd=tmp_path
    )
    try:
        assert served.stdout is not None
        lines = [served.stdout.readline().strip() for _ in range(6)]
        exports = dict(line.removeprefix("export ").split("=", 1) for line in lines)
        ended = run("quickstart_sync.py", {**local_environment(), **exports}, tmp_path)
        assert (ended.returncode, ended.stderr) == (0, "")
        assert '"time": "07:00"' in ended.stdout
    finally:
        served.terminate()
        served.communicate(timeout=PATIENCE)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_bot_as_a_program_answers_until_it_is_stopped(alone: World, tmp_path: Path, number: signal.Signals) -> None:
    started = subprocess.Popen(
        [sys.executable, EXAMPLES / "schedule_bot.py"],
        env=local_environment(alone),
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        alone.telegram.user_says(ANN, "Gym tomorrow at 7:00")
        assert "\n07:00 — Gym" in alone.telegram.wait_for_message(ANN.id, timeout=PATIENCE).text
        alone.telegram.user_says(ANN, "/about")
        assert "example bot" in alone.telegram.wait_for_message(ANN.id, after=1, timeout=PATIENCE).text
    finally:
        started.send_signal(number)
        _, errors = started.communicate(timeout=PATIENCE)
    assert started.returncode == 0
    assert "Traceback" not in errors
    assert "Gym" not in errors


def test_the_bot_names_the_setting_that_is_missing(tmp_path: Path) -> None:
    ended = run("schedule_bot.py", local_environment(), tmp_path)
    assert ended.returncode == 2
    assert "TELEGRAM_BOT_TOKEN" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_the_bot_ends_with_a_sentence_when_its_token_is_wrong(alone: World, tmp_path: Path) -> None:
    ended = run("schedule_bot.py", {**local_environment(alone), "TELEGRAM_BOT_TOKEN": "100000:another"}, tmp_path)
    assert ended.returncode == 1
    assert "wrong or invalid bot token" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "another" not in ended.stderr
