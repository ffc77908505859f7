"""The log of a poll: outages and their end, and the errors of handlers, without user text."""

from __future__ import annotations

import logging
import logging.handlers
import queue
from collections.abc import Callable, Iterator

import pytest
from tests.telegram.polls import ANN, both, poll, text_of, updates

from schedbot_sdk import (
    Attempt,
    ConflictError,
    RateLimitError,
    ResponseError,
    SchedbotError,
    ServerError,
    TransportError,
)
from schedbot_sdk.telegram import MemoryStore, Update
from schedbot_sdk.telegram.handlers.log import log_error
from schedbot_sdk.telegram.handlers.tracebacks import redacted_traceback
from schedbot_sdk.telegram.polling.log import OutageLog
from schedbot_sdk.testing import LocalTelegram

SECRET = "dentist on tuesday"
INTERRUPTED = TransportError("x", phase="read", request_sent=True)
DOWN = TransportError("x", phase="connect", request_sent=False)


@pytest.fixture(autouse=True)
def all_levels(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)


def levels(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.levelname for record in caplog.records if record.name == "schedbot_sdk.polling"]


def test_an_outage_is_a_warning_at_once_and_then_every_minute_and_its_end_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    log = OutageLog("api.test")
    for now in range(0, 200, 10):
        log.failed(DOWN, 1000.0 + now, wait=10.0, duration=0.0)
    assert levels(caplog) == ["WARNING"] * 4
    log.succeeded(1200.0)
    log.succeeded(1210.0)
    assert levels(caplog) == [*["WARNING"] * 4, "INFO"]
    log.failed(DOWN, 1215.0, wait=10.0, duration=0.0)
    assert levels(caplog)[-1] == "WARNING"
    assert all("api.test" in record.getMessage() for record in caplog.records)


def test_a_long_poll_interrupted_once_is_not_an_outage_but_twice_is(caplog: pytest.LogCaptureFixture) -> None:
    log = OutageLog("api.test")
    for _ in range(5):
        log.failed(INTERRUPTED, 1000.0, wait=0.0, duration=40.0)
        log.succeeded(1001.0)
    assert set(levels(caplog)) == {"DEBUG"}
    log.failed(INTERRUPTED, 1002.0, wait=0.0, duration=40.0)
    log.failed(INTERRUPTED, 1003.0, wait=1.0, duration=1.0)
    assert levels(caplog)[-1] == "WARNING"
    log.succeeded(1004.0)
    assert levels(caplog)[-1] == "INFO"


def test_a_warning_tells_the_user_what_to_check(caplog: pytest.LogCaptureFixture) -> None:
    errors: list[tuple[SchedbotError, str]] = [
        (DOWN, "DNS"),
        (ServerError("x", status_code=502), "proxy"),
        (ResponseError("x"), "base_url"),
        (ConflictError("x", status_code=409), "webhook"),
        (RateLimitError("x", status_code=429), "token"),
    ]
    for error, word in errors:
        error.operation = "telegram.getUpdates"
        error.attempts = (Attempt(None, "two\nlines", None),)
        caplog.clear()
        OutageLog("api.test").failed(error, 0.0, wait=1.5, duration=0.0)
        (message,) = [record.getMessage() for record in caplog.records]
        assert word in message
        assert type(error).__name__ in message
        assert "\n" not in message


