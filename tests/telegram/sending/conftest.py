from __future__ import annotations

from tests.telegram.sending.twins import telegram

__all__ = ["telegram"]
