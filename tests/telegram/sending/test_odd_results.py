"""What was sent is a success, however odd the fields of the answer are."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, ValidationError
from tests.rows import on_rows
from tests.telegram.sending.twins import both, does

from schedbot_sdk import BadRequestError, ConfigurationError, ResponseError
from schedbot_sdk.telegram import Chat, Message, User, read_update
from schedbot_sdk.testing import FaultServer, faults

CHAT = {"id": 42, "type": "private", "first_name": "Ann"}
SENT: dict[str, Any] = {"message_id": 5, "date": 1700000000, "chat": CHAT, "text": "hello"}
WRONG: tuple[Any, ...] = (None, True, 7, -1.5, "x", [], [[]], [None], {}, {"x": {}}, [{"x": 1}])
REQUIRED = {"message_id", "date", "chat"}
FIELDS = [field.serialization_alias or name for name, field in Message.model_fields.items()]


def nested(value: object) -> list[dict[str, Any]]:
    """Messages with a value in each field but the required ones, at the top and within."""
    odd = [SENT | {name: value} for name in FIELDS if name not in REQUIRED]
    inner = [SENT | {"reply_to_message": SENT | {name: value}} for name in FIELDS]
    deep = [
        {"forward_origin": {"type": kind, "date": value, "sender_user": value, "chat": value, "sender_chat": value}}
        for kind in ("user", "hidden_user", "chat", "channel", "later", value)
    ]
    parts: list[dict[str, Any]] = [
        {"chat": CHAT | {"title": value, "username": value}},
        {"from": {"id": 1, "first_name": "Bot", "is_bot": value}},
        {"entities": [{"type": "bold", "offset": 0, "length": 1, "user": value}]},
        {"reply_markup": {"inline_keyboard": [[{"text": value, "callback_data": value}]]}},
        {"document": {"file_id": "x", "thumbnail": value}},
        {"external_reply": {"origin": value}},
    ]
    return [*odd, *inner, *(SENT | part for part in (*deep, *parts))]


def at(server: FaultServer) -> Any:
    """The part of a local server that a client is made with."""
    return SimpleNamespace(base_url=server.url, token="100000:example")


def call_for(returns: Any, method: str = "getX") -> Callable[[Any], Any]:
    return lambda bot: bot.call(method, {"chat_id": 42}, returns=returns)


def result(value: object) -> faults.Fault:
    return faults.answer(200, json.dumps({"ok": True, "result": value}).encode())


def answered(twin: str, values: list[Any], act: Callable[[Any], Any]) -> Any:
    """What an action gives that makes a call for each of these results."""
    with FaultServer(*map(result, values)) as server:
        given = does(twin, at(server), act)
        assert server.requests == len(values)
        return given


async def each(bot: Any, act: Callable[[Any], Any], times: int) -> list[Any]:
    return [await act(bot) for _ in range(times)]


def many(twin: str, values: list[Any], act: Callable[[Any], Any]) -> list[Any]:
    if twin == "sync":
        return list(answered(twin, values, lambda bot: [act(bot) for _ in values]))
    return list(answered(twin, values, lambda bot: each(bot, act, len(values))))


@both
@on_rows("value", WRONG)
def test_a_message_that_was_sent_is_read_as_that_of_an_update(twin: str, value: object) -> None:
    odd = nested(value)
    sent = many(twin, odd, lambda bot: bot.send_message(42, "hello"))
    assert sent == [read_update({"update_id": 1, "message": message}).message for message in odd]
    assert [message.message_id for message in sent] == [5] * len(odd)


ODD = SENT | {"forward_origin": {"type": "hidden_user"}, "text": None, "entities": [{"type": "bold"}]}
ACTS: dict[str, Callable[[Any], Any]] = {
    "send_message": lambda bot: bot.send_message(42, "x"),
    "send_document": lambda bot: bot.send_document(42, "BQACAgIAAxkDAAI"),
    "a file": lambda bot: bot.send_document(42, b"x", file_name="x"),
    "edit_message_text": lambda bot: bot.edit_message_text(42, 5, "x"),
    "call": lambda bot: bot.call("forwardMessage", {"chat_id": 42}, returns=Message),
    "call for one of two": lambda bot: bot.call("editMessageText", {"chat_id": 42}, returns=Message | bool),
    "call for one of two, the other way round": lambda bot: bot.call("stopPoll", None, returns=bool | Message),
    "call for an annotated one": lambda bot: bot.call("sendPoll", None, returns=Annotated[Message, "sent"]),
    "call for a kind of message": lambda bot: bot.call("sendPoll", None, returns=PollMessage),
}


class PollMessage(Message):
    """A message with a field that a program added."""

    poll: dict[str, object] | None = None


@both
@on_rows("act", ACTS.values())
def test_it_holds_for_every_way_to_a_message(twin: str, act: Callable[[Any], Any]) -> None:
    sent = answered(twin, [ODD], act)
    assert isinstance(sent, Message)
    assert (sent.message_id, sent.text, sent.forward_origin) == (5, None, None)
    assert json.loads(sent.model_dump_json(exclude_unset=True)) == ODD


@both
def test_several_messages_are_read_one_by_one(twin: str) -> None:
    sent = answered(
        twin, [[ODD, SENT, ODD]], lambda bot: bot.call("sendMediaGroup", {"chat_id": 42}, returns=list[Message])
    )
    assert [message.text for message in sent] == [None, "hello", None]
    assert [message.model_dump(exclude_unset=True) for message in sent] == [ODD, SENT, ODD]


@both
def test_a_text_of_several_pieces_is_sent_to_its_end(twin: str) -> None:
    sent = answered(twin, [ODD, SENT, ODD], lambda bot: bot.send_text(42, "word " * 2000))
    assert [message.message_id for message in sent] == [5, 5, 5]


@both
def test_a_user_and_a_chat_are_read_so_too(twin: str) -> None:
    bot: dict[str, Any] = {
        "id": 7,
        "first_name": "Bot",
        "is_bot": "yes",
        "username": None,
        "language_code": ["en"],
        "last_name": {},
    }
    me, user = many(twin, [bot, bot], lambda client: client.get_me())
    assert me == user
    assert (me.id, me.is_bot, me.model_extra["is_bot"]) == (7, None, "yes")
    assert answered(twin, [bot], lambda client: client.call("getMe", returns=User)) == me
    chat = answered(twin, [CHAT | {"title": 5}], lambda client: client.call("getChat", {"chat_id": 42}, returns=Chat))
    assert (chat.id, chat.title) == (42, None)


@both
def test_half_a_character_in_the_answer_is_no_failure(twin: str) -> None:
    body = json.dumps({"ok": True, "result": SENT | {"text": "a\ud83d"}}).encode()
    with FaultServer(faults.answer(200, b"\xef\xbb\xbf " + body)) as server:
        sent = does(twin, at(server), lambda bot: bot.send_message(42, "x"))
    assert (sent.message_id, sent.text) == (5, "a\ufffd")
    assert sent.model_dump_json()


@both
@on_rows(
    "unusable",
    [{}, None, True, "x", 7, [], [SENT], SENT | {"message_id": "5"}, SENT | {"chat": None}, {"message_id": 5}],
)
def test_what_is_no_message_is_an_error_that_tells_of_the_effect(twin: str, unusable: object) -> None:
    with pytest.raises(ResponseError) as caught:
        answered(twin, [unusable], lambda bot: bot.send_message(42, "x"))
    assert caught.value.may_have_been_done
    assert len(caught.value.attempts) == 1
    assert "hello" not in str(caught.value)


class Strict(BaseModel):
    """A type of the caller's own, which is taken at its word."""

    message_id: int
    text: str


