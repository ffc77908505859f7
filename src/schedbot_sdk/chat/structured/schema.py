"""A pydantic model -> a JSON schema that strict servers accept. Pure.

Strict servers constrain the LLM's text, and reject a schema with features that their decoders do not support (OpenAI's
guide to structured outputs, "supported schemas"; llama.cpp's grammars). The schema therefore has no `oneOf`, `format`,
`default` and no limits on lengths; every field is required, and other fields are forbidden. The removed rules are in
the descriptions, and the model itself validates the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, TypeAlias, cast

from pydantic import BaseModel, PydanticUserError

from schedbot_sdk.chat.structured.pattern import plain_pattern
from schedbot_sdk.errors import ConfigurationError

__all__ = ["SafeSchema", "safe_schema"]

Node: TypeAlias = "Mapping[str, object]"

WRAPPED: Final = "value"
"""The only field of an object that wraps another type, such as a list."""

_KEPT: Final = (
    "type", "enum", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minItems",
    "maxItems",
)  # fmt: skip
_PATTERNS: Final = {
    "date": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
    "time": "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$",
}
_FORMATS: Final = {
    "date": "a date, YYYY-MM-DD",
    "time": "a time, HH:MM",
    "date-time": "a date and time, ISO 8601",
    "duration": "a duration, ISO 8601",
}
_MAX_NODES: Final = 3000
_CACHE_SIZE: Final = 128  # limited, because a program may create its models for each call
_LENGTHS: Final = (("minLength", "at least {} characters"), ("maxLength", "at most {} characters"))


@dataclass(frozen=True, slots=True)
class SafeSchema:
    """The schema that a server should enforce."""

    name: str
    """A name that servers accept: letters, digits, `_` and `-`, at most 64."""
    schema: Node
    """The JSON schema."""
    is_strict: bool
    """Whether every object in it forbids other fields, as strict servers require."""
    is_wrapped: bool
    """Whether the model is wrapped in an object, because its JSON is another type."""
    fields: frozenset[str]
    """The names of all fields. Other names are the LLM's or the user's, and are not shown in problems."""


def safe_schema(kind: type[BaseModel]) -> SafeSchema:
    """Return the JSON schema of a model, for strict servers.

    References are replaced by their definitions, because some servers do not follow them; only recursive models keep
    their `$defs`. If the schema would become too long, all references stay: models that contain others several times
    grow with each level.

    Raises:
        ConfigurationError: It is not a model, or it has a type that JSON does not support.
    """
    _check_kind(kind)
    try:
        return _cached(kind)
    except (AttributeError, KeyError, TypeError):  # custom schemas may have anything
        pass
    raise ConfigurationError(f"returns: {kind.__name__} has a custom JSON schema that cannot be made strict")


@lru_cache(maxsize=_CACHE_SIZE)
def _cached(kind: type[BaseModel]) -> SafeSchema:
    # Cached, because it takes longer than the rest of a call.
    return _safe(kind, _schema_of(kind))


def _safe(kind: type[BaseModel], raw: Node) -> SafeSchema:
    definitions = cast("Mapping[str, Node]", raw.get("$defs", {}))
    whole = {name: value for name, value in raw.items() if name != "$defs"}
    try:
        builder = _SchemaBuilder(definitions)
        root = builder.node(whole, is_root=True)
    except _TooLongError:
        builder = _SchemaBuilder(definitions, keeps_all=True)
        root = builder.node(whole, is_root=True)
    is_wrapped = root.get("type") != "object" or "properties" not in root
    if is_wrapped:
        root = _closed({WRAPPED: root})
    schema = {**root, "$defs": builder.recursive} if builder.recursive else root
    name = re.sub(r"[^A-Za-z0-9_-]", "_", kind.__name__).strip("_")[:64]
    return SafeSchema(name, schema, not builder.is_open, is_wrapped, frozenset(_fields(schema)))


def _check_kind(kind: object) -> None:
    if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        raise ConfigurationError("returns: pass a pydantic model's class, such as class Plan(BaseModel): ...")


def _schema_of(kind: type[BaseModel]) -> Node:
    try:
        return kind.model_json_schema()
    except PydanticUserError:
        pass
    raise ConfigurationError(f"returns: {kind.__name__} has a field that JSON does not support, or an unknown type")


def _closed(properties: Mapping[str, object]) -> dict[str, object]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def _fields(node: object) -> Iterator[str]:
    if isinstance(node, Mapping):
        for name, value in cast("Node", node).items():
            if name == "properties":
                yield from cast("Node", value)
            yield from _fields(value)
    elif isinstance(node, list):
        for item in cast("list[object]", node):
            yield from _fields(item)


class _TooLongError(Exception):
    """Without references, the schema would have more nodes than servers accept."""


@dataclass(slots=True)
class _SchemaBuilder:
    definitions: Mapping[str, Node]
    keeps_all: bool = False
    """Whether all references stay, and not only recursive ones."""
    recursive: dict[str, object] = field(default_factory=dict[str, object])
    """The definitions that the schema refers to."""
    is_open: bool = False
    """Whether some object allows other fields."""
    _within: list[str] = field(default_factory=list[str])
    _nodes: int = 0

    def node(self, raw: Node, *, is_root: bool = False) -> dict[str, object]:
        self._nodes += 1
        if self._nodes > _MAX_NODES and not self.keeps_all:
            raise _TooLongError
        for part in _list(raw, "allOf"):
            raw = {**part, **{name: value for name, value in raw.items() if name != "allOf"}}
        if "$ref" in raw:
            return self._reference(raw, is_root=is_root)
        schema = _leaf(raw)
        if options := [*_list(raw, "anyOf"), *_list(raw, "oneOf")]:
            schema["anyOf"] = [self.node(option) for option in options]
        elif raw.get("type") == "object":
            schema.update(self._object(raw))
        elif raw.get("type") == "array":
            schema.update(self._array(raw))
        elif not schema.keys() & {"type", "enum"}:
            self.is_open = True
        return schema

    def _reference(self, raw: Node, *, is_root: bool) -> dict[str, object]:
        name = str(raw["$ref"]).rpartition("/")[2]
        siblings = {key: value for key, value in raw.items() if key != "$ref"}
        if name in self._within or name in self.recursive:
            self.recursive.setdefault(name, {})
            return {"$ref": f"#/$defs/{name}"}
        if self.keeps_all:
            self.recursive[name] = {}
        self._within.append(name)
        schema = self.node({**self.definitions[name], **siblings})
        self._within.pop()
        if name not in self.recursive:
            return schema
        self.recursive[name] = schema
        return schema if is_root else {"$ref": f"#/$defs/{name}"}

    def _object(self, raw: Node) -> dict[str, object]:
        properties = cast("Mapping[str, Node] | None", raw.get("properties"))
        if properties is not None:
            return _closed({name: self.node(value) for name, value in properties.items()})
        self.is_open = True
        others = raw.get("additionalProperties")
        return {"additionalProperties": self.node(cast("Node", others)) if isinstance(others, Mapping) else True}

    def _array(self, raw: Node) -> dict[str, object]:
        places = [self.node(place) for place in _list(raw, "prefixItems")]
        if places:  # a tuple: decoders cannot distinguish its places
            kinds = [place for number, place in enumerate(places) if place not in places[:number]]
            items: object = kinds[0] if len(kinds) == 1 else {"anyOf": kinds}
            return {"items": items, "minItems": len(places), "maxItems": len(places)}
        items = raw.get("items")
        if not isinstance(items, Mapping):
            self.is_open = True
            return {}
        return {"items": self.node(cast("Node", items))}


def _list(raw: Node, name: str) -> list[Node]:
    return list(cast("Sequence[Node]", raw.get(name, ())))


def _leaf(raw: Node) -> dict[str, object]:
    """Return the rules of a schema for its own value, without its parts."""
    schema: dict[str, object] = {"description": notes} if (notes := _notes(raw)) else {}
    schema.update({name: raw[name] for name in _KEPT if name in raw})
    if "const" in raw:
        schema["enum"] = [raw["const"]]
    if str(raw.get("format")) in _PATTERNS:
        schema["pattern"] = _PATTERNS[str(raw["format"])]
    if "pattern" in schema and (pattern := plain_pattern(str(schema.pop("pattern")))) is not None:
        schema["pattern"] = pattern
    return schema


def _notes(raw: Node) -> str:
    """Return the description, and in words the rules that are left out of the schema."""
    notes = [str(raw["description"])] if "description" in raw else []
    if "format" in raw:
        notes.append(_FORMATS.get(str(raw["format"]), str(raw["format"])))
    if "pattern" in raw and plain_pattern(str(raw["pattern"])) is None:
        notes.append(f"matches the regular expression {raw['pattern']}")
    notes += [words.format(raw[name]) for name, words in _LENGTHS if name in raw]
    return "; ".join(notes)
