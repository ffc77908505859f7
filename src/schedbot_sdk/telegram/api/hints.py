"""Advice about a 400 from Telegram, whose description names only the problem."""

from __future__ import annotations

from typing import Final

__all__ = ["hint_for"]

_LONG_TEXTS: Final = {
    "sendmessage": "send_text sends a text of any length, as several messages",
    "editmessagetext": "a message can have 4096 characters; edit it to the first piece from split_text, and send the"
    " other pieces",
}
_LONG_CAPTION: Final = "a caption can have 1024 characters; send the rest with send_text"
_TOO_LONG: Final = ("too long", "too_long")
_NOT_A_FILE: Final = ("file identifier", "file_id", "file id", "http url")
_FILE_ADVICE: Final = (
    "a string is a file_id or a URL; to upload a local file, pass InputFile.read(path), or a pathlib.Path to"
    " send_document"
)


def hint_for(method: str, description: str) -> str:
    """Return advice about a 400, or an empty text.

    Args:
        method: The Bot API method, such as `"sendMessage"`.
        description: The `description` in Telegram's error.
    """
    text = description.lower()
    if any(phrase in text for phrase in _TOO_LONG):
        return _LONG_CAPTION if "caption" in text else _LONG_TEXTS.get(method.lower(), "")
    return _FILE_ADVICE if any(phrase in text for phrase in _NOT_A_FILE) and _sends_files(method) else ""


def _sends_files(method: str) -> bool:
    return method.lower().startswith(("send", "edit", "set", "upload"))
