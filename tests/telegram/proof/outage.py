"""A local Telegram that a test can take down and start again."""

from __future__ import annotations

import random
import socket
from contextlib import suppress
from typing import Final

from starlette.responses import Response
from typing_extensions import override

from schedbot_sdk.testing.servers import LocalTelegram

__all__ = ["FailingTelegram", "free_port"]

_PAGE: Final = "<html><body>Bad Gateway</body></html>"


class FailingTelegram(LocalTelegram):
    """Can fail behind a proxy that answers 502, or with a closed port."""

    _is_away = False

    def fail(self, how: str) -> None:
        self._is_away = True
        if how != "502":
            self.stop()

    def recover(self) -> None:
        """Start again, if it is down."""
        if self._is_away and self._socket is None:
            self.start()
        self._is_away = False

    @override
    def _take_failure(self, path: str) -> Response | None:
        return Response(_PAGE, 502) if self._is_away else super()._take_failure(path)


def free_port() -> int:
    """Return a free port that no connection of another program gets while a server is away and starts again."""
    while True:
        port = random.randrange(20_000, 32_000)  # below the ports that systems give to connections
        with socket.socket() as free, suppress(OSError):
            free.bind(("127.0.0.1", port))
            return port
