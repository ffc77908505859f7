"""Does everything that the SDK can do, repeatedly, and prints what it still builds, compiles and opens when warm.

A process of its own, with the addresses of its servers as JSON in its first argument.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import os
import re
import sys
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import aclosing, closing
from typing import Any

from pydantic import BaseModel, TypeAdapter
from pydantic._internal import _generate_schema
from pydantic.json_schema import GenerateJsonSchema

from schedbot_sdk import (
    AsyncChatClient,
    AsyncTelegramClient,
    AsyncUsersClient,
    ChatClient,
    ResponseError,
    StatusError,
    TelegramClient,
    UsersClient,
)
from schedbot_sdk.schedule import (
    Created,
    Draft,
    Source,
    create_schedule,
    create_schedule_async,
    doubts,
    messages_for,
    problems,
    schedule_of,
    schedule_text,
    time_zone,
    to_ics,
)
from schedbot_sdk.telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    MessageEntity,
    PollControl,
    ReplyParameters,
    Update,
    entity_text,
    read_update,
    split_text,
)
from schedbot_sdk.timezones import resolve_local
from schedbot_sdk.users import User

WARMING = 2
TOKEN = "100000:example"
QUESTION = [{"role": "user", "content": "plan my day"}]
ANN = User(telegram_id=42, first_name="Ann", timezone="Europe/Berlin")
NOW = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
SOURCE = Source(bot="@plan_bot", chat_id=42, message_id=1)
ASKED = "tomorrow gym at 7:00 for an hour"
BOLD = [{"type": "bold", "offset": 0, "length": 4}]
KEYBOARD = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="ok", callback_data="ok")]])
LONG = "A plan. " * 1000

MAYBE: Any = Message | bool

seen: Counter[str] = Counter()
opened: list[str] = []


class Day(BaseModel):
    """What `parse` asks for."""

    summary: str
    tasks: list[dict[str, object]]


def watch() -> None:
    """Count from here on."""
    compile_ = vars(re)["_compiler"].compile

    def watched(build: Callable[..., None]) -> Callable[..., None]:
        def built(self: object, *args: object, **kwargs: object) -> None:
            seen["schemas"] += 1
            build(self, *args, **kwargs)

        return built

    def compiled(*args: Any, **kwargs: Any) -> Any:
        seen["patterns"] += 1
        return compile_(*args, **kwargs)

    def audit(event: str, args: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(args[0], str | bytes):  # a number is a descriptor that is open already
            seen["files"] += 1
            opened.append(os.fsdecode(args[0]))

    for builder in (_generate_schema.GenerateSchema, GenerateJsonSchema):
        setattr(builder, "__init__", watched(builder.__init__))  # noqa: B010  # checkers take a method for a constant
    vars(re)["_compiler"].compile = compiled
    sys.addaudithook(audit)


def pure() -> dict[str, Callable[[], object]]:
    """What sends nothing."""
    update = json.loads(UPDATE)
    odd = {**update, "message": {**update["message"], "forward_origin": {"type": "hidden_user"}}}
    text = "día 😀 " * 900
    entity = MessageEntity(type="bold", offset=4, length=2)
    draft, zone = Draft.model_validate_json(DRAFT), time_zone("Europe/Berlin")
    return {
        "read_update": lambda: read_update(update).dedupe_key,
        "read_update of an odd one": lambda: read_update(odd).model_dump_json(),
        "split_text": lambda: split_text(text, [entity]),
        "entity_text": lambda: entity_text(text, entity),
        "time_zone": lambda: time_zone("Asia/Novosibirsk"),
        "resolve_local": lambda: resolve_local(dt.date(2026, 3, 29), dt.time(2, 30), "Europe/Berlin"),
        "messages_for": lambda: messages_for(ASKED, now=NOW, zone=zone, language="ru"),
        "problems": lambda: list(problems(draft, texts=[ASKED], now=NOW, zone=zone)),
        "doubts": lambda: list(doubts(draft, texts=[ASKED], now=NOW, zone=zone)),
        "schedule_of": lambda: schedule_of(draft, zone=zone, now=NOW, source=SOURCE),
        "a client": lambda: TelegramClient(TOKEN).close(),
        "a client of the users service": lambda: UsersClient("https://users.example").close(),
        "a client of an LLM": lambda: ChatClient("key", model="m").close(),
    }


def rendering(urls: dict[str, str]) -> dict[str, Callable[[], object]]:
    """What is done with a schedule."""
    with ChatClient("key", base_url=urls["schedule"], model="m") as chat:
        outcome = create_schedule(chat, ANN, ASKED, now=NOW, source=SOURCE)
    assert isinstance(outcome, Created)
    plan, later = outcome.schedule, NOW + dt.timedelta(days=7)
    return {
        "schedule_text": lambda: schedule_text(plan, now=NOW, language="ru", date_time=True),
        "to_ics": lambda: to_ics(plan),
        "occurrences": lambda: (plan.occurrences(NOW, later), plan.overlaps(NOW, later)),
        "a schedule as JSON": lambda: type(plan).model_validate_json(plan.model_dump_json()),
    }


def refused(call: Callable[[], object]) -> None:
    try:
        call()
    except (StatusError, ResponseError):
        return
    raise AssertionError("it was not refused")


def sync(urls: dict[str, str]) -> dict[str, Callable[[], object]]:
    """What the sync clients send."""
    message, yes, telegram = (TelegramClient(TOKEN, base_url=urls[kind]) for kind in ("message", "true", "updates"))
    failing, me = TelegramClient(TOKEN, base_url=urls["refusal"]), TelegramClient(TOKEN, base_url=urls["me"])
    users, broken = UsersClient(urls["user"]), UsersClient(urls["refusal"])
    complete, stream, parse, plan = (
        ChatClient("key", base_url=urls[kind], model="m") for kind in ("completion", "stream", "day", "schedule")
    )

    def poll() -> None:
        control = PollControl()
        telegram.poll(lambda _: control.stop(), control=control, timeout=1, stop_on_signals=False)

    def loop() -> Update:
        with closing(telegram.updates(timeout=1)) as updates:
            return next(updates)

    def streamed() -> str:
        with stream.stream(QUESTION) as parts:
            return "".join(parts.text())

    return {
        "get_updates": lambda: telegram.get_updates(offset=0),
        "poll": poll,
        "updates": loop,
        "get_me": me.get_me,
        "send_message": lambda: message.send_message(42, "a plan", entities=BOLD, reply_markup=KEYBOARD),
        "send_message with a reply": lambda: message.send_message(
            42, "día \ud83d", reply_parameters=ReplyParameters(message_id=1), reply_markup={"remove_keyboard": True}
        ),
        "send_text": lambda: message.send_text(42, LONG, entities=BOLD),
        "send_document": lambda: message.send_document(42, b"x", file_name="plan.ics", caption="a plan"),
        "send_document by its id": lambda: message.send_document("@channel", "BQACAgIAAxkDAAI", caption="a plan"),
        "edit_message_text": lambda: message.edit_message_text(42, 1, "a plan", reply_markup=KEYBOARD),
        "delete_message": lambda: yes.delete_message(42, 1),
        "answer_callback_query": lambda: yes.answer_callback_query("7", text="done"),
        "send_chat_action": lambda: yes.send_chat_action(42),
        "call": lambda: message.call("forwardMessage", {"chat_id": 42, "message_id": 1}, returns=Message),
        "call for a bool": lambda: yes.call("setMyCommands", {"commands": []}, returns=bool),
        "call for one of two": lambda: message.call("editMessageCaption", {"chat_id": 42}, returns=MAYBE),
        "call for a dict": lambda: message.call("getChat", {"chat_id": 42}, returns=dict[str, object]),
        "call for a list": lambda: telegram.call("getUpdates", {}, returns=list[Update]),
        "call that is refused": lambda: refused(lambda: failing.send_message(42, "x")),
        "get_user": lambda: users.get_user(42),
        "get_user that is refused": lambda: refused(lambda: broken.get_user(42)),
        "complete": lambda: complete.complete(QUESTION, temperature=0.5).text,
        "stream": streamed,
        "parse": lambda: parse.parse(QUESTION, returns=Day).value,
        "create_schedule": lambda: create_schedule(plan, ANN, ASKED, now=NOW, source=SOURCE),
    }


def asynchronous(urls: dict[str, str]) -> dict[str, Callable[[], Awaitable[object]]]:
    """What the async clients send; made inside the event loop."""
    message, yes, telegram = (
        AsyncTelegramClient(TOKEN, base_url=urls[kind]) for kind in ("message", "true", "updates")
    )
    me, users = AsyncTelegramClient(TOKEN, base_url=urls["me"]), AsyncUsersClient(urls["user"])
    complete, stream, parse, plan = (
        AsyncChatClient("key", base_url=urls[kind], model="m") for kind in ("completion", "stream", "day", "schedule")
    )

    async def poll() -> None:
        control = PollControl()

        async def handle(update: Update) -> None:
            control.stop()

        await telegram.poll(handle, control=control, timeout=1, stop_on_signals=False)

    async def loop() -> Update:
        async with aclosing(telegram.updates(timeout=1)) as updates:
            return await anext(updates)

    async def streamed() -> str:
        async with stream.stream(QUESTION) as parts:
            return "".join([part async for part in parts.text()])

    return {
        "get_updates": lambda: telegram.get_updates(offset=0),
        "poll": poll,
        "updates": loop,
        "get_me": me.get_me,
        "send_message": lambda: message.send_message(42, "a plan", entities=BOLD, reply_markup=KEYBOARD),
        "send_text": lambda: message.send_text(42, LONG, entities=BOLD),
        "send_document": lambda: message.send_document(42, b"x", file_name="plan.ics", caption="a plan"),
        "edit_message_text": lambda: message.edit_message_text(42, 1, "a plan", reply_markup=KEYBOARD),
        "delete_message": lambda: yes.delete_message(42, 1),
        "answer_callback_query": lambda: yes.answer_callback_query("7", text="done"),
        "send_chat_action": lambda: yes.send_chat_action(42),
        "call": lambda: message.call("forwardMessage", {"chat_id": 42, "message_id": 1}, returns=Message),
        "call for a list": lambda: telegram.call("getUpdates", {}, returns=list[Update]),
        "get_user": lambda: users.get_user(42),
        "complete": lambda: complete.complete(QUESTION),
        "stream": streamed,
        "parse": lambda: parse.parse(QUESTION, returns=Day),
        "create_schedule": lambda: create_schedule_async(plan, ANN, ASKED, now=NOW, source=SOURCE),
    }


def guilty() -> dict[str, Callable[[], object]]:
    """What this program must notice."""
    numbers: list[int] = []

    def pattern() -> object:
        numbers.append(1)
        return re.compile(f"a{{{len(numbers)}}}")

    def file() -> None:
        with open(__file__, encoding="utf-8"):  # noqa: PTH123  # any way to open one
            pass

    return {"a schema": lambda: TypeAdapter(list[int]), "a pattern": pattern, "a file": file}


def measure(actions: dict[str, Callable[[], object]]) -> Generator[tuple[str, dict[str, int]]]:
    for name, act in actions.items():
        for _ in range(WARMING):
            act()
        before = seen.copy()
        act()
        yield name, dict(seen - before)


async def measure_async(
    actions: dict[str, Callable[[], Awaitable[object]]],
) -> AsyncGenerator[tuple[str, dict[str, int]]]:
    for name, act in actions.items():
        for _ in range(WARMING):
            await act()
        before = seen.copy()
        await act()
        yield name, dict(seen - before)


async def in_a_loop(urls: dict[str, str]) -> dict[str, dict[str, int]]:
    return {f"{name}, async": done async for name, done in measure_async(asynchronous(urls))}


def main() -> None:
    urls: dict[str, str] = json.loads(sys.argv[1])
    watch()
    done = dict(measure(pure() | rendering(urls) | sync(urls))) | asyncio.run(in_a_loop(urls))
    print(json.dumps({"done": done, "guilty": dict(measure(guilty())), "opened": opened[-20:]}))


UPDATE = """{"update_id": 7, "message": {"message_id": 5, "date": 1700000000, "text": "gym at 7",
"chat": {"id": 42, "type": "private"}, "from": {"id": 42, "is_bot": false, "first_name": "Ann"}}}"""
DRAFT = """{"outcome": "created", "question": null, "items": [{"title": "Gym", "date": "2026-12-02", "time": "07:00",
"weekday": "wednesday", "in_minutes": null, "zone": null, "place": null, "remind_minutes": null, "replaces": null,
"duration_minutes": 60, "recurrence": null,
"source_quote": "gym at 7:00"}]}"""

if __name__ == "__main__":
    main()
