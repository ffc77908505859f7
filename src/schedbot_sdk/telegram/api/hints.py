"""What a caller can do about a 400 of Telegram's whose words only say what is wrong."""

from __future__ import annotations

from typing import Final

__all__ = ["hint_for"]

_LONG_TEXTS: Final = {
    "sendmessage": "send_text sends a text of any length, as several messages",
    "editmessagetext": "a message holds 4096 characters: edit it to the first piece of split_text, and send the others",
}
_LONG_CAPTION: Final = "a caption holds 1024 characters: send the rest with send_text"
_TOO_LONG: Final = ("too long", "too_long")
_NO_FILE: Final = ("file identifier", "file_id", "file id", "http url")
_FILE_ADVICE: Final = (
    "a string names a file that Telegram has, or its URL; to send a file of this computer, pass a pathlib.Path or its"
    " bytes to send_document"
)


def hint_for(method: str, description: str) -> str:
    """Advice about a refusal, or an empty text.

    Args:
        method: The Bot API method, such as `"sendMessage"`.
        description: The server's words.
    """
    words = description.lower()
    if any(phrase in words for phrase in _TOO_LONG):
        return _LONG_CAPTION if "caption" in words else _LONG_TEXTS.get(method.lower(), "")
    return _FILE_ADVICE if any(phrase in words for phrase in _NO_FILE) and _is_a_send(method) else ""


def _is_a_send(method: str) -> bool:
    return method.lower().startswith(("send", "edit", "set", "upload"))
