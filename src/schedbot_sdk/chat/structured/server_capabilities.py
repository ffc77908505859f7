"""The features that a client's server supports, model by model."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

__all__ = ["MODES", "OutputMode", "ServerCapabilities"]

OutputMode: TypeAlias = Literal["json_schema", "json_object", "prompt"]
"""How `parse` requests JSON: by a schema that the server enforces, as JSON without a schema, or only in the prompt."""

MODES: Final[tuple[OutputMode, ...]] = ("json_schema", "json_object", "prompt")
"""The modes, the most reliable first."""


class ServerCapabilities:
    """The knowledge of a client about its server.

    All calls of a client share it, from any thread: each change is one assignment.
    """

    __slots__ = ("_modes", "_without_usage")

    def __init__(self) -> None:
        self._modes: dict[str, OutputMode] = {}
        self._without_usage: set[str] = set()

    def mode(self, model: str) -> OutputMode:
        """The last mode that worked for this model; the most reliable mode at first."""
        return self._modes.get(model, MODES[0])

    def worked(self, model: str, mode: OutputMode) -> None:
        """Record that a mode worked for this model."""
        self._modes[model] = mode

    def accepts_stream_options(self, model: str) -> bool:
        """Whether a stream of this model may request the usage."""
        return model not in self._without_usage

    def rejected_stream_options(self, model: str) -> None:
        """Record that the server rejected a request for the usage of this model's stream."""
        self._without_usage.add(model)
