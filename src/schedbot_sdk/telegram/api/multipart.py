"""A form with files as the bytes that a browser would send: RFC 7578, with names in UTF-8."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

__all__ = ["FilePart", "encode_form"]

_ESCAPES: Final = {'"': "%22", "\r": "%0D", "\n": "%0A", "%": "%25", "\\": "%5C"}
"""The first three as the HTML standard has them; RFC 7578 forbids the `filename*` of other places.

The Bot API server decodes each %XX of a name, and takes a backslash for an escape.
"""


@dataclass(frozen=True, slots=True)
class FilePart:
    """A file in a form."""

    field_name: str
    """The form's name for it."""
    name: str
    """The file's own name, of any characters."""
    content: bytes = field(repr=False)
    media_type: str = "application/octet-stream"


def encode_form(fields: Mapping[str, str], files: Sequence[FilePart]) -> tuple[str, bytes]:
    """The content type and the body of a form.

    The boundary is of random characters and stands in no part. The body is in memory as a whole, so that a retry sends
    the same from its beginning.

    Args:
        fields: Texts by name.
        files: Sent after them.
    """
    parts = [(f'form-data; name="{_escaped(name)}"', "", text.encode()) for name, text in fields.items()]
    for file in files:
        disposition = f'form-data; name="{_escaped(file.field_name)}"; filename="{_escaped(file.name)}"'
        parts.append((disposition, f"Content-Type: {file.media_type}\r\n", file.content))
    boundary = _boundary([content for _, _, content in parts])
    body: list[bytes] = []
    for disposition, media_type, content in parts:
        head = f"--{boundary}\r\nContent-Disposition: {disposition}\r\n{media_type}\r\n"
        body += (head.encode("utf-8", "replace"), content, b"\r\n")
    body.append(f"--{boundary}--\r\n".encode())
    return f"multipart/form-data; boundary={boundary}", b"".join(body)


def _escaped(name: str) -> str:
    return re.sub(r'["\r\n%\\]', lambda found: _ESCAPES[found[0]], name)


def _boundary(contents: Sequence[bytes]) -> str:
    while True:
        boundary = secrets.token_hex(16)
        if not any(boundary.encode() in content for content in contents):
            return boundary
