"""Writes docs/tables.md from the wire models, the docstrings under their fields and the error texts of the services."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from pydantic import BaseModel
from tests.docs.pages import ROOT
from tests.docs.public import all_fields, exports

from schedbot_sdk import TelegramClient
from schedbot_sdk._core.call import BaseCall
from schedbot_sdk._core.model import WireModel
from schedbot_sdk._core.response import Response, status_error
from schedbot_sdk._core.retry import may_repeat
from schedbot_sdk.chat import ChatCompletion, ChatCompletionChunk, ChatCompletionRequest, ChatMessage
from schedbot_sdk.chat import calls as chat_calls
from schedbot_sdk.chat.request_builder import RequestBuilder
from schedbot_sdk.chat.response import answers as chat_answers
from schedbot_sdk.telegram import BotMethod, GetUpdates, GetUpdatesRequest, GetUpdatesResponse, Update
from schedbot_sdk.telegram.api.calls import call_of
from schedbot_sdk.telegram.api.errors import MEANINGS as TELEGRAM_MEANINGS
from schedbot_sdk.users import GetUserRequest, User
from schedbot_sdk.users import calls as users_calls

PAGE = ROOT / "docs" / "tables.md"

Schema = Mapping[str, object]

_TYPES = {"integer": "int", "number": "float", "string": "string", "boolean": "boolean", "array": "array"}


def _models_in(module_members: Iterable[object]) -> dict[str, type[BaseModel]]:
    """The wire models among the members of a module, by name and in the order of their names."""
    models = [member for member in module_members if isinstance(member, type) and issubclass(member, WireModel)]
    return {model.__name__: model for model in sorted(models, key=lambda model: model.__name__)}


_TELEGRAM = _models_in(exports("schedbot_sdk.telegram").values())
_METHODS = {
    name: cast("type[BotMethod[object]]", model)
    for name, model in _TELEGRAM.items()
    if issubclass(model, BotMethod) and model not in {BotMethod, GetUpdates}
}
"""The other methods of the Bot API that have a class."""
_OBJECTS = {
    name: model
    for name, model in _TELEGRAM.items()
    if model not in {Update, GetUpdatesRequest, GetUpdatesResponse} and not issubclass(model, BotMethod)
}
"""The objects of the Bot API that have a table of their own."""


@dataclass(frozen=True)
class Row:
    """One line of a table of fields."""

    name: str
    type: str
    place: str
    required: bool
    note: str

    def cells(self) -> list[str]:
        """The cells of the line, as Markdown."""
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
        """The fields of the request."""
        model, place = self.request
        return [*self.headers, *rows_of(model, place)]

    def response_rows(self) -> list[Row]:
        """The fields of a response with a 2xx status."""
        return list(rows_of(self.response, "body"))

    def codes(self) -> Iterator[list[str]]:
        """Each status with its meaning, the error that is raised, and whether the call is retried."""
        yield ["200", "success", self.returns, ""]
        for code, meaning in self.meanings.items():
            response = Response(int(code.replace("xx", "00")), {}, b"")
            error = status_error(response, service=self.call.service, operation=self.call.name, meanings=self.meanings)
            retried = may_repeat(self.call, error, response)
            yield [code, meaning, f"`{type(error).__name__}`", "yes" if retried else "no"]


def rows_of(model: type[BaseModel], place: str) -> Iterator[Row]:
    """The fields of a model and of the models inside it; an object of the Bot API links to its own table."""
    schema = cast("Schema", model.model_json_schema())
    definitions = cast("Mapping[str, Schema]", schema.get("$defs", {}))
    root = definitions[_name(schema)] if "$ref" in schema else schema
    yield from _Reader(definitions, _reachable(model), place).rows(model.__name__, root, "")


@dataclass(frozen=True)
class _Reader:
    """Reads the fields of one model and of the models inside it."""

    definitions: Mapping[str, Schema]
    models: Mapping[str, type[BaseModel]]
    place: str

    def rows(self, name: str, schema: Schema, prefix: str) -> Iterator[Row]:
        required = cast("Sequence[str]", schema.get("required", ()))
        notes = _notes(self.models[name])
        for field_name, field in cast("Mapping[str, Schema]", schema["properties"]).items():
            kinds = [kind for kind in _members(field) if kind.get("type") != "null"]
            note = " ".join([notes[field_name], *_limits(kinds)])
            types = " | ".join(_type(kind) for kind in kinds)
            yield Row(prefix + field_name, types, self.place, field_name in required, note)
            for kind in kinds:
                path, inner = f"{prefix}{field_name}", kind
                while inner.get("type") == "array":
                    path, inner = f"{path}[]", cast("Schema", inner["items"])
                if "$ref" in inner and not _is_bot_api(inner):
                    yield from self.rows(_name(inner), self.definitions[_name(inner)], f"{path}.")


def _notes(model: type[BaseModel]) -> dict[str, str]:
    """The first paragraph under each field, by the field's name on the wire."""
    docstrings = all_fields(model)
    return {field.serialization_alias or name: sentence(docstrings[name]) for name, field in model.model_fields.items()}


def sentence(text: str) -> str:
    """The first paragraph of a text on one line, with a capital letter and a full stop."""
    line = " ".join(text.partition("\n\n")[0].split())
    return line[:1].upper() + line[1:] + ("" if line.endswith(".") else ".")


