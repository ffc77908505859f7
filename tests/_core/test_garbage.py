"""What a call gave is gone when its reader lets it go: no reference cycle keeps answers for the collector."""

from __future__ import annotations

import asyncio
import gc
import weakref

import pytest
from tests._core.scripted import Twin

from schedbot_sdk import AsyncUsersClient, UsersClient
from schedbot_sdk.testing import FaultServer, faults
from schedbot_sdk.users import User

USER = faults.answer(200, b'{"telegram_id":42,"first_name":"Ann","timezone":"Europe/Berlin"}')


async def get_user(url: str) -> weakref.ref[User]:
    async with AsyncUsersClient(url) as users:
        return weakref.ref(await users.get_user(42))


@pytest.mark.parametrize("twin", ["sync", "async"])
def test_an_unreferenced_response_is_freed_at_once(twin: Twin) -> None:
    gc.disable()
    try:
        with FaultServer(USER) as server:
            if twin == "sync":
                with UsersClient(server.url) as users:
                    held = weakref.ref(users.get_user(42))
            else:
                held = asyncio.run(get_user(server.url))
            assert held() is None
    finally:
        gc.enable()
