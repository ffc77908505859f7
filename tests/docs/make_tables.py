"""Writes docs/tables.md from the wire models and the services' own words: `python tests/docs/make_tables.py`."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import cast

from pydantic import BaseModel

from schedbot_sdk import TelegramClient, telegram
from schedbot_sdk._core.call import BaseCall
from schedbot_sdk._core.response import Response, status_error
from schedbot_sdk._core.retry import may_repeat
from schedbot_sdk.chat import ChatCompletion, ChatCompletionChunk, ChatCompletionRequest, ChatMessage
from schedbot_sdk.chat import calls as chat_calls
from schedbot_sdk.chat.request_builder import RequestBuilder
from schedbot_sdk.chat.response import answers as chat_answers
from schedbot_sdk.telegram import BotMethod, GetUpdates, GetUpdatesResponse, Update
from schedbot_sdk.telegram.api.calls import call_of
from schedbot_sdk.telegram.api.errors import MEANINGS as TELEGRAM_MEANINGS
from schedbot_sdk.users import GetUserRequest, User
from schedbot_sdk.users import calls as users_calls

PAGE = Path(__file__).parents[2] / "docs" / "tables.md"

Schema = Mapping[str, object]

_TYPES = {"integer": "int", "number": "float", "string": "string", "boolean": "boolean", "array": "array"}
_PUBLIC = [member for name in telegram.__all__ if isinstance(member := getattr(telegram, name), type)]
_METHODS = sorted(
    cast(
        "set[type[BotMethod[object]]]",
        {kind for kind in _PUBLIC if issubclass(kind, BotMethod) and kind not in {BotMethod, GetUpdates}},
    ),
    key=lambda kind: kind.__name__,
)
_BOT_API = sorted(
    {
        kind
        for kind in _PUBLIC
        if issubclass(kind, BaseModel) and not issubclass(kind, BotMethod | GetUpdatesResponse | Update)
    },
    key=lambda kind: kind.__name__,
)


@dataclass(frozen=True)
class Row:
    """One line of a table of fields."""

    name: str
    type: str
    place: str
    required: bool
    note: str

    def cells(self) -> list[str]:
        """As the page has it."""
        return [f"`{self.name}`", self.type, self.place, "yes" if self.required else "no", self.note]


@dataclass(frozen=True)
class Endpoint:
    """One of the three tables."""

    heading: str
    purpose: str
    call: BaseCall
    headers: tuple[Row, ...]
    request: tuple[type[BaseModel], str]
    response: type[BaseModel]
    returns: str
    meanings: Mapping[str, str]

    def request_rows(self) -> list[Row]:
        """What is sent."""
        model, place = self.request
        return [*self.headers, *rows_of(model, place)]

    def response_rows(self) -> list[Row]:
        """What comes back with a 2xx."""
        return list(rows_of(self.response, "body"))

    def codes(self) -> Iterator[list[str]]:
        """Each status: what it means here, what it becomes, and whether the call is repeated."""
        yield ["200", "success", self.returns, ""]
        for code, meaning in self.meanings.items():
            answer = Response(int(code.replace("xx", "00")), {}, b"")
            error = status_error(answer, service=self.call.service, operation=self.call.name, meanings=self.meanings)
            repeated = may_repeat(self.call, error, answer)
            yield [code, meaning, f"`{type(error).__name__}`", "yes" if repeated else "no"]


def rows_of(model: type[BaseModel], place: str) -> Iterator[Row]:
    """The fields of a model and of those inside it; an object of the Bot API is named, and has its own table."""
    schema = cast("Schema", model.model_json_schema())
    definitions = cast("Mapping[str, Schema]", schema.get("$defs", {}))
    root = definitions[_name(schema)] if "$ref" in schema else schema
    notes = _notes(model)
    for row in _rows(root, definitions, place, ""):
        yield row if row.note else replace(row, note=notes.get(row.name, ""))


def _rows(model: Schema, definitions: Mapping[str, Schema], place: str, prefix: str) -> Iterator[Row]:
    required = cast("Sequence[str]", model.get("required", ()))
    for name, field in cast("Mapping[str, Schema]", model["properties"]).items():
        kinds = [kind for kind in _members(field) if kind.get("type") != "null"]
        note = str(field["description"]) + _limits(kinds) if "description" in field else ""
        yield Row(prefix + name, " | ".join(_type(kind) for kind in kinds), place, name in required, note)
        for kind in kinds:
            path, inner = f"{prefix}{name}", kind
            while inner.get("type") == "array":
                path, inner = f"{path}[]", cast("Schema", inner["items"])
            if "$ref" in inner and not _is_bot_api(inner):
                yield from _rows(definitions[_name(inner)], definitions, place, f"{path}.")


def _notes(model: type[BaseModel]) -> dict[str, str]:
    """The docstrings of a model's fields, those that it inherits too."""
    notes: dict[str, str] = {}
    for kind in reversed(model.__mro__):
        if not issubclass(kind, BaseModel) or kind is BaseModel or "[" in kind.__name__:
            continue
        (definition,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
        assert isinstance(definition, ast.ClassDef)
        for field, docstring in pairwise(definition.body):
            if isinstance(field, ast.AnnAssign) and isinstance(docstring, ast.Expr):
                assert isinstance(field.target, ast.Name)
                notes[field.target.id] = inspect.cleandoc(str(ast.literal_eval(docstring.value))).replace("\n", " ")
    return notes


def _members(kind: Schema) -> Iterator[Schema]:
    members = kind.get("anyOf", kind.get("oneOf"))
    if members is None:
        yield kind
    for member in cast("Sequence[Schema]", members or ()):
        yield from _members(member)


def _type(kind: Schema) -> str:
    inner, depth = kind, 0
    while inner.get("type") == "array":
        inner, depth = cast("Schema", inner["items"]), depth + 1
    if "$ref" not in inner:
        return _TYPES.get(str(kind.get("type")), "object")
    if not _is_bot_api(inner):
        return "array" if depth else "object"
    name = _name(inner)
    return f"array of {'array of ' * (depth - 1)}[{name}](#{name.lower()})" if depth else f"[{name}](#{name.lower()})"


def _name(kind: Schema) -> str:
    return str(kind["$ref"]).rpartition("/")[2]


def _is_bot_api(kind: Schema) -> bool:
    return _name(kind) in {model.__name__ for model in _BOT_API}


def _limits(kinds: Iterable[Schema]) -> str:
    """The bounds that the model checks, in words."""
    for kind in kinds:
        low, high = kind.get("minimum"), kind.get("maximum")
        if high is not None:
            return f" ({low} to {high})"
        if low is not None:
            return f" ({low} or more)"
        if kind.get("minLength") or kind.get("minItems"):
            return " (not empty)"
    return ""


_JSON = Row("Content-Type", "string", "header", True, "says that the body is JSON: application/json")

ENDPOINTS = (
    Endpoint(
        heading="GET /getUpdates",
        purpose="Fetch new user messages: `TelegramClient.get_updates`. The path on the wire is"
        " `/bot<token>/getUpdates`.",
        call=call_of(GetUpdates(offset=0, timeout=30)),
        headers=(),
        request=(GetUpdates, "query"),
        response=GetUpdatesResponse,
        returns="`list[Update]`",
        meanings=TELEGRAM_MEANINGS,
    ),
    Endpoint(
        heading="GET /users/{telegram_id}",
        purpose="Fetch a user by Telegram id: `UsersClient.get_user`.",
        call=users_calls.get_user(1),
        headers=(Row("Authorization", "string", "header", False, "Bearer {token}, where the client was given one"),),
        request=(GetUserRequest, "path"),
        response=User,
        returns="`User`",
        meanings=users_calls.MEANINGS,
    ),
    Endpoint(
        heading="POST /chat/completions",
        purpose="Create a schedule for the user, or anything else that a dialogue can ask for: `ChatClient.complete`"
        " and `ChatClient.stream`.",
        call=chat_calls.complete(
            RequestBuilder.of([ChatMessage(role="user", content="hi")], None, {}, model="m"), strict=False
        ),
        headers=(
            Row("Authorization", "string", "header", True, "mandatory authentication header, Bearer {your_api_key}"),
            _JSON,
        ),
        request=(ChatCompletionRequest, "body"),
        response=ChatCompletion,
        returns="`ChatCompletion`",
        meanings=chat_answers.MEANINGS,
    ),
)

_OPENING = """\
# The tables

What each service is asked and what it answers, as the models of the SDK have it. Names are those of the wire; a Python
name differs only where Python forces it (`from` is `from_user`). A required field that is absent from an answer is a
`ResponseError`; the chat client fills in what a server left out and lists it in `ChatCompletion.deviations`, unless it
was made with `strict=True`. Fields that no table names are kept in `model_extra`.

Statuses that a table does not list give the error of [their class](errors.md#which-status-gives-which-error).

This page is made from the models by `python tests/docs/make_tables.py`; a test fails when the two differ.
"""


_MORE_METHODS = """\
`TelegramClient.call` takes each of these classes and returns its result: `call(PinChatMessage(chat_id=42,
message_id=7))`. The client has a method of its own for the most common ones. They are POST requests, share the codes of
[GET /getUpdates](#get-getupdates), and are repeated as [the page about retries](retries.md#what-is-repeated) says. A
method that is not here is called by its name, or with a class of your own.
"""


def _table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    all_lines = [head, ["---"] * len(head), *lines]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in all_lines) + "\n"