@both
def test_other_types_are_read_as_they_say(twin: str) -> None:
    ways: list[tuple[Any, Any, Any]] = [
        (bool, True, True), (int, 7, 7), (list[int], [1, 2], [1, 2]), (dict[str, object], {"a": [1]}, {"a": [1]}),
        (Strict, {"message_id": 5, "text": "x"}, Strict(message_id=5, text="x")), (Message | bool, True, True),
        (list[Message], [], []), (int | None, None, None),
    ]  # fmt: skip
    for returns, value, expected in ways:
        given = answered(twin, [value], call_for(returns))
        assert given == expected
        assert type(given) is type(expected)
    for returns, value in ((Strict, ODD), (bool, "perhaps"), (list[Message], [SENT, {}]), (Message | bool, "x")):
        with pytest.raises(ResponseError):
            answered(twin, [value], call_for(returns))


@both
def test_a_type_of_which_nothing_can_be_made_is_refused_before_anything_is_sent(twin: str) -> None:
    with FaultServer(result(True)) as server:
        for returns in (5, object(), list["NowhereDefined"]):  # type: ignore[name-defined]  # noqa: F821  # a name of nothing
            with pytest.raises(ConfigurationError, match="returns"):
                does(twin, at(server), call_for(returns))
        assert server.requests == 0


@both
@on_rows(
    ("method", "words", "advice"),
    [
        ("sendMessage", "Bad Request: message is too long", "send_text"),
        ("sendMessage", "Bad Request: MESSAGE_TOO_LONG", "send_text"),
        ("sendmessage", "Bad Request: text is too long", "send_text"),
        ("editMessageText", "Bad Request: message is too long", "split_text"),
        ("sendDocument", "Bad Request: message caption is too long", "send_text"),
        ("sendPhoto", "Bad Request: wrong file identifier/HTTP URL specified", "Path"),
        ("sendDocument", "Bad Request: wrong remote file identifier specified: Wrong string length", "Path"),
        ("sendDocument", "Bad Request: invalid file HTTP URL specified: Unsupported URL protocol", "Path"),
    ],
)
def test_a_refusal_says_what_to_do(twin: str, method: str, words: str, advice: str) -> None:
    body = json.dumps({"ok": False, "error_code": 400, "description": words}).encode()
    for status in (400, 200):
        with FaultServer(faults.answer(status, body)) as server, pytest.raises(BadRequestError, match=advice) as caught:
            does(twin, at(server), call_for(Message, method))
        assert caught.value.detail == words


def test_other_refusals_have_no_advice_of_it() -> None:
    body = b'{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}'
    with FaultServer(faults.answer(400, body)) as server, pytest.raises(BadRequestError) as caught:
        does("sync", at(server), lambda bot: bot.send_message(42, "x"))
    assert "send_text" not in str(caught.value)
    assert "Path" not in str(caught.value)


NO_OBJECTS: list[Any] = [None, [], [1], "x", 7, 1.5, True, b"{}", object(), "{}", (), set()]


def test_what_is_no_object_is_no_update() -> None:
    for value in NO_OBJECTS:
        with pytest.raises(ValidationError):
            read_update(value)
