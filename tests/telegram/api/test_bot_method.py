"""A method of the Bot API as one typed value: what a user writes, and that it behaves as a call by name does."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar

import pytest
from pydantic import JsonValue, ValidationError
from tests.rows import on_rows
from tests.telegram.api.spec import METHODS
from tests.telegram.sending.twins import ANN, both, does, sent_requests

from schedbot_sdk import BadRequestError, ConfigurationError, ServerError
from schedbot_sdk.telegram import (
    BotCommand,
    BotMethod,
    EditMessageText,
    GetChat,
    GetUpdates,
    GetUpdatesRequest,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    InputMediaPhoto,
    InputMediaVideo,
    Message,
    PinChatMessage,
    SendDocument,
    SendMediaGroup,
    SendMessage,
    SendPhoto,
    SetMyCommands,
    SetWebhook,
    Update,
)
from schedbot_sdk.telegram.api.calls import call_by_name, call_of
from schedbot_sdk.telegram.api.json_values import json_parameters
from schedbot_sdk.testing import LocalTelegram


class UnpinChatMessage(BotMethod[bool]):
    """A method that the SDK lacks."""

    chat_id: int | str
    message_id: int | None = None


def sent(method: BotMethod[Any]) -> dict[str, JsonValue]:
    """The JSON body of a method."""
    body: dict[str, JsonValue] = json.loads(call_of(method).content or b"")
    return body


@both
def test_a_method_is_called_and_gives_its_result(telegram: LocalTelegram, twin: str) -> None:
    message = does(twin, telegram, lambda bot: bot.send_message(ANN.id, "pin me"))
    pin = PinChatMessage(chat_id=ANN.id, message_id=message.message_id)
    assert does(twin, telegram, lambda bot: bot.call(pin)) is True
    assert does(twin, telegram, lambda bot: bot.call(GetChat(chat_id=ANN.id))).pinned_message.text == "pin me"


def test_the_class_holds_the_name_and_the_result() -> None:
    assert (PinChatMessage.method_name, PinChatMessage.result_type) == ("pinChatMessage", bool)
    assert (GetUpdates.method_name, GetUpdates.result_type) == ("getUpdates", list[Update])
    assert (EditMessageText.method_name, EditMessageText.result_type) == ("editMessageText", Message | bool)
    assert (UnpinChatMessage.method_name, UnpinChatMessage.result_type) == ("unpinChatMessage", bool)
    assert issubclass(GetUpdates, GetUpdatesRequest)


def test_a_subclass_keeps_the_name_and_a_class_may_set_it() -> None:
    class SilentPin(PinChatMessage):
        disable_notification: bool | None = True

    class Leave(BotMethod[bool]):
        method_name: ClassVar[str] = "leaveChat"
        chat_id: int

    assert (SilentPin.method_name, SilentPin.result_type) == ("pinChatMessage", bool)
    assert (Leave.method_name, Leave.result_type) == ("leaveChat", bool)


@both
def test_a_method_takes_its_parameters_itself(twin: str, telegram: LocalTelegram) -> None:
    def call(bot: Any, wrong: dict[str, Any]) -> Any:
        return bot.call(PinChatMessage(chat_id=42, message_id=1), **wrong)

    for wrong in ({"params": {"chat_id": 43}}, {"returns": bool}):
        with pytest.raises(ConfigurationError, match="pinChatMessage: pass the parameters to the BotMethod"):
            does(twin, telegram, partial(call, wrong=wrong))


def test_a_class_of_the_users_is_sent_like_ours() -> None:
    call = call_of(UnpinChatMessage(chat_id=7))
    assert (call.path, call.content, call.headers) == (
        "/unpinChatMessage", b'{"chat_id":7}', (("content-type", "application/json"),),
    )  # fmt: skip


def test_none_is_not_sent_and_a_parameter_that_came_later_is() -> None:
    later: dict[str, Any] = {"shines": True}
    assert sent(SendMessage(chat_id=1, text="x", parse_mode=None, **later)) == {
        "chat_id": 1,
        "text": "x",
        "shines": True,
    }


def test_mappings_and_sequences_stand_for_models_and_lists() -> None:
    method = SendMessage.of(
        chat_id=1,
        text="x",
        entities=({"type": "bold", "offset": 0, "length": 1},),
        reply_markup={"inline_keyboard": (({"text": "a", "url": "https://a.example"},),)},
    )
    keyboard = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="a", url="https://a.example")]])
    assert sent(method)["entities"] == [{"type": "bold", "offset": 0, "length": 1}]
    assert sent(method)["reply_markup"] == keyboard.model_dump(exclude_unset=True)
    assert GetUpdates.of(offset=0, timeout=0, allowed_updates={"message"}).allowed_updates == ["message"]


WRONG: tuple[tuple[type[BotMethod[Any]], dict[str, Any], str], ...] = (
    (PinChatMessage, {"chat_id": 1}, "message_id: Field required"),
    (PinChatMessage, {"chat_id": 1.5, "message_id": 7}, "chat_id.*integer id, or @username"),
    (PinChatMessage, {"chat_id": 1, "message_id": "7"}, "message_id: .*integer"),
    (SendMessage, {"chat_id": 1, "text": ""}, "text: .*string that is not empty"),
    (SendPhoto, {"chat_id": 1, "photo": b"secret"}, r"photo: this is not a file; pass InputFile\(content, name\)"),
    (SendPhoto, {"chat_id": 1, "photo": ""}, r"photo: this is not a file"),
    (SendPhoto, {"chat_id": 1, "photo": "secret/a.png"}, "photo: this string looks like the path of a file"),
    (SendDocument, {"chat_id": 1, "document": 7}, r"document: .*pathlib\.Path"),
    (SendMediaGroup, {"chat_id": 1, "media": [InputMediaPhoto(media="id")]}, "media: .*at least 2"),
    (SetMyCommands, {"commands": [{"command": "x"}]}, "description: Field required"),
    (SetWebhook, {"url": "https://x.example", "max_connections": 101}, "max_connections: .*100"),
    (GetUpdates, {"offset": -1, "timeout": 0}, "offset: .*negative offset would delete"),
)


def test_a_wrong_parameter_is_refused_with_what_to_pass_and_without_its_value() -> None:
    for kind, parameters, text in WRONG:
        with pytest.raises(ConfigurationError, match=text) as caught:
            kind.of(**parameters)
        assert "secret" not in str(caught.value)
        assert (caught.value.__cause__, caught.value.__context__) == (None, None)


def test_a_parameter_that_contains_itself_is_refused() -> None:
    loop: list[Any] = []
    loop.append(loop)
    with pytest.raises(ConfigurationError, match="contains itself"):
        SendMessage.of(chat_id=1, text="x", reply_markup={"keyboard": loop})


def test_a_lone_surrogate_is_replaced() -> None:
    assert sent(SendMessage(chat_id=1, text="half \ud83d"))["text"] == "half \ufffd"


def test_a_method_is_frozen_copied_and_pickled() -> None:
    method = SendMessage(chat_id=1, text="x")
    with pytest.raises(ValidationError, match="frozen"):
        method.text = "y"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    assert method == SendMessage(chat_id=1, text="x") == pickle.loads(pickle.dumps(method))  # our own
    assert sent(method.model_copy(update={"text": "y"}))["text"] == "y"


def test_its_repr_has_neither_secrets_nor_files() -> None:
    assert "hush" not in repr(SetWebhook(url="https://x.example", secret_token="hush"))
    photo = SendPhoto(chat_id=1, photo=InputFile(b"hush", "a.png"))
    assert "hush" not in repr(photo)
    assert "InputFile(4 bytes, name='a.png', media_type='image/png')" in repr(photo)


def test_a_class_and_its_name_make_the_same_call() -> None:
    """The rules of retries, of lost answers and of rate limits depend on the method, not on how it is called."""
    different: list[str] = []
    for name, kind in METHODS.items():
        if kind is GetUpdates:
            continue
        parameters = {"chat_id": -100, "message_id": 7, "text": "x", "user_id": 3}
        method = kind.model_construct(None, **{n: v for n, v in parameters.items() if n in kind.model_fields})
        by_name = call_by_name(name, vars(method), object)
        by_class = call_of(method)
        if replace(by_class, read=by_name.read, content=b"") != replace(by_name, content=b""):
            different.append(name)
    assert different == []
    assert call_of(GetChat(chat_id=1)).idempotent
    assert not call_of(PinChatMessage(chat_id=1, message_id=7)).idempotent


def test_get_updates_is_a_long_poll() -> None:
    call = call_of(GetUpdates(offset=5, timeout=30, allowed_updates=["message"]))
    assert (call.method, call.path, call.is_poll, call.defaults.read) == ("GET", "/getUpdates", True, 40.0)
    assert call.query == (("offset", "5"), ("timeout", "30"), ("allowed_updates", '["message"]'))


@both
def test_a_lost_answer_is_retried_only_where_nothing_is_changed(telegram: LocalTelegram, twin: str) -> None:
    telegram.fail_next(502, body="<html>Bad Gateway</html>", path_ends="/getChat")
    does(twin, telegram, lambda bot: bot.call(GetChat(chat_id=ANN.id)))
    telegram.fail_next(502, body="<html>Bad Gateway</html>", path_ends="/pinChatMessage")
    with pytest.raises(ServerError) as caught:
        does(twin, telegram, lambda bot: bot.call(PinChatMessage(chat_id=ANN.id, message_id=1)))
    assert caught.value.may_have_been_done
    assert sent_requests(telegram) == ["getChat", "getChat", "pinChatMessage"]


@both
def test_a_refusal_is_the_error_of_the_method(telegram: LocalTelegram, twin: str) -> None:
    with pytest.raises(BadRequestError, match=r"telegram\.pinChatMessage: 400 .*message to pin not found"):
        does(twin, telegram, lambda bot: bot.call(PinChatMessage(chat_id=ANN.id, message_id=99)))


@both
@on_rows(
    ("method", "text"),
    [(PinChatMessage, "BotMethod"), (7, "BotMethod"), ("get chat", "BotMethod"), ("getChat", "returns of getChat")],
)
def test_what_is_no_method_is_refused(telegram: LocalTelegram, twin: str, method: Any, text: str) -> None:
    with pytest.raises(ConfigurationError, match=text):
        does(twin, telegram, lambda bot: bot.call(method))
    assert sent_requests(telegram) == []


def test_a_file_is_a_part_of_the_form_and_files_in_an_album_are_attached() -> None:
    photo = call_of(SendPhoto(chat_id=1, photo=InputFile(b"PNG", "\ud83d.png"), caption="c"))
    assert photo.headers[0][1].startswith("multipart/form-data; boundary=")
    assert b'name="photo"; filename="\xef\xbf\xbd.png"\r\nContent-Type: image/png\r\n\r\nPNG' in (photo.content or b"")
    video = InputMediaVideo(media=InputFile(b"MP4", "b.mp4"), thumbnail=InputFile(b"JPG", "c.jpg"))
    album = SendMediaGroup(chat_id=1, media=[InputMediaPhoto(media="known"), video])
    parameters, files = json_parameters(album.method_name, album)
    assert parameters["media"] == [
        {"type": "photo", "media": "known"},
        {"type": "video", "media": "attach://file0", "thumbnail": "attach://file1"},
    ]
    assert [(file.field_name, file.name, file.content) for file in files] == [
        ("file0", "b.mp4", b"MP4"),
        ("file1", "c.jpg", b"JPG"),
    ]


@both
def test_a_method_without_a_class_can_send_a_file(telegram: LocalTelegram, twin: str) -> None:
    parameters = {"chat_id": ANN.id, "document": InputFile(b"x", "x.txt")}
    message = does(twin, telegram, lambda bot: bot.call("sendDocument", parameters, returns=Message))
    assert message.document.file_name == "x.txt"


@on_rows(("content", "name", "text"), [("x", "a", "bytes"), (b"", "a", "empty"), (b"x", "", "name"), (b"x", 7, "name")])
def test_a_file_needs_content_and_a_name(content: Any, name: Any, text: str) -> None:
    with pytest.raises(ConfigurationError, match=text):
        InputFile(content, name)


def test_the_commands_of_a_bot_are_checked() -> None:
    assert sent(SetMyCommands(commands=[BotCommand(command="plan", description="Plan my day")])) == {
        "commands": [{"command": "plan", "description": "Plan my day"}]
    }
