"""What one client has learned about its server, model by model."""

from __future__ import annotations

from typing import Literal, TypeAlias

__all__ = ["LADDER", "OutputMode", "ServerCapabilities"]

OutputMode: TypeAlias = Literal["json_schema", "json_object", "prompt"]

LADDER: tuple[OutputMode, ...] = ("json_schema", "json_object", "prompt")
"""The ways to ask for JSON, the surest first."""


class ServerCapabilities:
    """Shared by all calls of a client, from any thread: each change is one assignment."""

    __slots__ = ("_modes", "_without_usage")

    def __init__(self) -> None:
        self._modes: dict[str, OutputMode] = {}
        self._without_usage: set[str] = set()

    def mode(self, model: str) -> OutputMode:
        """The way to ask this model for JSON that worked last; at first the surest."""
        return self._modes.get(model, LADDER[0])

    def worked(self, model: str, mode: OutputMode) -> None:
        """Note that a model answered when it was asked in this way."""
        self._modes[model] = mode

    def takes_stream_options(self, model: str) -> bool:
        """Whether a stream of this model may be asked for its usage."""
        return model not in self._without_usage

    def refused_stream_options(self, model: str) -> None:
        """Note that a model's streams must not be asked for their usage."""
        self._without_usage.add(model)
