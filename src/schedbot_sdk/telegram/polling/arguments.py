"""Checks of the arguments of a poll: it refuses those that cannot work, or would lose updates. Pure."""

from __future__ import annotations

import inspect

from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.telegram.handlers.checks import check_function
from schedbot_sdk.telegram.polling.control import PollControl
from schedbot_sdk.telegram.stores.progress import Progress
from schedbot_sdk.telegram.types.offsets import LAST_OFFSET

__all__ = ["check_arguments", "check_progress"]


def check_arguments(store: object, control: object, hook: object, *, is_plain: bool) -> None:
    """Refuse a wrong store, control or failure hook before the first request.

    Raises:
        ConfigurationError: One of them has the wrong kind.
    """
    methods = [getattr(store, name, None) for name in ("load", "save")]
    if not all(callable(method) and not inspect.iscoroutinefunction(method) for method in methods):
        raise ConfigurationError(
            "offset_store: pass a store, such as FileStore('offset.json'), or an object with plain load() and save()"
        )
    for name in ("save_dead_letters", "dead_letters"):
        if inspect.iscoroutinefunction(getattr(store, name, None)):
            raise ConfigurationError(
                f"offset_store: {name}() must be a plain function; the async client calls it in a thread"
            )
    if not isinstance(control, PollControl):
        raise ConfigurationError("control: pass a PollControl()")
    if hook is not None:
        check_function("on_failure", hook, is_plain=is_plain, parameters=2)


def check_progress(progress: object) -> Progress:
    """Return the progress that a user's own store has loaded.

    Raises:
        ConfigurationError: It is not a Progress, or Telegram would delete updates because of its offset.
    """
    if not isinstance(progress, Progress) or not 0 <= progress.offset <= LAST_OFFSET:
        raise ConfigurationError(f"offset_store: load() must return a Progress with an offset from 0 to {LAST_OFFSET}")
    return progress
