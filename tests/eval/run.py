"""Sends the corpus to a real server: `make eval`, with OPENAI_API_KEY, OPENAI_BASE_URL and OPENAI_MODEL.

`make eval LLM=local` uses the small model on this machine. `LIMIT=20` sends only so many messages, spread over the
corpus; `AT_ONCE=4` sends so many at the same time. The exit code is 0 however poor the answers are, 2 if a setting is
missing or wrong, and 1 if the server does not work.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack

from examples.demo.local_llm import LocalLlm, NotInstalled
from tests.eval.score import Result, report, verdict_of
from tests.eval.utterances import SOURCE, Utterance, utterances

from schedbot_sdk import (
    AsyncChatClient,
    AuthenticationError,
    ConfigurationError,
    NotFoundError,
    PermissionDeniedError,
    QuotaExceededError,
    SchedbotError,
    ScheduleError,
)
from schedbot_sdk.schedule import PROMPT_VERSION, create_schedule_async
from schedbot_sdk.users import User

_SECONDS = 300.0
_LOCAL_TOKENS = 300
_HOPELESS = (ConfigurationError, AuthenticationError, PermissionDeniedError, NotFoundError, QuotaExceededError)


async def ask(chat: AsyncChatClient, utterance: Utterance, max_tokens: int | None) -> Result:
    """One message.

    Raises:
        SchedbotError: The server does not work at all.
    """
    user = User(telegram_id=1, first_name="Ann", timezone=utterance.zone.key)
    try:
        outcome = await create_schedule_async(
            chat,
            user,
            utterance.text,
            now=utterance.now,
            source=SOURCE,
            planned=utterance.planned,
            language=utterance.language,
            max_tokens=max_tokens,
            temperature=0,
            deadline=_SECONDS,
        )
    except ScheduleError as error:
        return Result(utterance, "refused", error.tries, error.tokens_spent)
    except _HOPELESS:
        raise
    except SchedbotError as error:
        return Result(utterance, "failed", tokens=error.tokens_spent, failure=str(error))
    return Result(utterance, verdict_of(utterance, outcome), outcome.tries, outcome.usage.total_tokens)


async def ask_all(
    chat: AsyncChatClient, chosen_utterances: Sequence[Utterance], at_once: int, max_tokens: int | None
) -> list[Result]:
    """Send all utterances, so many at the same time."""
    places = asyncio.Semaphore(at_once)

    async def one(utterance: Utterance) -> Result:
        async with places:
            return await ask(chat, utterance, max_tokens)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(utterance)) for utterance in chosen_utterances]
    return [task.result() for task in tasks]


def chosen(limit: int) -> Sequence[Utterance]:
    """Return so many utterances, spread over the corpus."""
    every = utterances()
    return every if limit >= len(every) else [every[number * len(every) // limit] for number in range(limit)]


def setting(name: str, default: int) -> int:
    """Return a number from the environment.

    Raises:
        ConfigurationError: The variable is not a number, or less than 1.
    """
    value = os.environ.get(name) or str(default)
    if value.isdecimal() and int(value) > 0:
        return int(value)
    raise ConfigurationError(f"{name}: pass a whole number from 1 on, such as {name}={default}")


async def evaluate(llms: Sequence[str]) -> int:
    """Send the corpus, print the table, and return the exit code."""
    if llms not in ([], ["local"]):
        raise ConfigurationError("LLM: pass local, or leave it out for the server that OPENAI_BASE_URL names")
    is_local = bool(llms)
    limit, at_once = setting("LIMIT", len(utterances())), setting("AT_ONCE", 4)
    with ExitStack() as stack:
        if is_local:
            llm = stack.enter_context(LocalLlm(context=4096, at_once=at_once))
            client = AsyncChatClient(llm.api_key, base_url=llm.base_url, model=llm.model)
        else:
            client = AsyncChatClient.from_env()
        began = time.monotonic()
        chosen_utterances = chosen(limit)
        async with client as chat:
            results = await ask_all(chat, chosen_utterances, at_once, _LOCAL_TOKENS if is_local else None)
    print(report(results))
    seconds = time.monotonic() - began
    print(f"{len(results)} messages in {seconds:.0f} s, {at_once} side by side; prompt version {PROMPT_VERSION}.")
    if any(result.verdict != "failed" for result in results):
        return 0
    print("The server cannot be used:", results[0].failure, file=sys.stderr)
    return 1


def main() -> int:
    try:
        return asyncio.run(evaluate(sys.argv[1:]))
    except* (NotInstalled, ConfigurationError) as group:
        print(group.exceptions[0], file=sys.stderr)
        return_code = 2
    except* SchedbotError as group:
        print("The server cannot be used:", group.exceptions[0], file=sys.stderr)
        return_code = 1
    return return_code


if __name__ == "__main__":
    sys.exit(main())