def _reachable(model: type[BaseModel]) -> dict[str, type[BaseModel]]:
    """A model and all models inside it, by name."""
    found = {model.__name__: model}
    waiting: list[object] = [field.annotation for field in model.model_fields.values()]
    while waiting:
        kind = waiting.pop()
        waiting += typing.get_args(kind)
        if isinstance(kind, type) and issubclass(kind, BaseModel) and kind.__name__ not in found:
            found[kind.__name__] = kind
            waiting += [field.annotation for field in kind.model_fields.values()]
    return found


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
    if inner.get("format") == "binary":
        return "file"
    if "$ref" not in inner:
        return _TYPES.get(str(kind.get("type")), "object")
    if not _is_bot_api(inner):
        return "array" if depth else "object"
    name = _name(inner)
    return f"array of {'array of ' * (depth - 1)}[{name}](#{name.lower()})" if depth else f"[{name}](#{name.lower()})"


def _name(kind: Schema) -> str:
    return str(kind["$ref"]).rpartition("/")[2]


def _is_bot_api(kind: Schema) -> bool:
    return _name(kind) in _OBJECTS


def _limits(kinds: Iterable[Schema]) -> list[str]:
    """The bounds that the model checks, as a sentence."""
    for kind in kinds:
        low, high = kind.get("minimum"), kind.get("maximum")
        if high is not None:
            return [f"From {low} to {high}."]
        if low is not None:
            return [f"At least {low}."]
        if kind.get("minLength") or kind.get("minItems"):
            return ["Not empty."]
    return []


_JSON = Row("Content-Type", "string", "header", True, "Says that the body is JSON: application/json.")

ENDPOINTS = (
    Endpoint(
        heading="GET /getUpdates",
        purpose="Fetches new messages from users: `TelegramClient.get_updates`. The path on the wire is"
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
        purpose="Fetches a user by their Telegram id: `UsersClient.get_user`.",
        call=users_calls.get_user(1),
        headers=(Row("Authorization", "string", "header", False, "Bearer {token}, if the client has a token."),),
        request=(GetUserRequest, "path"),
        response=User,
        returns="`User`",
        meanings=users_calls.MEANINGS,
    ),
    Endpoint(
        heading="POST /chat/completions",
        purpose="Creates a schedule for the user, or continues any other dialogue: `ChatClient.complete` and"
        " `ChatClient.stream`.",
        call=chat_calls.complete(
            RequestBuilder.of([ChatMessage(role="user", content="hi")], None, {}, model="m"), strict=False
        ),
        headers=(
            Row("Authorization", "string", "header", True, "Mandatory authentication header, Bearer {your_api_key}."),
            _JSON,
        ),
        request=(ChatCompletionRequest, "body"),
        response=ChatCompletion,
        returns="`ChatCompletion`",
        meanings=chat_answers.MEANINGS,
    ),
)

_OPENING = """\
# Fields and status codes

These tables list every field that the SDK sends and receives. The names are those on the wire. A Python name differs
only where Python requires it: `from` is `from_user`.

If a required field is missing in a response, the call raises `ResponseError`. The chat client is more tolerant. It
fills in missing fields and lists them in `ChatCompletion.deviations`, unless it was made with `strict=True`. Fields
that no table lists are kept in `model_extra`.

A status that a table does not list raises [the error of its class](errors.md#which-status-gives-which-error).

`make tables` writes this page from the models and the docstrings of their fields. A test fails when the page is out of
date.
"""

_MORE_METHODS = """\
Each method has a class with its parameters. `TelegramClient.call` takes it and returns the result:
`call(PinChatMessage(chat_id=42, message_id=7))`. The client has a shortcut for the common ones. They are POST requests
and share the status codes of [GET /getUpdates](#get-getupdates). The page about retries says
[which calls are retried](retries.md#what-is-retried). `call` also takes a class of your own, or the name of a method.
"""


def _table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    all_lines = [head, ["---"] * len(head), *lines]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in all_lines) + "\n"


def _fields(rows: Iterable[Row]) -> str:
    return _table(["field", "type", "in", "required", "description"], [row.cells() for row in rows])


def _method_section(name: str, model: type[BotMethod[object]]) -> list[str]:
    python = re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
    shortcut = f", also `TelegramClient.{python}`" if hasattr(TelegramClient, python) else ""
    parts = [f"### {model.method_name}\n", f"`{name}`{shortcut}. {sentence(model.__doc__ or '')}\n"]
    return [*parts, _fields(rows_of(model, "body"))] if model.model_fields else parts


def page() -> str:
    """The whole page."""
    parts = [_OPENING]
    for endpoint in ENDPOINTS:
        parts += [
            f"## {endpoint.heading}\n",
            f"{endpoint.purpose}\n",
            "Request:\n",
            _fields(endpoint.request_rows()),
            "Response:\n",
            _fields(endpoint.response_rows()),
            "Status codes:\n",
            _table(["status", "meaning", "result", "retried"], endpoint.codes()),
        ]
    parts += [
        "## Chunk of a streamed response\n",
        "`ChatClient.stream` yields these objects, `ChatCompletionChunk`:\n",
        _fields(rows_of(ChatCompletionChunk, "event")),
        "## More methods of the Bot API\n",
        _MORE_METHODS,
    ]
    for name, method in _METHODS.items():
        parts += _method_section(name, method)
    parts.append("## Objects of the Bot API\n")
    for name, model in _OBJECTS.items():
        parts += [f"### {name}\n", _fields(rows_of(model, "body"))]
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
