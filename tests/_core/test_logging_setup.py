"""What the SDK writes to its loggers: which lines, at which levels, each on one line and without anybody's words."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import subprocess
import sys

import pytest
from tests._core.scripted import MESSAGES, Twin
from tests.rows import on_rows

from schedbot_sdk import (
    AsyncChatClient,
    AsyncTelegramClient,
    AsyncUsersClient,
    ChatClient,
    RetryPolicy,
    SchedbotError,
    TelegramClient,
    UsersClient,
)
from schedbot_sdk.testing import FaultServer, faults

ONCE = RetryPolicy(max_attempts=1)
AT_ONCE = RetryPolicy(max_attempts=3, initial_wait=0.001)
WORDS = "dentist on tuesday"
ANN = faults.answer(200, b'{"telegram_id":42,"first_name":"Ann","timezone":"Europe/Berlin"}')
COMPLETION = {
    "id": "c", "object": "chat.completion", "created": 1, "model": "m",
    "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "hi"}}],
    "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
}  # fmt: skip
WITHOUT_USAGE = {name: value for name, value in COMPLETION.items() if name != "usage"}
both = pytest.mark.parametrize("twin", ["sync", "async"])


def lines(caplog: pytest.LogCaptureFixture, name: str = "schedbot_sdk", level: int = logging.DEBUG) -> list[str]:
    """The messages of a logger and its children, of a level and above, with times as `0`."""
    own = [record for record in caplog.records if f"{record.name}.".startswith(f"{name}.") and record.levelno >= level]
    return [re.sub(r"\d+\.\d+ s", "0 s", record.getMessage()) for record in own]


def get_user(url: str, twin: Twin, retry: RetryPolicy = AT_ONCE) -> None:
    async def main() -> None:
        async with AsyncUsersClient(url, retry=retry) as users:
            await users.get_user(42)

    if twin == "async":
        asyncio.run(main())
    else:
        with UsersClient(url, retry=retry) as users:
            users.get_user(42)


def send(url: str, twin: Twin) -> None:
    async def main() -> None:
        async with AsyncTelegramClient("1:a", base_url=url, retry=ONCE) as telegram:
            await telegram.send_message(1, WORDS)

    if twin == "async":
        asyncio.run(main())
    else:
        with TelegramClient("1:a", base_url=url, retry=ONCE) as telegram:
            telegram.send_message(1, WORDS)


def ask(url: str, twin: Twin, times: int = 1) -> None:
    async def main() -> None:
        async with AsyncChatClient("k", base_url=url, model="m", retry=ONCE) as chat:
            for _ in range(times):
                await chat.complete(MESSAGES)

    if twin == "async":
        asyncio.run(main())
    else:
        with ChatClient("k", base_url=url, model="m", retry=ONCE) as chat:
            for _ in range(times):
                chat.complete(MESSAGES)


def stream(url: str, twin: Twin, times: int = 1) -> None:
    async def main() -> None:
        async with AsyncChatClient("k", base_url=url, model="m", retry=ONCE) as chat:
            for _ in range(times):
                async with chat.stream(MESSAGES) as parts:
                    _ = [part async for part in parts]
                parts.completion()

    if twin == "async":
        asyncio.run(main())
    else:
        with ChatClient("k", base_url=url, model="m", retry=ONCE) as chat:
            for _ in range(times):
                with chat.stream(MESSAGES) as parts:
                    list(parts)
                parts.completion()


@both
def test_each_attempt_is_a_debug_line_and_a_retry_a_warning(twin: Twin, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with FaultServer(faults.reset(), faults.unavailable(), ANN) as server:
        get_user(server.url, twin)
    logged_lines = lines(caplog, "schedbot_sdk.users")
    assert logged_lines[0] == "users.getUser: attempt 1"
    assert re.fullmatch(r"users\.getUser: attempt 1 failed after 0 s \(read: .+\)", logged_lines[1])
    assert re.fullmatch(r"users\.getUser: attempt 1 failed \(read: .+\); retrying in 0 s", logged_lines[2])
    assert logged_lines[3:] == [
        "users.getUser: attempt 2",
        "users.getUser: attempt 2 failed after 0 s (503)",
        "users.getUser: attempt 2 failed (503); retrying in 0 s",
        "users.getUser: attempt 3",
        "users.getUser: attempt 3 succeeded after 0 s (200)",
    ]
    assert lines(caplog, level=logging.WARNING) == [logged_lines[2], logged_lines[5]]


@both
def test_a_success_or_a_final_failure_does_not_log_a_warning(twin: Twin, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with FaultServer(ANN, faults.answer(404)) as server:
        get_user(server.url, twin)
        with pytest.raises(SchedbotError):
            get_user(server.url, twin)
    assert lines(caplog, level=logging.INFO) == []
    assert len(lines(caplog)) == 4


@both
def test_the_logger_is_that_of_the_service(twin: Twin, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with FaultServer(faults.answer(400)) as server:
        for call in (send, ask):
            with pytest.raises(SchedbotError):
                call(server.url, twin)
    assert len(lines(caplog, "schedbot_sdk.telegram")) == 2
    assert len(lines(caplog, "schedbot_sdk.chat")) == 2


@both
def test_a_truncated_stream_is_a_warning(twin: Twin, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    part = b'data: {"choices":[{"index":0,"delta":{"content":"' + WORDS.encode() + b'"}}]}\n\n'
    for end in (faults.event_stream(part), faults.event_stream(part, then="cut")):
        caplog.clear()
        with FaultServer(end) as server, pytest.raises(SchedbotError):
            stream(server.url, twin)
        (line,) = [one for one in lines(caplog, level=logging.WARNING) if "truncated" in one]
        assert line.startswith("chat.createChatCompletion: attempt 1 failed after 0 s (the stream was truncated: ")


@both
def test_a_deviation_is_a_warning_once_for_each_client(twin: Twin, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with FaultServer(faults.answer(200, json.dumps(WITHOUT_USAGE).encode())) as server:
        ask(server.url, twin, times=3)
        logged_lines = lines(caplog, level=logging.WARNING)
        assert [line for line in logged_lines if " usage" in line] == [
            "chat.createChatCompletion: the response deviates from the specification at usage (logged once per client)"
        ]
        assert len(logged_lines) == len(set(logged_lines))
        ask(server.url, twin)
    assert len(lines(caplog, level=logging.WARNING)) == 2 * len(logged_lines)


@both
def test_a_deviation_of_a_stream_is_a_warning_too(twin: Twin, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    part = b'data: {"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'
    with FaultServer(faults.event_stream(part)) as server:
        stream(server.url, twin, times=3)
    logged_lines = lines(caplog, level=logging.WARNING)
    assert len([line for line in logged_lines if " usage" in line]) == 1
    assert len(logged_lines) == len(set(logged_lines))


def test_a_path_that_a_server_made_up_breaks_no_line_and_fills_no_memory(caplog: pytest.LogCaptureFixture) -> None:
    from schedbot_sdk._core.deviations import Deviations

    class Answer:
        def __init__(self, *paths: str) -> None:
            self._paths = paths

        @property
        def deviations(self) -> tuple[str, ...]:
            return self._paths

    deviations = Deviations()
    deviations.note(Answer("a\nERROR forged", "choices[0].x", "choices[1].x"), service="chat", operation="chat.x")
    assert [line.count("\n") for line in lines(caplog)] == [0, 0]
    deviations.note(Answer(*(f"made_up_{n}" for n in range(1000))), service="chat", operation="chat.x")
    assert len(lines(caplog)) == 100
    deviations.note({"deviations": ("x",)}, service="chat", operation="chat.x")
    assert len(lines(caplog)) == 100


@both
def test_nothing_that_a_user_or_a_server_wrote_is_logged(twin: Twin, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    body = json.dumps({"ok": False, "error_code": 400, "description": f"no: {WORDS}", "error": {"message": WORDS}})
    refusal = faults.answer(503, body.encode(), headers={"x-request-id": "header-of-ours", "retry-after": "0"})
    with FaultServer(refusal) as server:
        for call in (send, ask, stream, get_user):
            with pytest.raises(SchedbotError):
                call(server.url, twin)
    own = [record for record in caplog.records if record.name.startswith("schedbot_sdk")]
    shown = "\n".join(str(vars(record)) for record in own)
    assert own
    assert not [words for words in (WORDS, "header-of-ours", "/users/42", "send_message?") if words in shown]


def test_a_cause_of_several_lines_is_one_line(caplog: pytest.LogCaptureFixture) -> None:
    from schedbot_sdk._core import events

    assert events._on_one_line("a\r\nb\u2028c\x85d") == "a b c d"  # pyright: ignore[reportPrivateUsage]


def show(code: str, **env: str) -> subprocess.CompletedProcess[str]:
    """A program of its own, with nothing of logging set up."""
    kept = {name: value for name, value in os.environ.items() if name != "SCHEDBOT_LOG"}
    return subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True, timeout=60, env={**kept, **env}
    )


CALL = """
import logging, sys
from schedbot_sdk import SchedbotError, UsersClient
try:
    UsersClient("http://127.0.0.1:9", retry=None).get_user(42, deadline=0.3)
