"""How a message is sent: what it replies to, and the preview of its link."""

from __future__ import annotations

from schedbot_sdk._core.model import WireModel
from schedbot_sdk.telegram.types.entities import MessageEntity

__all__ = ["LinkPreviewOptions", "ReplyParameters"]


class ReplyParameters(WireModel):
    """The message that a message replies to (Bot API: ReplyParameters)."""

    message_id: int
    """The message to reply to, in this chat or in `chat_id`."""
    chat_id: int | str | None = None
    """The chat of that message, if it is another one."""
    allow_sending_without_reply: bool | None = None
    """True sends the message even if the other one is gone."""
    quote: str | None = None
    """The part of that message to quote, word for word, up to 1024 characters."""
    quote_parse_mode: str | None = None
    """`"MarkdownV2"` or `"HTML"`, in place of `quote_entities`."""
    quote_entities: list[MessageEntity] | None = None
    """Special parts of the quote."""
    quote_position: int | None = None
    """Where the quote begins in the original, in UTF-16 code units."""
    checklist_task_id: int | None = None
    """The task of a checklist to reply to."""
    poll_option_id: str | None = None
    """The option of a poll to reply to."""


class LinkPreviewOptions(WireModel):
    """How the preview of a link is shown (Bot API: LinkPreviewOptions)."""

    is_disabled: bool | None = None
    """True shows no preview."""
    url: str | None = None
    """The link to preview; the first one of the text when it is None."""
    prefer_small_media: bool | None = None
    """True shrinks the picture of the preview."""
    prefer_large_media: bool | None = None
    """True enlarges the picture of the preview."""
    show_above_text: bool | None = None
    """True shows the preview above the text."""