def _fields(rows: Iterable[Row]) -> str:
    return _table(["name", "type", "place", "required", "note"], [row.cells() for row in rows])


def page() -> str:
    """The whole page."""
    parts = [_OPENING]
    for endpoint in ENDPOINTS:
        parts += [
            f"## {endpoint.heading}\n",
            f"{endpoint.purpose}\n",
            "The request:\n",
            _fields(endpoint.request_rows()),
            "The answer:\n",
            _fields(endpoint.response_rows()),
            "The codes:\n",
            _table(["code", "meaning", "gives", "repeated"], endpoint.codes()),
        ]
    parts += [
        "## A part of a streamed answer\n",
        "What iterating over `ChatClient.stream` gives, `ChatCompletionChunk`:\n",
        _fields(rows_of(ChatCompletionChunk, "event")),
        "## More methods of the Bot API\n",
        _MORE_METHODS,
    ]
    for method in _METHODS:
        own = re.sub("(?=[A-Z])", "_", method.__name__).lower()[1:]
        shortcut = f", also `TelegramClient.{own}`" if hasattr(TelegramClient, own) else ""
        purpose = str(method.__doc__).partition("\n")[0]
        parts += [f"### {method.__name__}\n", f"`{method.method_name}`{shortcut}. {purpose}\n"]
        if method.model_fields:
            parts.append(_fields(rows_of(method, "body")))
    parts.append("## Objects of the Bot API\n")
    for model in _BOT_API:
        parts += [f"### {model.__name__}\n", _fields(rows_of(model, "body"))]
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
