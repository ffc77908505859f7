"""The decisions of a poll, without threads, event loops and waits."""

from __future__ import annotations

from asyncio import CancelledError

from tests.telegram.polling.scene import Scene

from schedbot_sdk import ConfigurationError, PermissionDeniedError, ServerError
from schedbot_sdk.telegram import PollControl, WrongHandlerError
from schedbot_sdk.telegram.polling.chat_queues import WorkItem

CLOSED = ConfigurationError("the client is closed")


def item_of(scene: Scene) -> WorkItem:
    item = scene.dispatcher.next_item()
    assert item is not None
    return item


def test_after_an_error_no_handler_starts() -> None:
    scene = Scene(concurrency=4)
    scene.shutdown.fail(OSError("disk full"))
    assert scene.dispatcher.next_item() is None


def test_an_update_that_fails_after_its_client_was_closed_stays_unfinished() -> None:
    scene = Scene(attempts=1)
    item = item_of(scene)
    scene.client_error = CLOSED
    scene.dispatcher.on_handled(item, ValueError())
    assert (item.error, item.failures) == (None, 0)
    assert (scene.dispatcher.running, scene.control.retried, scene.control.dead) == (0, 0, 0)
    assert scene.dispatcher.pending.offset == 1
    assert scene.shutdown.error is None


def test_an_update_whose_handler_ends_after_its_client_was_closed_is_finished() -> None:
    scene = Scene()
    item = item_of(scene)
    scene.client_error = CLOSED
    scene.dispatcher.on_handled(item, None)
    assert (scene.control.handled, scene.dispatcher.pending.offset) == (1, 2)


def test_a_keyboard_interrupt_in_a_handler_ends_the_poll_and_its_update_stays_unfinished() -> None:
    scene, interrupt = Scene(), KeyboardInterrupt()
    scene.dispatcher.on_handled(item_of(scene), interrupt)
    assert (scene.shutdown.error, scene.dispatcher.pending.offset) == (interrupt, 1)


def test_a_handler_that_was_cancelled_from_within_has_failed() -> None:
    scene = Scene(attempts=1)
    item = item_of(scene)
    scene.dispatcher.on_handled(item, CancelledError())
    assert isinstance(item.error, RuntimeError)
    assert scene.shutdown.error is None


def test_a_function_of_the_wrong_kind_ends_the_poll_and_gives_up_nothing() -> None:
    for is_given_up in (False, True):
        scene, error = Scene(attempts=1), WrongHandlerError("handler: pass a plain function")
        item = item_of(scene)
        if is_given_up:
            scene.dispatcher.on_handled(item, ValueError())
            item = item_of(scene)
        scene.dispatcher.on_handled(item, error)
        assert (scene.shutdown.error, scene.dispatcher.pending.offset) == (error, 1)
        assert scene.dispatcher.pending.dead_letters == ()


def test_with_on_error_stop_the_poll_ends_with_the_error_of_the_hook_or_else_of_the_handler() -> None:
    for hook_error in (None, OSError("disk full")):
        scene = Scene(attempts=1, on_error="stop", has_hook=hook_error is not None)
        error = PermissionDeniedError("x", status_code=403, service="telegram")
        scene.dispatcher.on_handled(item_of(scene), error)
        if hook_error is not None:
            scene.dispatcher.on_handled(item_of(scene), hook_error)
        else:
            assert scene.dispatcher.next_item() is None
        assert scene.shutdown.error is (hook_error or error)
        assert (scene.dispatcher.pending.offset, scene.dispatcher.pending.dead_letters) == (1, ())


def test_a_hook_that_fails_makes_a_dead_letter_of_its_update() -> None:
    scene = Scene(attempts=1)
    scene.dispatcher.on_handled(item_of(scene), KeyError())
    scene.dispatcher.on_handled(item_of(scene), OSError("disk full"))
    assert [letter.reason for letter in scene.dispatcher.pending.dead_letters] == ["KeyError"]
    assert (scene.shutdown.error, scene.control.dead) == (None, 1)


def test_a_store_that_fails_ends_the_poll_and_its_dead_letters_are_kept_for_the_next_save() -> None:
    scene, error = Scene(attempts=1, has_hook=False), OSError("disk full")
    scene.dispatcher.on_handled(item_of(scene), KeyError())
    dead_letters = scene.dispatcher.pending.dead_letters
    assert len(dead_letters) == 1
    assert not scene.dispatcher.on_saved(dead_letters, error)
    assert (scene.shutdown.error, scene.dispatcher.pending.dead_letters) == (error, dead_letters)
    assert scene.dispatcher.on_saved(dead_letters, None)
    assert scene.dispatcher.pending.dead_letters == ()


def test_only_one_poll_is_sent_at_a_time_and_a_failure_delays_the_next_one() -> None:
    scene = Scene()
    assert scene.dispatcher.next_poll() is None  # one is open
    event = scene.dispatcher.on_fetched(scene.poll, ServerError("x", status_code=502))
    assert event is not None
    assert (event.kind, event.operation, event.status_code, event.delay) == ("wait", "telegram.getUpdates", 502, 0.5)
    assert scene.dispatcher.next_poll() is None
    assert scene.dispatcher.seconds_to_wait() == 1.0  # a second between polls of one offset
    scene.clock.now += 1.0
    assert scene.dispatcher.next_poll() is not None
    assert scene.dispatcher.seconds_to_wait() is None
    assert scene.control.failures == 1


def test_a_retry_that_is_due_waits_for_a_free_handler() -> None:
    scene = Scene()
    scene.dispatcher.on_handled(item_of(scene), KeyError())
    assert scene.dispatcher.seconds_to_wait() == 0.5
    item = item_of(scene)
    scene.clock.now += 0.5
    assert scene.dispatcher.next_item() is None
    assert scene.dispatcher.seconds_to_wait() is None  # the end of a handler is an event
    scene.dispatcher.on_handled(item, None)
    assert scene.dispatcher.seconds_to_wait() == 0.0


def test_the_last_offset_is_confirmed_unless_telegram_knows_it_or_rejected_the_poll() -> None:
    scene = Scene()
    assert scene.dispatcher.final_offset() == 1
    scene.receive([])
    assert scene.dispatcher.final_offset() is None
    scene.dispatcher.on_handled(item_of(scene), None)
    assert scene.dispatcher.final_offset() == 2
    scene.dispatcher.on_fetched(scene.poll, PermissionDeniedError("x", status_code=403, service="telegram"))
    assert scene.dispatcher.final_offset() is None
    assert isinstance(scene.shutdown.error, PermissionDeniedError)


def test_a_control_calls_the_poll_also_when_it_was_stopped_before() -> None:
    control, calls = PollControl(), list[int]()
    control.on_stop(lambda: calls.append(1))
    control.stop()
    control.on_stop(lambda: calls.append(2))
    assert calls == [1, 2]
