"""The demo on a real language model: the same bot, and a model of 135 million parameters that runs on this machine.

So small a model understands little, and the demo says so. The rest is real: a stream of tokens, a schema that the
server enforces, and checks that reject plans which contradict themselves or the message.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Final

from examples.demo.bot import run_bot
from examples.demo.conversation import ANN, Conversation, UnexpectedAnswer
from examples.demo.local_llm import LocalLlm, NotInstalled
from examples.demo.screen import Screen
from schedbot_sdk import AsyncChatClient, AsyncTelegramClient, AsyncUsersClient, CallEvent, SchedbotError
from schedbot_sdk.assistant import SqliteAssistantStore
from schedbot_sdk.testing import LocalTelegram, LocalUsers

__all__ = ["model_demo"]

_QUESTION: Final = "In one short sentence: what is a schedule good for?"
_PLANS: Final = ("Gym tomorrow at 7:00", "Dinner with Kate on Friday at 19:30", "Hello, how are you?")
_PLAN_TOKENS: Final = 250
_TIMEOUT: Final = 120.0


class AnswerCounter:
    """Counts the model's answers."""

    def __init__(self) -> None:
        self.answers = 0

    def on_event(self, event: CallEvent) -> None:
        """The chat client's `on_event`."""
        self.answers += event.kind == "success"

    def take(self) -> int:
        """Return the number of answers since the last call."""
        answers, self.answers = self.answers, 0
        return answers


async def model_demo() -> int:
    """Start the model and the bot, talk to them, and stop them.

    Returns:
        0 if everything worked, however good the plans are; else 1.
    """
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1"  # no proxy for the local servers
    screen = Screen.of_terminal()
    began = time.monotonic()
    try:
        llm = LocalLlm(context=4096)
    except NotInstalled as error:
        print(error, file=sys.stderr)
        return 1
    counter = AnswerCounter()
    with (
        tempfile.TemporaryDirectory(prefix="schedule_bot_") as folder,
        LocalUsers(Path(folder, "users.sqlite3")) as local_users,
        LocalTelegram() as local_telegram,
        llm,
    ):
        screen.line(f"SmolLM2, 135 million parameters, is ready after {time.monotonic() - began:.1f} s.")
        local_users.add(ANN.person.id, ANN.person.first_name, ANN.zone)
        async with (
            AsyncTelegramClient(local_telegram.token, base_url=local_telegram.base_url) as telegram,
            AsyncUsersClient(local_users.base_url) as users,
            AsyncChatClient(llm.api_key, base_url=llm.base_url, model=llm.model, on_event=counter.on_event) as chat,
        ):
            try:
                await _stream(chat, screen)
                counter.take()
                store = SqliteAssistantStore(Path(folder, "bot.sqlite3"))
                bot = asyncio.create_task(run_bot(telegram, users, chat, store, plan_tokens=_PLAN_TOKENS))
                try:
                    outcomes = await _plans(Conversation(local_telegram, screen, _TIMEOUT), counter, screen)
                finally:
                    bot.cancel()
                    await asyncio.gather(bot, return_exceptions=True)
            except (SchedbotError, UnexpectedAnswer) as error:
                print(f"The demo failed: {error}", file=sys.stderr)
                return 1
    screen.line(
        f"\nDone in {time.monotonic() - began:.1f} s. Of {outcomes.total()} messages, {outcomes['first try']} got an"
        f" answer at the first try, {outcomes['re-ask']} after a re-ask, {outcomes['failed']} none that passed."
        "\nSo small a model does not understand a calendar; a plan that passes the checks may still miss the point."
        "\nAnother server of your own: see OPENAI_BASE_URL in the README."
    )
    return 0


async def _stream(chat: AsyncChatClient, screen: Screen) -> None:
    """Print an answer while it is written."""
    screen.heading(f"You, asking the model itself: {_QUESTION}")
    messages = [{"role": "user", "content": _QUESTION}]
    began = time.monotonic()
    async with chat.stream(messages, max_tokens=60, temperature=0) as stream:
        async for piece in stream.text():
            screen.piece(piece)
    usage = stream.completion().usage
    seconds = time.monotonic() - began
    screen.piece("\n")
    screen.note(
        f"{usage.completion_tokens} tokens in {seconds:.1f} s, {usage.completion_tokens / seconds:.0f} a second"
    )


async def _plans(conversation: Conversation, counter: AnswerCounter, screen: Screen) -> Counter[str]:
    """Send messages to the bot, and count the outcomes."""
    outcomes: Counter[str] = Counter()
    conversation.meet(ANN, f"{ANN.zone}; the bot asks the model for a plan, and checks it")
    for text in _PLANS:
        conversation.says(ANN, text)
        shown = await conversation.answers(ANN, "sendMessage")
        answers = counter.take()
        has_failed = shown.text in {ANN.texts.nonsense, ANN.texts.llm_down}
        outcomes["failed" if has_failed else "first try" if answers == 1 else "re-ask"] += 1
        screen.note(
            f"none of the model's {answers} answers passed the checks"
            if has_failed
            else f"the model's answer number {answers} passed the checks"
        )
    return outcomes
