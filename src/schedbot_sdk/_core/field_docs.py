"""The docstring under a field of a model is its description.

pydantic's `use_attribute_docstrings` reads the source of each class when the class is created, which makes an import
13 % slower. Here the source is read when a description is needed: by `model_fields` or a JSON schema.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Mapping
from functools import cache

from pydantic import BaseModel
from pydantic.fields import FieldInfo

__all__ = ["FieldsWithDescriptions", "description_of"]


class FieldsWithDescriptions:
    """Takes the place of `BaseModel.model_fields`, and fills the descriptions in on first use."""

    def __get__(self, instance: BaseModel | None, owner: type[BaseModel]) -> dict[str, FieldInfo]:
        fields = owner.__pydantic_fields__
        for name, field in fields.items():
            if field.description is None:
                field.description = description_of(owner, name)
        return fields


def description_of(model: type[BaseModel], name: str) -> str | None:
    """Return the docstring under a field, from its class; None if it has none, or without the source."""
    for kind in model.__mro__:
        if text := _docstrings(kind.__module__).get(kind.__qualname__, {}).get(name):
            return text
        if name in inspect.get_annotations(kind):
            return None
    return None


@cache
def _docstrings(module: str) -> Mapping[str, Mapping[str, str]]:
    try:
        tree = ast.parse(inspect.getsource(sys.modules[module]))
    except (KeyError, OSError, TypeError):  # a program without its source, or a class of an interactive session
        return {}
    return {node.name: _under_fields(node) for node in tree.body if isinstance(node, ast.ClassDef)}


def _under_fields(node: ast.ClassDef) -> dict[str, str]:
    found: dict[str, str] = {}
    for field, text in zip(node.body, node.body[1:], strict=False):
        match field, text:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(docstring))):
                found[name] = inspect.cleandoc(docstring)
            case _:
                pass
    return found
