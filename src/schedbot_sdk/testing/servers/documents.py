"""`sendDocument`: a file that the bot uploads, or sends again. Pure."""

from __future__ import annotations

from typing import Final

from schedbot_sdk.testing.servers.arguments import extra_of, reply_of, sendable_chat_of
from schedbot_sdk.testing.servers.bot import Bot
from schedbot_sdk.testing.servers.envelope import ApiError
from schedbot_sdk.testing.servers.files import SentFile
from schedbot_sdk.testing.servers.parameters import Parameters
from schedbot_sdk.testing.servers.texts import caption_of
from schedbot_sdk.testing.servers.topics import thread_of

__all__ = ["send_document"]

_FILE_BYTES: Final = 50 * 1024 * 1024


def send_document(bot: Bot, parameters: Parameters, now: int) -> object:
    """The new message with the document."""
    file_id, file = _document(bot, parameters)
    caption = caption_of(bot, parameters)
    chat_id = sendable_chat_of(bot, parameters)
    reply = reply_of(bot, chat_id, parameters)
    extra = extra_of(parameters) | reply | thread_of(bot, chat_id, parameters, reply)
    file_id = file_id or bot.chats.keep_file(file)
    document = {
        "file_name": file.name,
        "mime_type": file.media_type,
        "file_id": file_id,
        "file_unique_id": f"AgAD{file_id[-6:]}",
        "file_size": len(file.content),
    }
    content = {"document": document} | caption | extra
    return bot.chats.send("sendDocument", chat_id, now, content)


def _document(bot: Bot, parameters: Parameters) -> tuple[str, SentFile]:
    """The file with its id, which is empty when it is new."""
    uploaded = parameters.file("document")
    if uploaded is not None:
        if not uploaded.content:
            raise ApiError(400, "Bad Request: file must be non-empty")
        if len(uploaded.content) > _FILE_BYTES:
            raise ApiError(413, "Request Entity Too Large")
        return "", uploaded
    file_id = parameters.text("document")
    if not file_id:
        raise ApiError(400, "Bad Request: there is no document in the request")
    known = bot.chats.file(file_id)
    if known is None:
        raise ApiError(400, "Bad Request: wrong file identifier/HTTP URL specified")
    return file_id, known
