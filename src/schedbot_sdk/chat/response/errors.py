"""The problems of an answer: with the value for the LLM that wrote it, without it for errors and logs. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Final

from pydantic import ValidationError

__all__ = ["Problem", "problems_of"]

_MAX_PROBLEMS: Final = 10
_MAX_VALUE_LENGTH: Final = 200
# A server that enforces a schema prevents these: fields that are missing, unknown, or of a wrong type.
_STRUCTURE: Final = frozenset({
    "missing", "extra_forbidden", "literal_error", "enum", "json_invalid", "none_required", "int_parsing",
    "float_parsing", "bool_parsing", "int_from_float",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem of an answer."""

    path: str
    """Its place, such as `items[0].time`; empty for the whole answer. It contains only names of the model's fields."""
    kind: str
    """Its kind, such as `missing`: one of pydantic's error types, or a word of the SDK."""
    message: str = field(repr=False)
    """The message for the LLM, with the value."""

    @property
    def breaks_schema(self) -> bool:
        """Whether the JSON schema forbids it."""
        return self.kind in _STRUCTURE or self.kind.endswith("_type")


def problems_of(error: ValidationError, fields: frozenset[str]) -> tuple[Problem, ...]:
    """Return the first problems that pydantic found.

    Args:
        error: The validation error.
        fields: The names of the model's fields. Any other name in a path is the LLM's, and is replaced by `*`.
    """
    problems: list[Problem] = []
    for detail in error.errors(include_url=False)[:_MAX_PROBLEMS]:
        exact_path = _path_of(detail["loc"])
        path = _path_of(tuple(part if isinstance(part, int) or part in fields else "*" for part in detail["loc"]))
        value = "" if detail["type"] == "missing" else f" (you wrote {_shortened(detail['input'])})"
        problems.append(Problem(path, detail["type"], f"{exact_path or 'the object'}: {detail['msg']}{value}"))
    return tuple(problems)


def _path_of(location: tuple[int | str, ...]) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location).lstrip(".")


def _shortened(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _MAX_VALUE_LENGTH else f"{text[:_MAX_VALUE_LENGTH]}..."
