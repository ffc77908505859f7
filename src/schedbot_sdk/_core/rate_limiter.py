"""What requests pass on their way out, where a server limits their pace."""

from __future__ import annotations

from typing import Protocol

from schedbot_sdk._core.close_signal import CloseSignal

__all__ = ["QueuePosition", "RateLimiter"]


class QueuePosition:
    """What a gate remembers of one request between its attempts: the number that it was given at its first turn."""

    __slots__ = ("number",)

    def __init__(self) -> None:
        self.number: int | None = None


class RateLimiter(Protocol):
    """Lets requests out in turn, lane by lane. It may be shared by clients of any kind, threads and event loops."""

    def wait(self, lane: str, seconds: float, place: QueuePosition, pause: float, bell: CloseSignal) -> float | None:
        """Wait for a turn: None when it has come, or at once the seconds it would take where that is too long.

        Who had a turn before stands where it stood, and waits there also for its pause: seconds, from now. A bell that
        rings ends the wait: the place is given back, and the answer is None, as nothing will be sent.
        """
        ...

    async def wait_async(
        self, lane: str, seconds: float, place: QueuePosition, pause: float, bell: CloseSignal
    ) -> float | None:
        """Wait for a turn without holding the event loop up."""
        ...

    def hold(self, seconds: float) -> None:
        """Let nothing out for so long, as the server asked."""
        ...
