"""A local Telegram that a test can take down and start again."""

from __future__ import annotations

import socket
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
    """Return a free port: a server that starts again must get the same one."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
