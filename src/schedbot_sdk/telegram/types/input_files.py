"""Files that a bot uploads, or sends again."""

from __future__ import annotations

import mimetypes
import os
from pathlib import Path
from typing import Annotated, Final, TypeAlias, final

from pydantic import BeforeValidator, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from schedbot_sdk.errors import ConfigurationError

__all__ = ["FileOrId", "InputFile", "read_document"]

_ADVICE: Final = "pass InputFile(content, name), InputFile.read(path), or the file_id or URL of a file as a string"


@final
class InputFile:
    """A file to upload (Bot API: InputFile). The content is kept in memory, so that a retry sends all of it again.

    Example:
        `SendPhoto(chat_id=42, photo=InputFile(png_bytes, "chart.png"))`

    Args:
        content: The bytes of the file.
        name: The file name that users see.
        media_type: Such as `"image/png"`; guessed from the name when it is left out.

    Raises:
        ConfigurationError: The content is not bytes, or it is empty, or the name is empty.
    """

    content: bytes
    """The bytes of the file."""
    name: str
    """The file name that users see."""
    media_type: str
    """The media type that is sent with the file."""

    def __init__(self, content: bytes, name: str, media_type: str | None = None) -> None:
        if not _is_a(content, bytes):
            raise ConfigurationError(f"content of a file: pass bytes, got {type(content).__name__}")
        if not content:
            raise ConfigurationError("the file is empty: Telegram does not accept empty files")
        if not _is_a(name, str) or not name:
            raise ConfigurationError("name of a file: pass the file name that users see, a string that is not empty")
        self.content = content
        self.name = name
        self.media_type = media_type or mimetypes.guess_type(name)[0] or "application/octet-stream"

    @classmethod
    def read(cls, path: str | os.PathLike[str], name: str | None = None) -> InputFile:
        """Read a file from disk.

        Args:
            path: Where the file is.
            name: The file name that users see; the path's own when it is left out.

        Raises:
            OSError: The file cannot be read.
            ConfigurationError: The file is empty.
        """
        path = Path(path)
        return cls(path.read_bytes(), path.name if name is None else name)

    def __repr__(self) -> str:
        return f"InputFile({len(self.content)} bytes, name={self.name!r}, media_type={self.media_type!r})"

    @classmethod
    def __get_pydantic_core_schema__(cls, _: object, __: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.is_instance_schema(cls)

    @classmethod
    def __get_pydantic_json_schema__(cls, _: CoreSchema, __: GetJsonSchemaHandler) -> dict[str, object]:
        return {"type": "string", "format": "binary"}


def read_document(document: bytes | os.PathLike[str] | str, file_name: str | None) -> InputFile | str:
    """The `document` of `send_document` as a file: bytes and paths are converted, other values are not changed.

    Raises:
        OSError: The file cannot be read.
        ConfigurationError: The file is empty or has no name.
    """
    if not isinstance(document, bytes | os.PathLike):
        return document
    path = Path(document) if isinstance(document, os.PathLike) else None
    name = path.name if path is not None and file_name is None else file_name
    if not isinstance(name, str) or not name:
        raise ConfigurationError("file_name: pass the name that users see, as a string that is not empty")
    return InputFile(document if isinstance(document, bytes) else Path(document).read_bytes(), name)


def _is_a(value: object, kind: type) -> bool:
    """Whether a value has the type that is declared, for callers without a type checker."""
    return isinstance(value, kind)


def _check_file(value: object) -> object:
    # A file_id has only letters, digits, - and _.
    if isinstance(value, str) and ("/" in value or "\\" in value) and "://" not in value:
        raise PydanticCustomError("path", "this string looks like the path of a file; {advice}", {"advice": _ADVICE})
    if not isinstance(value, InputFile | str) or not value:
        raise PydanticCustomError("no_file", "this is not a file; {advice}", {"advice": _ADVICE})
    return value


FileOrId: TypeAlias = Annotated[InputFile | str, BeforeValidator(_check_file)]
"""A file to upload, or as a string a `file_id` or a URL."""
