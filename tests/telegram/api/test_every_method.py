"""Each method with a class works on the local Telegram, is in the tables, and has its result type checked."""

from __future__ import annotations

import re
from functools import partial
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from tests.telegram.api.spec import METHODS
from tests.telegram.sending.twins import ANN, both, does

from schedbot_sdk import telegram as public
from schedbot_sdk.telegram import BotMethod, InputFile, InputMediaPhoto, InputMediaVideo, Message, ReactionTypeEmoji
from schedbot_sdk.telegram.api import methods
from schedbot_sdk.testing import LocalTelegram
from schedbot_sdk.testing.servers.methods import METHODS as SERVED

ROOT = Path(__file__).parents[3]
FILE = InputFile(b"content", "name.txt")
VIDEO = InputMediaVideo(media=FILE, thumbnail=InputFile(b"small", "small.jpg"), caption="two")
OTHER_PARAMETERS: dict[str, dict[str, Any]] = {
    "copyMessage": {"from_chat_id": ANN.id},
    "editMessageText": {"text": "new"},
    "forwardMessage": {"from_chat_id": ANN.id},
    "getUpdates": {"offset": 0, "timeout": 0},
    "sendChatAction": {"action": "typing"},
    "sendDocument": {"document": FILE},
    "sendMediaGroup": {"media": [InputMediaPhoto(media=FILE), VIDEO]},
    "sendMessage": {"text": "hi"},
    "sendPhoto": {"photo": FILE},
    "sendVoice": {"voice": FILE, "duration": 3},
    "setMessageReaction": {"reaction": [ReactionTypeEmoji(emoji="👍")]},
    "setMyCommands": {"commands": [{"command": "plan", "description": "Plan my day"}]},
    "setWebhook": {"url": "https://example.com", "certificate": FILE},
}
"""What a method needs beside a chat and a message."""


def class_names() -> set[str]:
    """The names that the modules of methods export."""
    modules = [import_module(f"{methods.__name__}.{module.name}") for module in iter_modules(methods.__path__)]
    assert len(modules) > 5
    return {name for module in modules for name in module.__all__}


def test_every_method_class_is_exported_served_and_documented() -> None:
    tables = (ROOT / "docs" / "tables.md").read_text(encoding="utf-8")
    checked = (ROOT / "tests" / "typing" / "methods.py").read_text(encoding="utf-8")
    missing: list[str] = []
    for name in sorted(class_names() - {"GetUpdatesRequest"}):
        method = METHODS.get(name[0].lower() + name[1:])
        if method is None or name not in public.__all__:
            missing.append(f"{name}: schedbot_sdk.telegram does not export it")
            continue
        if not re.search(rf"^##(#| GET) /?{method.method_name}$", tables, re.MULTILINE):
            missing.append(f"{name}: docs/tables.md has no section for it")
        if method.method_name.lower() not in {*SERVED, "getupdates"}:
            missing.append(f"{name}: LocalTelegram does not answer it")
        missing += [
            f"{name}: tests/typing/methods.py has no line {call}...)"
            for call in (f"assert_type(client.call({name}(", f"assert_type(await client.call({name}(")
            if call not in checked
        ]
    assert missing == []


def example(name: str, telegram: LocalTelegram, message: Message, file_id: str) -> BotMethod[object]:
    """A method with parameters that the local Telegram accepts."""
    kind = METHODS[name]
    given: dict[str, Any] = {"chat_id": ANN.id, "message_id": message.message_id, "file_id": file_id}
    given["callback_query_id"] = "9"
    telegram.push_update({"update_id": 7, "callback_query": {"id": "9", "from": ANN.as_user(), "data": "x"}})
    needed = {field for field, info in kind.model_fields.items() if info.is_required()}
    if name.startswith("edit"):
        needed |= {"chat_id", "message_id"}
    markup = {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]} if name == "editMessageReplyMarkup" else None
    own = OTHER_PARAMETERS.get(name, {})
    return kind.of(**{field: given[field] for field in needed - own.keys()}, **own, reply_markup=markup)


def called(method: BotMethod[object], bot: Any) -> Any:
    return bot.call(method)


@both
def test_the_local_telegram_answers_every_method_with_its_result(telegram: LocalTelegram, twin: str) -> None:
    wrong: list[str] = []
    sent = does(twin, telegram, lambda bot: bot.send_document(ANN.id, b"x", file_name="x.txt"))
    for name, kind in METHODS.items():
        message = does(twin, telegram, lambda bot: bot.send_message(ANN.id, "text"))
        method = example(name, telegram, message, sent.document.file_id)
        result = does(twin, telegram, partial(called, method))
        if not is_a(result, kind.result_type):
            wrong.append(f"{name}: {type(result).__name__} is not {kind.result_type}")
    assert wrong == []


def is_a(value: object, kind: object) -> bool:
    """Whether a result is of its type, each item of a list too."""
    if isinstance(value, list):
        return getattr(kind, "__origin__", None) is list and all(is_a(item, kind.__args__[0]) for item in value)  # type: ignore[attr-defined]
    return isinstance(value, kind)  # type: ignore[arg-type]