@both
def test_start_stop_outage_and_recovery_are_lines_of_one_logger(
    twin: str, telegram: LocalTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    for way in ("poll", "updates"):
        caplog.clear()
        telegram.fail_next(502, body="<html>")
        telegram.user_says(ANN, SECRET)
        if way == "poll":
            poll(twin, telegram, until=1)
        else:
            updates(twin, telegram, leave_at=1)
        records = [record for record in caplog.records if record.name == "schedbot_sdk.polling"]
        assert [record.levelname for record in records] == ["INFO", "WARNING", "INFO", "INFO"], way
        host = telegram.base_url.partition("://")[2]
        assert all(host in record.getMessage() for record in records)
        assert not any(hidden in record.getMessage() for record in records for hidden in (SECRET, telegram.token))


def raised(make: Callable[[], object]) -> BaseException:
    try:
        make()
    except BaseException as error:
        return error
    raise AssertionError


def chained() -> None:
    try:
        raise KeyError(SECRET)  # noqa: TRY301  # one exception after the other is what is tested
    except KeyError as error:
        raise ValueError(f"cannot read {SECRET}") from error


def in_the_midst_of() -> None:
    try:
        raise KeyError(SECRET)  # noqa: TRY301  # one exception after the other is what is tested
    except KeyError:
        raise ValueError(SECRET)  # noqa: B904  # the context is what is tested


def noted() -> None:
    error = ValueError(SECRET)
    error.add_note(f"while reading {SECRET}")
    raise error


def grouped() -> None:
    inner = ExceptionGroup(SECRET, [OSError(2, SECRET, SECRET)])
    raise BaseExceptionGroup(SECRET, [raised(chained), raised(noted), inner])


def of_bad_code() -> None:
    compile(f"{SECRET} =", SECRET, "exec")


def in_a_circle() -> None:
    one, another = ValueError(SECRET), KeyError(SECRET)
    one.__context__, another.__context__ = another, one
    raise one


KINDS = [chained, in_the_midst_of, noted, grouped, of_bad_code, in_a_circle]


def test_a_traceback_names_every_exception_without_its_message() -> None:
    for make in KINDS:
        shown = redacted_traceback(raised(make))
        assert SECRET not in shown, make
        assert "test_log.py" in shown, make
        assert make.__name__ in shown
    assert all(kind in redacted_traceback(raised(chained)) for kind in ("KeyError", "ValueError", "direct cause"))
    group = redacted_traceback(raised(grouped))
    assert all(kind in group for kind in ("ExceptionGroup", "KeyError", "ValueError", "FileNotFoundError"))
    assert "KeyError" not in redacted_traceback(raised(lambda: _from_none()))


def _from_none() -> None:
    try:
        raise KeyError(SECRET)  # noqa: TRY301  # one exception after the other is what is tested
    except KeyError:
        raise ValueError(SECRET) from None


@pytest.fixture
def queued() -> Iterator[queue.SimpleQueue[logging.LogRecord]]:
    """The records that another thread or process would write."""
    records: queue.SimpleQueue[logging.LogRecord] = queue.SimpleQueue()
    handler = logging.handlers.QueueHandler(records)
    logging.getLogger("schedbot_sdk").addHandler(handler)
    yield records
    logging.getLogger("schedbot_sdk").removeHandler(handler)


def test_every_formatter_gets_the_same_text(
    caplog: pytest.LogCaptureFixture, queued: queue.SimpleQueue[logging.LogRecord]
) -> None:
    error = raised(chained)
    log_error("update %d", error, 7)
    (record,) = caplog.records
    assert record.exc_info is not None
    assert record.exc_info[1] is error
    assert record.filename == "test_log.py"
    for shown in (logging.Formatter().format(record), queued.get_nowait().getMessage()):
        assert "ValueError" in shown
        assert SECRET not in shown
    caplog.set_level(logging.CRITICAL, "schedbot_sdk.polling")
    log_error("update %d", error, 7)
    assert len(caplog.records) == 1


@both
def test_each_failure_of_a_handler_is_an_error_with_its_traceback(
    twin: str, telegram: LocalTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    mistakes = [KeyError(SECRET) for _ in range(3)]
    left = list(mistakes)
    store = MemoryStore()

    def step(update: Update) -> None:
        if text_of(update) == SECRET:
            raise left.pop(0)

    telegram.user_says(ANN, SECRET)
    telegram.user_says(ANN, "next")
    poll(twin, telegram, until=1, step=step, offset_store=store)
    records = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert [record.exc_info and record.exc_info[1] for record in records] == mistakes
    assert all("\n" not in record.getMessage() for record in records)
    form = logging.Formatter()
    text = "\n".join(form.format(record) for record in caplog.records if record.name.startswith("schedbot_sdk"))
    assert "test_log.py" in text
    assert SECRET not in text
    assert telegram.token.partition(":")[2] not in text
    assert "dead letter" in records[-1].getMessage()


@both
def test_an_outage_in_a_handler_is_a_warning_each_time(
    twin: str, telegram: LocalTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    left = [2]

    def step(_: Update) -> None:
        if left[0]:
            left[0] -= 1
            raise DOWN

    telegram.user_says(ANN, SECRET)
    poll(twin, telegram, until=1, step=step)
    records = [record for record in caplog.records if "handled yet" in record.getMessage()]
    written = [(record.levelname, bool(record.exc_info)) for record in records]
    assert written == [("WARNING", False), ("WARNING", False)]
