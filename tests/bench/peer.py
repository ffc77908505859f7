"""What is compared: a package, and how a program that uses it makes each call."""

from __future__ import annotations

import importlib
from collections.abc import Awaitable, Callable, Mapping, Sized
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from tests.bench import answers

__all__ = ["EXPECTED", "PEERS", "AsyncCall", "Bot", "Call", "Opening", "Peer", "Scenario", "Way", "load"]

Scenario: TypeAlias = Literal[
    "completion", "stream", "getUpdates", "sendMessage", "parse", "create_schedule", "a week", "a far week", "hours"
]
Call: TypeAlias = Callable[[], Sized]
AsyncCall: TypeAlias = Callable[[], Awaitable[Sized]]
Opening: TypeAlias = Callable[[str], AbstractContextManager[Call]]
AsyncOpening: TypeAlias = Callable[[str], AbstractAsyncContextManager[AsyncCall]]
Way: TypeAlias = Literal["sync poll", "async poll", "updates()"]
"""How a bot gets its updates."""
Bot: TypeAlias = Callable[[str, Callable[[], None]], None]
"""Polls at an address, answers every update with one message, and calls a function after each, for ever."""

EXPECTED: Mapping[Scenario, int] = {
    "completion": len(answers.TEXT),
    "stream": len(answers.TEXT),
    "getUpdates": answers.UPDATES,
    "sendMessage": len(answers.TEXT),
    "parse": 8,
    "create_schedule": 1,
    "a week": 3,
    "a far week": 3,
    "hours": 71,
}
"""How long the result of a call is: a text, or the typed updates, tasks, events or moments. Nobody wins by leaving work
out."""


@dataclass(frozen=True, kw_only=True)
class Peer:
    """One package, through its own public options."""

    package: str
    """Its name for an installer."""
    import_line: str = ""
    """Imports the package; empty if it has no client, so that its import is not compared."""
    client_line: str = ""
    """Imports a client from it; empty if it has none."""
    extras: tuple[str, ...] = ()
    """Modules that its import would take in because they are installed here, for others; its users lack them."""
    build: Callable[[], object] | None = None
    """Makes a client as a program does that talks to the real service, over TLS; None if it has none."""
    calls: Mapping[Scenario, Opening] = field(default_factory=dict[Scenario, Opening])
    """Each opens a client of the canned server at an address."""
    async_calls: Mapping[Scenario, AsyncOpening] = field(default_factory=dict[Scenario, AsyncOpening])
    bots: Mapping[Way, Bot] = field(default_factory=dict[Way, Bot])
    """Each bot runs in a process of its own, which ends it."""


PEERS: Mapping[str, str] = {
    "plain httpx": "plain_httpx",
    "openai": "openai_sdk",
    "aiogram": "aiogram_bot",
    "python-telegram-bot": "telegram_bot",
    "pyTelegramBotAPI": "telebot_bot",
    "python-dateutil": "dateutil_rules",
    "schedbot_sdk": "schedbot",
}
"""The columns of the table, and the module of each."""


def load(name: str) -> Peer | None:
    """Import a peer; None if its package is not installed."""
    try:
        module = importlib.import_module(f"tests.bench.peers.{PEERS[name]}")
    except ModuleNotFoundError:
        return None
    peer = module.PEER
    assert isinstance(peer, Peer)
    return peer
