"""A local Telegram that can be away for as long as a test wants."""

from __future__ import annotations

import socket
from typing import Final

from starlette.responses import Response
from typing_extensions import override

from schedbot_sdk.testing.servers import LocalTelegram

__all__ = ["FailingTelegram", "free_port"]

_PAGE: Final = "<html><body>Bad Gateway</body></html>"


class FailingTelegram(LocalTelegram):
    """Away either behind a proxy that says 502, or so that nobody listens at its port."""

    _is_away = False

    def fail(self, how: str) -> None:
        self._is_away = True
        if how != "502":
            self.stop()

    def recover(self) -> None:
        """Be there again, if it is not."""
        if self._is_away and self._socket is None:
            self.start()
        self._is_away = False

    @override
    def _take_failure(self, path: str) -> Response | None:
        return Response(_PAGE, 502) if self._is_away else super()._take_failure(path)


def free_port() -> int:
    """A port where nobody listens now: a server that comes back must find its own again."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
