"""What JSON does not have is refused before anything is sent, with what to pass instead."""

from __future__ import annotations

import array
import collections
import datetime as dt
import decimal
import enum
import io
import json
import pathlib
import types
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

import pytest
from pydantic import BaseModel
from tests.rows import on_rows
from tests.telegram.sending.twins import ANN, both, does, sent_requests

from schedbot_sdk import ConfigurationError
from schedbot_sdk.telegram import InlineKeyboardButton, InlineKeyboardMarkup
from schedbot_sdk.telegram.api.json_values import json_parameters
from schedbot_sdk.testing import LocalTelegram

NOON = dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)


class Colour(enum.Enum):
    RED = "red"


class Word(enum.StrEnum):
    GYM = "gym"


class Number(enum.IntEnum):
    SEVEN = 7


class Ban(BaseModel):
    user_id: int
    until_date: dt.datetime


@dataclass
class Point:
    latitude: float


REFUSED: dict[str, tuple[Any, str]] = {
    "datetime": (NOON, "timestamp"),
    "date": (NOON.date(), "Unix time"),
    "time": (NOON.time(), "Unix time"),
    "timedelta": (dt.timedelta(hours=1), "seconds"),
    "Decimal": (decimal.Decimal("1.5"), "float"),
    "Fraction": (Fraction(1, 3), "float"),
    "complex": (1j, "float"),
    "bytes": (b"x", "InputFile"),
    "bytearray": (bytearray(b"x"), "InputFile"),
    "memoryview": (memoryview(b"x"), "InputFile"),
    "array": (array.array("b", b"x"), "list"),
    "Path": (pathlib.Path("plan.png"), "InputFile"),
    "BytesIO": (io.BytesIO(b"x"), "InputFile"),
    "StringIO": (io.StringIO("x"), "InputFile"),
    "set": ({1}, "list"),
    "frozenset": (frozenset("a"), "list"),
    "keys": ({"a": 1}.keys(), "list"),
    "generator": ((n for n in (1, 2)), "list"),
    "range": (range(3), "list"),
    "deque": (collections.deque([1]), "list"),
    "Enum": (Colour.RED, "value"),
    "NaN": (float("nan"), "finite"),
    "infinity": (float("-inf"), "finite"),
    "UUID": (uuid.UUID(int=1), "string"),
    "object": (object(), "string"),
    "class": (dict, "string"),
    "dataclass": (Point(1.0), "dict"),
    "function": (json.dumps, "string"),
    "model with a datetime": (Ban(user_id=7, until_date=NOON), "timestamp"),
    "keys that are numbers": ({1: 2}, "keys"),
    "keys that are bytes": ({b"a": 2}, "keys"),
}


@on_rows(("value", "advice"), REFUSED.values())
def test_it_is_refused_at_any_depth_with_what_to_pass(value: Any, advice: str) -> None:
    for nested in (value, [value], {"a": [{"b": (1, value)}]}, types.MappingProxyType({"a": value})):
        with pytest.raises(ConfigurationError, match=advice) as caught:
            json_parameters("sendPoll", [("chat_id", 42), ("options", nested)])
        assert "options of sendPoll" in str(caught.value)
        assert caught.value.may_have_been_done is False


def call(params: Any, bot: Any) -> Any:
    return bot.call("sendPoll", params, returns=bool)


def send(bot: Any, **arguments: Any) -> Any:
    return bot.send_message(ANN.id, "x", **arguments)


def send_file(bot: Any, **arguments: Any) -> Any:
    return bot.send_document(ANN.id, b"x", file_name="x", **arguments)


@both
def test_nothing_is_sent(telegram: LocalTelegram, twin: str) -> None:
    for value, _ in REFUSED.values():
        # These models keep fields that they do not know.
        keyboard = {"inline_keyboard": [[{"text": "a", "x": value}]]}
        bold: dict[str, Any] = {"type": "bold", "offset": 0, "length": 1, "x": value}
        acts: tuple[Callable[[Any], Any], ...] = (
            partial(call, {"chat_id": ANN.id, "x": value}),
            partial(send, reply_markup=keyboard),
            partial(send, entities=[bold]),
            partial(send_file, reply_parameters={"message_id": 1, "x": value}),
        )
        for act in acts:
            with pytest.raises(ConfigurationError):
                does(twin, telegram, act)
    assert sent_requests(telegram) == []


def test_what_json_has_is_sent_as_it_is() -> None:
    arguments: dict[str, Any] = {
        "a": None, "b": True, "c": 2**60, "d": 1.5, "e": "text", "f": [1, [None]], "g": {"h": {"i": ()}},
        "word": Word.GYM, "number": Number.SEVEN, "mapping": types.MappingProxyType({Word.GYM: 1}),
    }  # fmt: skip
    expected: dict[str, Any] = arguments | {"g": {"h": {"i": []}}, "word": "gym", "number": 7, "mapping": {"gym": 1}}
    found, files = json_parameters("getChat", arguments.items())
    assert files == []
    assert found == expected
    assert [type(found[name]) for name in ("word", "number")] == [str, int]


def test_models_are_sent_without_what_is_none() -> None:
    keyboard = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="a", callback_data="b", url=None)]])
    expected = {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]}
    assert json_parameters("sendPoll", [("reply_markup", keyboard)]) == ({"reply_markup": expected}, [])


@both
def test_a_value_that_holds_itself_or_is_too_deep_is_refused(telegram: LocalTelegram, twin: str) -> None:
    loop: list[Any] = []
    loop.append(loop)
    deep: list[Any] = []
    for _ in range(300):
        deep = [deep]
    for value in (loop, deep):
        acts: list[Callable[[Any], Any]] = [
            partial(call, {"chat_id": ANN.id, "options": value}),
            partial(send, reply_markup={"keyboard": value}),
        ]
        for act in acts:
            with pytest.raises(ConfigurationError, match=r"itself|keyboard"):
                does(twin, telegram, act)
    assert sent_requests(telegram) == []


@both
@on_rows("params", [[("chat_id", 1)], "chat_id", 7, [], ""])
def test_parameters_that_are_no_mapping_are_refused(telegram: LocalTelegram, twin: str, params: Any) -> None:
    with pytest.raises(ConfigurationError, match="dict"):
        does(twin, telegram, partial(call, params))
    assert sent_requests(telegram) == []


def test_the_error_names_no_value() -> None:
    with pytest.raises(ConfigurationError) as caught:
        json_parameters("banChatMember", [("what Ann wrote", {"secret": b"secret"})])
    assert "secret" not in str(caught.value)
    assert "Ann" not in str(caught.value)


@both
@on_rows("path", ["/srv/plan.ics", "plans/plan.ics", r"C:\plans\plan.ics", "./plan.ics"])
def test_a_path_in_a_string_is_not_sent(telegram: LocalTelegram, twin: str, path: str) -> None:
    with pytest.raises(ConfigurationError, match=r"pathlib\.Path") as caught:
        does(twin, telegram, lambda bot: bot.send_document(ANN.id, path))
    assert "plan" not in str(caught.value)
    assert sent_requests(telegram) == []
