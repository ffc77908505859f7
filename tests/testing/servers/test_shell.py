"""The local servers from the shell: they print where they are, serve, and end without a trace."""

from __future__ import annotations

import os
import shlex
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from tests.rows import on_rows

from schedbot_sdk.testing.__main__ import main

COMMAND = [sys.executable, "-W", "error", "-m", "schedbot_sdk.testing"]


@contextmanager
def running(*arguments: str, lines: int, end: int = signal.SIGTERM) -> Generator[dict[str, str]]:
    with subprocess.Popen(
        [*COMMAND, *arguments],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        limit = threading.Timer(30, process.kill)
        limit.start()
        try:
            exports = [process.stdout.readline() for _ in range(lines)]
            yield dict(shlex.split(line)[1].split("=", 1) for line in exports)
        finally:
            process.send_signal(end)
            out, err = process.communicate()
            limit.cancel()
        assert (process.returncode, out, err) == (0, "", "")


@on_rows("end", [signal.SIGINT, signal.SIGTERM])
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
    with running("chat", "--api-key", "k $HOME 'x'", "--model", "m2", lines=3) as env:
        assert (env["OPENAI_API_KEY"], env["OPENAI_MODEL"]) == ("k $HOME 'x'", "m2")


def test_a_port_can_be_chosen_and_one_that_is_taken_is_an_error_without_a_traceback() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    with running("chat", "--port", port, lines=3) as env:
        assert env["OPENAI_BASE_URL"] == f"http://127.0.0.1:{port}/v1"
        again = subprocess.run([*COMMAND, "chat", "--port", port], capture_output=True, text=True, timeout=30)
    assert (again.returncode, again.stdout) == (1, "")
    assert again.stderr.startswith("error: ")
    assert again.stderr.count("\n") == 1


def test_a_file_other_than_a_database_is_an_error_without_a_traceback(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("this is no database at all, whatever its name says" * 20)
    command = [*COMMAND, "users", "--database", str(file), "--add", "7:Ann:UTC"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", "error: file is not a database\n")


@pytest.fixture
def plain(tmp_path: Path) -> dict[str, str]:
    """The environment of a Python without the extra."""
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['uvicorn'] = None\n")
    path = os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {**os.environ, "PYTHONPATH": path}


def test_without_the_extra_the_command_says_what_to_install(plain: dict[str, str]) -> None:
    ended = subprocess.run([*COMMAND, "all"], capture_output=True, text=True, timeout=30, env=plain)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == "error: schedbot_sdk.testing needs uvicorn: pip install 'schedbot-sdk[testing]'\n"


def test_without_the_extra_an_import_is_an_error_that_can_be_caught(plain: dict[str, str], tmp_path: Path) -> None:
    package = tmp_path / "mine"
    package.mkdir()
    (package / "__init__.py").write_text(
        "try:\n    import schedbot_sdk.testing\nexcept ModuleNotFoundError as error:\n    print(error.name)\n"
    )
    (package / "__main__.py").write_text("")
    command = [sys.executable, "-m", "mine"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30, env=plain)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "uvicorn\n", "")


@on_rows("arguments", [["--help"], ["telegram", "--help"], ["users", "--help"], ["chat", "--help"], ["all", "--help"]])
def test_help_is_given(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 0
    assert "usage: python -m schedbot_sdk.testing" in capsys.readouterr().out


@on_rows(
    "arguments",
    [
        [],
        ["nope"],
        ["users"],
        ["users", "--database", "x", "--add", "7"],
        ["users", "--database", "x", "--add", "0:Ann:UTC"],
        ["users", "--database", "x", "--add", f"{10**20}:Ann:UTC"],
        ["telegram", "--port", "x"],
        ["telegram", "--port", "65536"],
        ["telegram", "--token", "no token"],
    ],
)
def test_a_wrong_command_line_is_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "error:" in capsys.readouterr().err
