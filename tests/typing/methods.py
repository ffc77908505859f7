"""The result of each Bot API method, as type checkers infer it: one line a method in each twin."""

from __future__ import annotations

from typing import assert_type

from schedbot_sdk import AsyncTelegramClient, TelegramClient
from schedbot_sdk.telegram import (
    AnswerCallbackQuery,
    BotCommand,
    BotMethod,
    ChatFullInfo,
    CopyMessage,
    DeleteMessage,
    DeleteWebhook,
    EditMessageReplyMarkup,
    EditMessageText,
    File,
    ForwardMessage,
    GetChat,
    GetFile,
    GetMe,
    GetUpdates,
    GetWebhookInfo,
    InputFile,
    InputMedia,
    InputMediaPhoto,
    Message,
    MessageId,
    PinChatMessage,
    ReactionType,
    ReactionTypeEmoji,
    SendChatAction,
    SendDocument,
    SendMediaGroup,
    SendMessage,
    SendPhoto,
    SendVoice,
    SetMessageReaction,
    SetMyCommands,
    SetWebhook,
    Update,
    User,
    WebhookInfo,
)

FILE = InputFile(b"content", "name.txt")
ALBUM: list[InputMedia] = [InputMediaPhoto(media=FILE), InputMediaPhoto(media="id")]
LIKE: list[ReactionType] = [ReactionTypeEmoji(emoji="👍")]
MENU = [BotCommand(command="plan", description="Plan my day")]


class UnpinChatMessage(BotMethod[bool]):
    chat_id: int | str
    message_id: int | None = None


def sync(client: TelegramClient) -> None:
    assert_type(client.call(AnswerCallbackQuery(callback_query_id="1", text="done")), bool)
    assert_type(client.call(CopyMessage(chat_id=42, from_chat_id=42, message_id=7)), MessageId)
    assert_type(client.call(DeleteMessage(chat_id=42, message_id=7)), bool)
    assert_type(client.call(DeleteWebhook(drop_pending_updates=True)), bool)
    assert_type(client.call(EditMessageReplyMarkup(chat_id=42, message_id=7)), Message | bool)
    assert_type(client.call(EditMessageText(chat_id=42, message_id=7, text="new")), Message | bool)
    assert_type(client.call(ForwardMessage(chat_id=42, from_chat_id=42, message_id=7)), Message)
    assert_type(client.call(GetChat(chat_id=42)), ChatFullInfo)
    assert_type(client.call(GetFile(file_id="x")), File)
    assert_type(client.call(GetMe()), User)
    assert_type(client.call(GetUpdates(offset=0, timeout=30)), list[Update])
    assert_type(client.call(GetWebhookInfo()), WebhookInfo)
    assert_type(client.call(PinChatMessage(chat_id=42, message_id=7)), bool)
    assert_type(client.call(SendChatAction(chat_id=42, action="typing")), bool)
    assert_type(client.call(SendDocument(chat_id=42, document=FILE)), Message)
    assert_type(client.call(SendMediaGroup(chat_id=42, media=ALBUM)), list[Message])
    assert_type(client.call(SendMessage(chat_id=42, text="hi")), Message)
    assert_type(client.call(SendPhoto(chat_id=42, photo=FILE)), Message)
    assert_type(client.call(SendVoice(chat_id=42, voice="https://example.com/hi.ogg")), Message)
    assert_type(client.call(SetMessageReaction(chat_id=42, message_id=7, reaction=LIKE)), bool)
    assert_type(client.call(SetMyCommands(commands=MENU)), bool)
    assert_type(client.call(SetWebhook(url="https://example.com", secret_token="s")), bool)
    assert_type(client.call(UnpinChatMessage(chat_id=42), deadline=5, idempotent=True), bool)
    assert_type(client.call("getChat", {"chat_id": 42}, returns=ChatFullInfo), ChatFullInfo)


async def twin(client: AsyncTelegramClient) -> None:
    assert_type(await client.call(AnswerCallbackQuery(callback_query_id="1", text="done")), bool)
    assert_type(await client.call(CopyMessage(chat_id=42, from_chat_id=42, message_id=7)), MessageId)
    assert_type(await client.call(DeleteMessage(chat_id=42, message_id=7)), bool)
    assert_type(await client.call(DeleteWebhook(drop_pending_updates=True)), bool)
    assert_type(await client.call(EditMessageReplyMarkup(chat_id=42, message_id=7)), Message | bool)
    assert_type(await client.call(EditMessageText(chat_id=42, message_id=7, text="new")), Message | bool)
    assert_type(await client.call(ForwardMessage(chat_id=42, from_chat_id=42, message_id=7)), Message)
    assert_type(await client.call(GetChat(chat_id=42)), ChatFullInfo)
    assert_type(await client.call(GetFile(file_id="x")), File)
    assert_type(await client.call(GetMe()), User)
    assert_type(await client.call(GetUpdates(offset=0, timeout=30)), list[Update])
    assert_type(await client.call(GetWebhookInfo()), WebhookInfo)
    assert_type(await client.call(PinChatMessage(chat_id=42, message_id=7)), bool)
    assert_type(await client.call(SendChatAction(chat_id=42, action="typing")), bool)
    assert_type(await client.call(SendDocument(chat_id=42, document=FILE)), Message)
    assert_type(await client.call(SendMediaGroup(chat_id=42, media=ALBUM)), list[Message])
    assert_type(await client.call(SendMessage(chat_id=42, text="hi")), Message)
    assert_type(await client.call(SendPhoto(chat_id=42, photo=FILE)), Message)
    assert_type(await client.call(SendVoice(chat_id=42, voice="https://example.com/hi.ogg")), Message)
    assert_type(await client.call(SetMessageReaction(chat_id=42, message_id=7, reaction=LIKE)), bool)
    assert_type(await client.call(SetMyCommands(commands=MENU)), bool)
    assert_type(await client.call(SetWebhook(url="https://example.com", secret_token="s")), bool)
    assert_type(await client.call(UnpinChatMessage(chat_id=42), deadline=5, idempotent=True), bool)
    assert_type(await client.call("getChat", {"chat_id": 42}, returns=ChatFullInfo), ChatFullInfo)
