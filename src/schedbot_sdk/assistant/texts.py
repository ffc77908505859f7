"""The texts of the assistant in one language, and the choice of the language. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["Texts", "TextsFor", "text_chooser"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The texts in one language. `dataclasses.replace` changes some of them."""

    code: str
    """The IETF tag of the language: the LLM's titles and questions, and the lists, are written in it."""
    hello: str
    """The answer to commands without an answer of their own."""
    only_text: str
    """The answer to a message without text."""
    confirm: str
    """The button that confirms a schedule."""
    cancel: str
    """The button that cancels a schedule."""
    confirmed: str
    """The decision shown after Confirm, at most 200 characters."""
    cancelled: str
    """The decision shown after Cancel, at most 200 characters."""
    before: str
    """The heading above planned events that a message changes, as they are now."""
    after: str
    """The heading above the same events after the change."""
    check_plan: str
    """The sentence under a plan that may not be what the user meant: see `Created.doubts`."""
    ask_removal: str
    """The heading above planned events that a message cancels."""
    remove: str
    """The button that removes planned events."""
    keep: str
    """The button that keeps them."""
    events_removed: str
    """The decision shown after the button that removes, at most 200 characters."""
    events_kept: str
    """The decision shown after the button that keeps, at most 200 characters."""
    outdated: str
    """The answer to a button of an old version, at most 200 characters."""
    unknown_user: str
    """The users service does not know the user."""
    unknown_zone: str
    """The user's time zone is not an IANA name."""
    users_down: str
    """The users service fails."""
    llm_down: str
    """The LLM fails."""
    not_a_schedule: str
    """The message plans nothing."""
    nonsense: str
    """No draft of the LLM was valid."""
    past: str
    """The planned time is over."""
    nothing_kept: str
    """The answer to the commands that show planned events, if none is to come."""
    week: str
    """The caption of the picture of a week."""
    here_it_is: str
    """The caption of the calendar file."""
    removed: str
    """The caption of the file that removes events from calendars."""


TextsFor: TypeAlias = Callable[[str | None], Texts]
"""Chooses the texts for a user's Telegram language code, which may be None."""


def text_chooser(texts: Mapping[str, Texts] | TextsFor) -> TextsFor:
    """Return a function that chooses the texts for a language code.

    Args:
        texts: Such a function; or the texts by the first part of the code (`ru` for `ru-RU`), the first ones for all
            other codes.
    """
    if callable(texts):
        return texts
    by_code = dict(texts)
    others = next(iter(by_code.values()))
    return lambda code: by_code.get((code or "").lower().partition("-")[0], others)
