"""The protocol of rate limiters: requests wait for them before they are sent."""

from __future__ import annotations

from typing import Protocol

from schedbot_sdk._core.close_signal import CloseSignal

__all__ = ["QueuePosition", "RateLimiter"]


class QueuePosition:
    """The number of a request in a rate limiter's queue, kept between its attempts."""

    __slots__ = ("number",)

    def __init__(self) -> None:
        self.number: int | None = None
        """None before the first attempt."""


class RateLimiter(Protocol):
    """Lets requests pass in turn, queue by queue. Clients of any kind, threads and event loops may share it."""

    def wait(
        self, queue: str, seconds: float, position: QueuePosition, pause: float, close_signal: CloseSignal, /
    ) -> float | None:
        """Wait until the request may be sent.

        Args:
            queue: The queue in which it waits.
            seconds: The longest wait.
            position: Its place in the queue; a retry keeps the place of the first attempt.
            pause: Seconds from now that it waits in any case.
            close_signal: Ends the wait when it is set; the place becomes free.

        Returns:
            None when the request may be sent, or when the client was closed; at once the seconds that the wait would
            take when they are more than allowed.
        """
        ...

    async def wait_async(
        self, queue: str, seconds: float, position: QueuePosition, pause: float, close_signal: CloseSignal, /
    ) -> float | None:
        """Wait as `wait` does, without blocking the event loop."""
        ...

    def hold(self, seconds: float) -> None:
        """Let no request pass for this time, as the server asked."""
        ...
