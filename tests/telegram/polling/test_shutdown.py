"""When a poll ends, with which error, and how long its handlers may run."""

from __future__ import annotations

from tests.telegram.polling.scene import Scene

from schedbot_sdk import ConfigurationError

CLOSED = ConfigurationError("the client is closed")


def test_a_poll_ends_when_it_is_stopped_when_its_client_is_closed_and_after_an_error() -> None:
    scene = Scene()
    assert not scene.shutdown.is_due()
    scene.control.stop()
    assert scene.shutdown.is_due()
    scene.client_error = CLOSED  # closed after the stop: the poll ends without an error
    assert (scene.shutdown.is_due(), scene.shutdown.error) == (True, None)

    scene = Scene()
    scene.client_error = CLOSED
    assert (scene.shutdown.is_due(), scene.shutdown.error) == (True, CLOSED)

    scene, error = Scene(), OSError("disk full")
    scene.shutdown.fail(error)
    scene.client_error = CLOSED
    assert (scene.shutdown.is_due(), scene.shutdown.error) == (True, error)


def test_the_first_error_counts_but_a_keyboard_interrupt_replaces_it() -> None:
    shutdown, first, interrupt = Scene().shutdown, OSError("disk full"), KeyboardInterrupt()
    shutdown.fail(first)
    shutdown.fail(ValueError())
    errors: list[BaseException | None] = [shutdown.error]
    shutdown.fail(interrupt)
    errors.append(shutdown.error)
    assert errors == [first, interrupt]


def test_handlers_have_the_drain_time_from_the_first_stop_on() -> None:
    scene = Scene(drain=10.0)
    scene.shutdown.begin_drain()
    scene.clock.now += 4.0
    scene.shutdown.begin_drain()
    assert scene.shutdown.drain_seconds() == 6.0
    scene.clock.now += 100.0
    assert scene.shutdown.drain_seconds() == 0.0
    assert Scene(drain=7.0).shutdown.drain_seconds() == 7.0
