"""`sendDocument` and `getFile`: a file that the bot uploads, or sends again. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from schedbot_sdk.testing.servers.arguments import extra_of, reply_of, sendable_chat_of
from schedbot_sdk.testing.servers.bot import Bot
from schedbot_sdk.testing.servers.envelope import ApiError
from schedbot_sdk.testing.servers.files import SentFile
from schedbot_sdk.testing.servers.parameters import Parameters
from schedbot_sdk.testing.servers.texts import caption_of
from schedbot_sdk.testing.servers.topics import thread_of

__all__ = ["document_of", "file_of", "get_file", "identified", "send_document", "send_file"]

_FILE_BYTES: Final = 50 * 1024 * 1024


def send_document(bot: Bot, parameters: Parameters, now: int) -> object:
    """The new message with the document."""
    file_id, file = file_of(bot, parameters, "document")
    content = {"document": document_of(file_id, file)} | caption_of(bot, parameters)
    return send_file(bot, "sendDocument", parameters, now, content)


def send_file(bot: Bot, method: str, parameters: Parameters, now: int, content: Mapping[str, object]) -> object:
    """The new message with a file, a keyboard, and what it replies to."""
    chat_id = sendable_chat_of(bot, parameters)
    reply = reply_of(bot, chat_id, parameters)
    extra = extra_of(parameters) | reply | thread_of(bot, chat_id, parameters, reply)
    return bot.chats.send(method, chat_id, now, {**content, **extra})


def get_file(bot: Bot, parameters: Parameters, _: int) -> object:
    """The Bot API's File. Nothing can be downloaded here: a test has the content in `BotAction.file`."""
    file_id = parameters.text("file_id")
    file = bot.chats.file(file_id)
    if file is None:
        raise ApiError(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
    return identified(file_id, file) | {"file_path": f"documents/{file_id[-6:]}_{file.name}"}


def document_of(file_id: str, file: SentFile) -> dict[str, object]:
    """The Bot API's Document."""
    return {"file_name": file.name, "mime_type": file.media_type, **identified(file_id, file)}


def identified(file_id: str, file: SentFile) -> dict[str, object]:
    """The fields that every file has."""
    return {"file_id": file_id, "file_unique_id": f"AgAD{file_id[-6:]}", "file_size": len(file.content)}


def file_of(bot: Bot, parameters: Parameters, name: str) -> tuple[str, SentFile]:
    """The file in a parameter, uploaded or known before, with its id.

    Raises:
        ApiError: There is no file, or it is empty or too large.
    """
    uploaded = parameters.file(name)
    if uploaded is not None:
        if not uploaded.content:
            raise ApiError(400, "Bad Request: file must be non-empty")
        if len(uploaded.content) > _FILE_BYTES:
            raise ApiError(413, "Request Entity Too Large")
        return bot.chats.keep_file(uploaded), uploaded
    file_id = parameters.text(name)
    if not file_id:
        raise ApiError(400, f"Bad Request: there is no {name} in the request")
    known = bot.chats.file(file_id)
    if known is None:
        raise ApiError(400, "Bad Request: wrong file identifier/HTTP URL specified")
    return file_id, known
