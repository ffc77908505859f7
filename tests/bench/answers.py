"""What the canned server answers: the shapes that OpenAI and Telegram send, all fields included."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Iterator

from pydantic import BaseModel

__all__ = [
    "ASKED",
    "ASKED_AT",
    "BATCHES",
    "EVENTS",
    "SENT",
    "TEXT",
    "UPDATES",
    "Day",
    "Task",
    "bot_account",
    "completion",
    "parsed",
    "question",
    "schedule",
    "stream",
    "updates",
]

TEXT = "Gym at 7, breakfast at 8, the report until noon. " * 10
EVENTS = 500
UPDATES = 100
CHATS = 50
ASKED = "tomorrow gym at 7:00 for an hour"
ASKED_AT = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
BATCHES = 200

_WORDS = ("gym", "tomorrow", "at", "seven", "lunch", "with", "Ann", "then", "call", "the", "bank", "and", "plan", "my")
_ANSWER = {"id": "chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT", "created": 1_800_000_000, "model": "gpt-4.1-2025-04-14",
           "service_tier": "default", "system_fingerprint": "fp_b376dfbbd5"}  # fmt: skip


def completion(text: str = TEXT) -> bytes:
    """A whole completion."""
    message: dict[str, object] = {"role": "assistant", "content": text, "refusal": None, "annotations": []}
    usage = {
        "prompt_tokens": 19, "completion_tokens": 140, "total_tokens": 159,
        "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0},
    }  # fmt: skip
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    return json.dumps(_ANSWER | {"object": "chat.completion", "choices": [choice], "usage": usage}).encode()


class Task(BaseModel):
    """One thing to do."""

    title: str
    hour: int
    minutes: int
    important: bool


class Day(BaseModel):
    """What `parse` asks for."""

    summary: str
    tasks: list[Task]


def parsed() -> bytes:
    """A completion whose text is a `Day`."""
    tasks = [Task(title=f"task {hour}", hour=hour, minutes=30, important=hour % 2 == 0) for hour in range(8, 16)]
    return completion(Day(summary=TEXT, tasks=tasks).model_dump_json())


def schedule() -> bytes:
    """A completion whose text is the draft of a schedule, made of `ASKED`."""
    item = {
        "title": "Gym", "date": "2026-12-02", "time": "07:00", "weekday": "wednesday", "in_minutes": None,
        "duration_minutes": 60, "zone": None, "place": None, "remind_minutes": None, "replaces": None,
        "recurrence": None, "source_quote": "gym at 7:00",
    }  # fmt: skip
    return completion(json.dumps({"outcome": "created", "question": None, "items": [item]}))


def stream() -> Iterator[bytes]:
    """The events of a streamed completion, and the `[DONE]` after them."""
    pieces = EVENTS - 2
    size = -(-len(TEXT) // pieces)
    texts = [TEXT[at * size : (at + 1) * size] for at in range(pieces)]
    deltas: list[dict[str, str]] = [{"role": "assistant", "content": ""}, *({"content": text} for text in texts), {}]
    for number, delta in enumerate(deltas):
        reason = "stop" if number == EVENTS - 1 else None
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}
        chunk = _ANSWER | {"object": "chat.completion.chunk", "choices": [choice]}
        yield b"data: %b\n\n" % json.dumps(chunk, separators=(",", ":")).encode()
    yield b"data: [DONE]\n\n"


def bot_account() -> bytes:
    """The answer of `getMe`: python-telegram-bot asks for it before anything else."""
    return json.dumps(
        {"ok": True, "result": {"id": 1, "is_bot": True, "first_name": "Bot", "username": "bot"}}
    ).encode()


def question(number: int) -> dict[str, object]:
    """An update with a message of one of 50 people."""
    return {"update_id": number, "message": _message(number, 10**9 + number % CHATS, random.Random(number))}


def updates() -> Iterator[bytes]:
    """Answers of `getUpdates`, no two updates alike: parsers that remember strings would gain by repetition."""
    chance = random.Random(7)
    for batch in range(BATCHES):
        numbers = range(700_000_000 + batch * UPDATES, 700_000_000 + (batch + 1) * UPDATES)
        yield json.dumps({"ok": True, "result": [_update(number, chance) for number in numbers]}).encode()


def _update(number: int, chance: random.Random) -> dict[str, object]:
    kind = chance.random()
    user = chance.randrange(10**9, 10**9 + 2_000)
    if kind < 0.7:
        return {"update_id": number, "message": _message(number, user, chance)}
    if kind < 0.8:
        command = {"text": "/start", "entities": [{"type": "bot_command", "offset": 0, "length": 6}]}
        return {"update_id": number, "message": _message(number, user, chance) | command}
    if kind < 0.9:
        asked = {"reply_to_message": _message(number - 1, user, chance)}
        return {"update_id": number, "message": _message(number, user, chance) | asked}
    buttons = [[{"text": word, "callback_data": f"{word}:{number}"} for word in ("yes", "no")]]
    shown = _message(number, user, chance) | {"reply_markup": {"inline_keyboard": buttons}}
    pressed = {
        "id": str(number * 7),
        "from": _user(user),
        "message": shown,
        "chat_instance": str(-number),
        "data": "yes",
    }
    return {"update_id": number, "callback_query": pressed}


def _message(number: int, user: int, chance: random.Random) -> dict[str, object]:
    chat = {key: value for key, value in _user(user).items() if key not in ("is_bot", "language_code")}
    return {
        "message_id": number % 100_000,
        "from": _user(user),
        "chat": chat | {"type": "private"},
        "date": 1_800_000_000 + number % 100_000,
        "text": " ".join(chance.choices(_WORDS, k=8)),
    }


def _user(number: int) -> dict[str, object]:
    return {
        "id": number,
        "is_bot": False,
        "first_name": f"Ann {number}",
        "username": f"ann{number}",
        "language_code": "en",
    }


SENT = json.dumps({
    "ok": True,
    "result": {
        "message_id": 70_001,
        "from": {"id": 1, "is_bot": True, "first_name": "Bot", "username": "bot"},
        "chat": {"id": 10**9, "first_name": "Ann", "username": "ann", "type": "private"},
        "date": 1_800_000_000,
        "text": TEXT,
    },
}).encode()  # fmt: skip
"""The answer of `sendMessage`."""
