from __future__ import annotations

from tests.telegram.polls import telegram

__all__ = ["telegram"]
