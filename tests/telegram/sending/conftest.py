from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.telegram.sending.twins import ANN, BORIS

from schedbot_sdk.testing import LocalTelegram


@pytest.fixture
def telegram() -> Iterator[LocalTelegram]:
    """A local Telegram on which Ann and Boris have written to the bot."""
    with LocalTelegram() as telegram:
        telegram.user_says(ANN, "hi")
        telegram.user_says(BORIS, "hi")
        yield telegram