except SchedbotError:
    pass
"""


def test_a_program_without_logging_sees_nothing() -> None:
    done = show(CALL)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("wanted", ["debug", "DEBUG", " debug "])
def test_schedbot_log_shows_the_lines_on_stderr(wanted: str) -> None:
    done = show(CALL, SCHEDBOT_LOG=wanted)
    assert done.returncode == 0
    assert done.stdout == ""
    assert re.match(r"\d{4}-\d\d-\d\d \S+ DEBUG schedbot_sdk\.users: users\.getUser: attempt 1\n", done.stderr)


def test_schedbot_log_info_leaves_the_attempts_out() -> None:
    code = "import schedbot_sdk, logging; log = logging.getLogger('schedbot_sdk.chat'); log.info('a'); log.debug('b')"
    done = show(code, SCHEDBOT_LOG="info")
    assert [line.partition(" INFO ")[2] for line in done.stderr.splitlines()] == ["schedbot_sdk.chat: a"]


def test_a_program_with_logging_of_its_own_gets_each_line_once() -> None:
    code = f"import logging; logging.basicConfig(format='own %(message)s'){CALL}"
    after = CALL.replace("try:", "logging.basicConfig(format='own %(message)s')\ntry:")
    for one in (code, after):
        done = show(one, SCHEDBOT_LOG="debug")
        logged_lines = done.stderr.splitlines()
        assert [line for line in logged_lines if "getUser: attempt 1" in line][:1] == ["own users.getUser: attempt 1"]
        assert all(line.startswith("own ") for line in logged_lines)


@on_rows("wanted", ["verbose", "1", "warning", "a\nb" * 100, "\u044f"])
def test_a_wrong_value_gets_one_line_and_breaks_nothing(wanted: str) -> None:
    done = show(CALL, SCHEDBOT_LOG=wanted)
    assert done.returncode == 0
    (line,) = done.stderr.splitlines()
    assert "SCHEDBOT_LOG" in line
    assert "debug or info" in line
    assert len(line) < 150


def test_a_program_without_a_console_breaks_nothing() -> None:
    for wanted in ("debug", "verbose"):
        code = f"import sys; sys.stderr = None{CALL}print('done')"
        assert show(code, SCHEDBOT_LOG=wanted).stdout == "done\n"
