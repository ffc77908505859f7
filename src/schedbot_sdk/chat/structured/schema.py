"""A pydantic model -> a JSON schema that strict servers take. Pure.

Strict servers constrain what the LLM writes, and refuse a schema with what their decoders cannot do (OpenAI's guide to
structured outputs, "supported schemas"; llama.cpp's grammars). So: no `oneOf`, `format`, `default`, bounds on lengths;
every field required, no other field allowed. What is taken away stands in the descriptions, and is checked on the way
back, since the answer is validated by the model itself.
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
"""The one field of an object around a model that is none, such as a list."""

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
_MOST_NODES: Final = 3000
_MOST_KEPT: Final = 128  # a program that makes its models anew for each call forgets the oldest
_LENGTHS: Final = (("minLength", "at least {} characters"), ("maxLength", "at most {} characters"))


@dataclass(frozen=True, slots=True)
class SafeSchema:
    """What a server is asked to enforce."""

    name: str
    """A name that servers take: letters, digits, `_` and `-`, at most 64."""
    schema: Node
    is_strict: bool
    """Whether every object in it is closed, so that strict servers take it."""
    is_wrapped: bool
    """Whether the model stands in the one field of an object, because it is none itself."""
    fields: frozenset[str]
    """The names of all fields: what is no secret of the LLM or the user in the place of a fault."""


def safe_schema(kind: type[BaseModel]) -> SafeSchema:
    """The schema of a model's JSON, for strict servers.

    Recursive models keep their `$defs`; all other references are written out, since some servers follow none. Where
    that would be very long, as models that hold others several times grow with each level, all keep their `$defs`.

    Raises:
        ConfigurationError: It is no model, or holds what JSON cannot.
    """
    _check_kind(kind)
    try:
        return _kept(kind)
    except (AttributeError, KeyError, TypeError):  # schemas written by hand may hold anything
        pass
    raise ConfigurationError(f"returns: {kind.__name__} has a JSON schema of its own that cannot be made safe")


@lru_cache(maxsize=_MOST_KEPT)
def _kept(kind: type[BaseModel]) -> SafeSchema:
    # To make one takes longer than all else that asking an LLM costs.
    return _safe(kind, _schema_of(kind))


def _safe(kind: type[BaseModel], raw: Node) -> SafeSchema:
    definitions = cast("Mapping[str, Node]", raw.get("$defs", {}))
    whole = {name: value for name, value in raw.items() if name != "$defs"}
    try:
        making = _Making(definitions)
        root = making.node(whole, is_root=True)
    except _TooLongError:
        making = _Making(definitions, keeps_all=True)
        root = making.node(whole, is_root=True)
    is_wrapped = root.get("type") != "object" or "properties" not in root
    if is_wrapped:
        root = _closed({WRAPPED: root})
    schema = {**root, "$defs": making.recursive} if making.recursive else root
    name = re.sub(r"[^A-Za-z0-9_-]", "_", kind.__name__).strip("_")[:64]
    return SafeSchema(name, schema, not making.is_open, is_wrapped, frozenset(_fields(schema)))


def _check_kind(kind: object) -> None:
    if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        raise ConfigurationError("returns: pass a pydantic model's class, such as class Plan(BaseModel): ...")


def _schema_of(kind: type[BaseModel]) -> Node:
    try:
        return kind.model_json_schema()
    except PydanticUserError:
        pass
    raise ConfigurationError(f"returns: {kind.__name__} has a field that JSON cannot hold, or a type that is unknown")


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
    """A schema with all references written out would hold more nodes than a server reads."""


@dataclass(slots=True)
class _Making:
    definitions: Mapping[str, Node]
    keeps_all: bool = False
    """Whether each definition is kept, and only referred to."""
    recursive: dict[str, object] = field(default_factory=dict[str, object])
    is_open: bool = False
    _within: list[str] = field(default_factory=list[str])
    _nodes: int = 0

    def node(self, raw: Node, *, is_root: bool = False) -> dict[str, object]:
        self._nodes += 1
        if self._nodes > _MOST_NODES and not self.keeps_all:
            raise _TooLongError
        for part in _list(raw, "allOf"):
            raw = {**part, **{name: value for name, value in raw.items() if name != "allOf"}}
        if "$ref" in raw:
            return self._reference(raw, is_root=is_root)
        made = _leaf(raw)
        if options := [*_list(raw, "anyOf"), *_list(raw, "oneOf")]:
            made["anyOf"] = [self.node(option) for option in options]
        elif raw.get("type") == "object":
            made.update(self._object(raw))
        elif raw.get("type") == "array":
            made.update(self._array(raw))
        elif not made.keys() & {"type", "enum"}:
            self.is_open = True
        return made

    def _reference(self, raw: Node, *, is_root: bool) -> dict[str, object]:
        name = str(raw["$ref"]).rpartition("/")[2]
        siblings = {key: value for key, value in raw.items() if key != "$ref"}
        if name in self._within or name in self.recursive:
            self.recursive.setdefault(name, {})
            return {"$ref": f"#/$defs/{name}"}
        if self.keeps_all:
            self.recursive[name] = {}
        self._within.append(name)
        made = self.node({**self.definitions[name], **siblings})
        self._within.pop()
        if name not in self.recursive:
            return made
        self.recursive[name] = made
        return made if is_root else {"$ref": f"#/$defs/{name}"}

    def _object(self, raw: Node) -> dict[str, object]:
        properties = cast("Mapping[str, Node] | None", raw.get("properties"))
        if properties is not None:
            return _closed({name: self.node(value) for name, value in properties.items()})
        self.is_open = True
        others = raw.get("additionalProperties")
        return {"additionalProperties": self.node(cast("Node", others)) if isinstance(others, Mapping) else True}

    def _array(self, raw: Node) -> dict[str, object]:
        places = [self.node(place) for place in _list(raw, "prefixItems")]
        if places:  # a tuple, whose places a decoder cannot tell apart
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
    """What a schema says of its own value."""
    made: dict[str, object] = {"description": notes} if (notes := _notes(raw)) else {}
    made.update({name: raw[name] for name in _KEPT if name in raw})
    if "const" in raw:
        made["enum"] = [raw["const"]]
    if str(raw.get("format")) in _PATTERNS:
        made["pattern"] = _PATTERNS[str(raw["format"])]
    if "pattern" in made and (pattern := plain_pattern(str(made.pop("pattern")))) is not None:
        made["pattern"] = pattern
    return made


def _notes(raw: Node) -> str:
    """A description, and what had to be taken out of the schema, in words."""
    notes = [str(raw["description"])] if "description" in raw else []
    if "format" in raw:
        notes.append(_FORMATS.get(str(raw["format"]), str(raw["format"])))
    if "pattern" in raw and plain_pattern(str(raw["pattern"])) is None:
        notes.append(f"matches the regular expression {raw['pattern']}")
    notes += [words.format(raw[name]) for name, words in _LENGTHS if name in raw]
    return "; ".join(notes)
