"""A dispatcher with a clock of its own, to which two chats have written."""

from __future__ import annotations

from dataclasses import dataclass

from schedbot_sdk import SchedbotError
from schedbot_sdk._core.runtime import Runtime
from schedbot_sdk.telegram import OnError, PollControl, Progress, Update
from schedbot_sdk.telegram.polling.dispatcher import Dispatcher
from schedbot_sdk.telegram.polling.options import PollOptions
from schedbot_sdk.telegram.polling.shutdown import Shutdown
from schedbot_sdk.telegram.polling.timing import Poll
from schedbot_sdk.telegram.types.decode_batch import Received

__all__ = ["Clock", "Scene"]


@dataclass
class Clock:
    now: float = 1000.0

    def read(self) -> float:
        return self.now


class Scene:
    """Updates 1 and 3 are of one chat, update 2 of another. The next poll is open."""

    def __init__(
        self,
        attempts: int = 3,
        concurrency: int = 1,
        *,
        drain: float = 0.0,
        has_hook: bool = True,
        on_error: OnError = "dead_letter",
    ) -> None:
        self.clock, self.control = Clock(), PollControl()
        self.client_error: SchedbotError | None = None
        options = PollOptions(
            timeout=30,
            allowed_updates=None,
            on_conflict="stop",
            skip_pending=False,
            has_hook=has_hook,
            attempts=attempts,
            concurrency=concurrency,
            drain=drain,
            on_error=on_error,
        )
        runtime = Runtime(monotonic=self.clock.read, random=lambda: 0.5)
        self.dispatcher = Dispatcher(options, Progress(), self.control, runtime, lambda: self.client_error)
        self.poll = self.send_poll()
        self.receive([Received(Update(update_id=number), f"key{number}", number % 2) for number in (1, 2, 3)])

    @property
    def shutdown(self) -> Shutdown:
        return self.dispatcher.shutdown

    def send_poll(self) -> Poll:
        """Send the next poll as soon as it is due."""
        while (poll := self.dispatcher.next_poll()) is None:
            wait = self.dispatcher.seconds_to_wait()
            assert wait
            self.clock.now += wait
        return poll

    def receive(self, updates: list[Received]) -> None:
        """Answer the poll that is open, and send the next one."""
        self.dispatcher.on_fetched(self.poll, updates)
        self.poll = self.send_poll()

    def fail(self, error: Exception, times: int) -> list[float]:
        """Let the first update fail so often while the other chat is handled, and return the waits."""
        waits: list[float] = []
        while len(waits) < times:
            item = self.dispatcher.next_item()
            if item is None:
                wait = self.dispatcher.seconds_to_wait()
                assert wait is not None
                waits.append(wait)
                self.clock.now += wait
            elif item.received.update_id == 1 and item.error is None:
                self.dispatcher.on_handled(item, error)
            else:
                assert item.received.update_id == 2, "an update went before an earlier one of its chat"
                self.dispatcher.on_handled(item, None)
        return waits
