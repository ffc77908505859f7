"""What is sent as more than one plain request: a text in pieces, a file with its content."""

from __future__ import annotations

import mimetypes
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from schedbot_sdk._core.call import Call
from schedbot_sdk._core.deadline import Defaults
from schedbot_sdk.errors import ConfigurationError, SchedbotError
from schedbot_sdk.telegram.api import calls
from schedbot_sdk.telegram.api.multipart import FilePart
from schedbot_sdk.telegram.api.requests import SendDocumentRequest, SendMessageRequest
from schedbot_sdk.telegram.models import Message
from schedbot_sdk.telegram.text.split import split_text

__all__ = ["document", "limits_of", "read_file", "stopped", "texts"]

_PACE_IN_GROUPS: Final = 3.0
"""Seconds that each further piece may have to wait for its turn: a group takes 20 in a minute."""


def texts(values: Mapping[str, object]) -> list[Call[Message]]:
    """A text as the messages that carry it, in their order: it answers with the first, and has buttons at the last.

    Args:
        values: What `sendMessage` takes, but a text of any length.

    Raises:
        ConfigurationError: An argument is of a wrong type, or the text is blank.
    """
    whole = calls.asked(SendMessageRequest, values)
    pieces = split_text(whole.text, whole.entities or ())
    if not pieces:
        raise ConfigurationError("text: pass something that can be seen; Telegram takes no blank messages")
    made: list[Call[Message]] = []
    for number, piece in enumerate(pieces, 1):
        own = dict(values) | {"text": piece.text, "entities": list(piece.entities) or None}
        if number > 1:
            own["reply_parameters"] = None
        if number < len(pieces):
            own["reply_markup"] = None
        made.append(calls.request("sendMessage", SendMessageRequest, own, Message))
    return made


def limits_of(pieces: int) -> Defaults:
    """The limits of so many messages that have one deadline together."""
    return Defaults(extends_deadline=_PACE_IN_GROUPS * (pieces - 1))


def stopped(error: SchedbotError, sent: int, pieces: int) -> SchedbotError:
    """The error at which a text ended, with how many of its pieces went before."""
    error.pieces_sent = sent
    if pieces > 1:
        error.add_note(f"{sent} of {pieces} pieces of the text were sent before; the rest: split_text(...)[{sent}:]")
    return error


def read_file(file: bytes | os.PathLike[str] | str) -> bytes | str:
    """What `sendDocument` gets as its document: a path as the file's content, anything else as it is.

    Raises:
        OSError: The file cannot be read.
    """
    return Path(file).read_bytes() if isinstance(file, os.PathLike) else file


def document(
    content: object, given: bytes | os.PathLike[str] | str, file_name: str | None, values: Mapping[str, object]
) -> Call[Message]:
    """`sendDocument`, as a form with the file, or by what Telegram knows already.

    Args:
        content: The file's content, or its file_id or address.
        given: What the user gave for it; a path has a name.
        file_name: The name that its readers see.
        values: The other arguments.

    Raises:
        ConfigurationError: An argument is of a wrong type, or the file is empty or has no name.
    """
    if isinstance(content, str):
        if _is_a_path(content):
            raise ConfigurationError(f"document: this string looks like the path of a file; {calls.ADVICE['document']}")
        return calls.request("sendDocument", SendDocumentRequest, {**values, "document": content}, Message)
    if not isinstance(content, bytes):
        raise ConfigurationError(f"document: {calls.ADVICE['document']}")
    if not content:
        raise ConfigurationError("document: the file is empty, and Telegram takes no empty files")
    name = os.fspath(Path(given).name) if file_name is None and isinstance(given, os.PathLike) else file_name
    if not isinstance(name, str) or not name:
        raise ConfigurationError(f"file_name: {calls.ADVICE['file_name']}")
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return calls.upload(
        "sendDocument", SendDocumentRequest, values, FilePart("document", name, content, media_type), Message
    )


def _is_a_path(text: str) -> bool:
    """Whether it is neither a file_id, which has letters, digits, - and _ only, nor a URL."""
    return ("/" in text or "\\" in text) and "://" not in text
