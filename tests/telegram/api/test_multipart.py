"""A form comes back as it was, from a parser that others wrote."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_multipart.multipart import parse_form
from tests.rows import on_rows

from schedbot_sdk.telegram.api.multipart import FilePart, encode_form

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
names = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters='"\\;%'), min_size=1, max_size=20)


def parsed(content_type: str, body: bytes) -> tuple[dict[str, bytes], dict[str, tuple[bytes, bytes]]]:
    fields: dict[str, bytes] = {}
    files: dict[str, tuple[bytes, bytes]] = {}

    def on_field(field: object) -> None:
        fields[field.field_name.decode()] = field.value or b""  # type: ignore[attr-defined]

    def on_file(file: object) -> None:
        file.file_object.seek(0)  # type: ignore[attr-defined]
        files[file.field_name.decode()] = (file.file_name, file.file_object.read())  # type: ignore[attr-defined]

    headers = {"Content-Type": content_type.encode(), "Content-Length": str(len(body)).encode()}
    parse_form(headers, io.BytesIO(body), on_field, on_file)
    return fields, files


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(names, texts, max_size=4), names, st.binary(min_size=1, max_size=300))
def test_any_fields_and_any_bytes_come_back(fields: dict[str, str], name: str, content: bytes) -> None:
    content_type, body = encode_form(fields, [FilePart("the file", name, content)])
    said, files = parsed(content_type, body)
    assert said == {key: value.encode() for key, value in fields.items()}
    assert files == {"the file": (name.encode(), content)}


@on_rows(
    ("name", "written"),
    [("a%20b.txt", "a%2520b.txt"), ("a\\", "a%5C"), ('"\\"', "%22%5C%22"), ("100 %.ics", "100 %25.ics")],
)
def test_what_telegram_would_decode_is_escaped(name: str, written: str) -> None:
    _, body = encode_form({}, [FilePart("f", name, b"c")])
    assert f'filename="{written}"\r\n'.encode() in body


def test_the_boundary_stands_in_no_part() -> None:
    content_type, body = encode_form({"a": "b"}, [FilePart("f", "n", b"c")])
    boundary = content_type.removeprefix("multipart/form-data; boundary=")
    assert re.fullmatch(r"[0-9a-f]{32}", boundary)
    assert body.count(boundary.encode()) == 3


def test_a_boundary_that_stands_in_a_part_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["aaaa", "bbbb", "cccc"])

    def draw(_: int) -> str:
        return next(drawn)

    monkeypatch.setattr("secrets.token_hex", draw)
    content_type, _ = encode_form({"a": "1 aaaa 2"}, [FilePart("f", "n", b"\x00bbbb")])
    assert content_type.endswith("boundary=cccc")


def test_a_name_cannot_end_its_header() -> None:
    _, body = encode_form({}, [FilePart("f", 'a"\r\nX-Evil: 1\r\n\r\n.txt', b"c")])
    assert b'filename="a%22%0D%0AX-Evil: 1%0D%0A%0D%0A.txt"\r\n' in body


def test_a_part_shows_its_content_to_nobody() -> None:
    assert "secret" not in repr(FilePart("f", "n", b"secret"))
