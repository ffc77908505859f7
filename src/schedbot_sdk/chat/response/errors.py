"""What is wrong with an answer: exactly, for the LLM that wrote it, and without a value, for errors and logs. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Final

from pydantic import ValidationError

__all__ = ["Fault", "faults_of"]

_MOST: Final = 10
_LONGEST: Final = 200
# What a server that enforces a schema cannot let pass: fields that are missing, too many, or of another type.
_STRUCTURE: Final = frozenset({
    "missing", "extra_forbidden", "literal_error", "enum", "json_invalid", "none_required", "int_parsing",
    "float_parsing", "bool_parsing", "int_from_float",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of an answer."""

    path: str
    """Where, such as `items[0].time`; empty for the answer as a whole. It holds names of the model's fields only."""
    kind: str
    """What kind, such as `missing`; pydantic's error type where it is one."""
    told: str = field(repr=False)
    """The whole complaint, with the value, for the LLM."""

    @property
    def breaks_schema(self) -> bool:
        """Whether the schema forbids it."""
        return self.kind in _STRUCTURE or self.kind.endswith("_type")


def faults_of(error: ValidationError, fields: frozenset[str]) -> tuple[Fault, ...]:
    """The first faults that pydantic found.

    Args:
        error: What it found.
        fields: The names of the model's fields; another name in a path is the LLM's own, and no fault's path shows it.
    """
    found: list[Fault] = []
    for fault in error.errors(include_url=False)[:_MOST]:
        exact = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in fault["loc"]).lstrip(".")
        steps = [part if isinstance(part, int) or part in fields else "*" for part in fault["loc"]]
        path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in steps).lstrip(".")
        value = "" if fault["type"] == "missing" else f" (you wrote {_shown(fault['input'])})"
        found.append(Fault(path, fault["type"], f"{exact or 'the object'}: {fault['msg']}{value}"))
    return tuple(found)


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
