"""The demo on a real language model: the same bot, and a model of 135 million parameters that runs on this machine.

So small a model has little sense, and this demo says so. What it shows is real all the same: a stream of tokens, a
schema that the server enforces, and checks that let no plan pass which contradicts itself or the message.
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

from examples.schedule_bot.answers import Answers
from examples.schedule_bot.bot import ScheduleBot
from examples.schedule_bot.conversation import ANN, Conversation, UnexpectedAnswer
from examples.schedule_bot.local_llm import LocalLlm, NotInstalled
from examples.schedule_bot.screen import Screen
from schedbot_sdk import AsyncChatClient, AsyncTelegramClient, AsyncUsersClient, CallEvent, SchedbotError
from schedbot_sdk.testing.servers import LocalTelegram, LocalUsers

__all__ = ["model_demo"]

_QUESTION: Final = "In one short sentence: what is a schedule good for?"
_PLANS: Final = ("Gym tomorrow at 7:00", "Dinner with Kate on Friday at 19:30", "Hello, how are you?")
_PLAN_TOKENS: Final = 250
_PATIENCE: Final = 120.0


class Counts:
    """What the model's answers cost."""

    def __init__(self) -> None:
        self.answers = 0

    def note(self, event: CallEvent) -> None:
        """The chat client's `on_event`."""
        self.answers += event.kind == "success"

    def taken(self) -> int:
        """How many answers came since this was asked last."""
        answers, self.answers = self.answers, 0
        return answers


async def model_demo() -> int:
    """Start the model and the bot, talk to them, stop them.

    Returns:
        0 when all of it worked, whatever the model's sense; 1 when not.
    """
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1"  # the local servers are reached directly
    screen = Screen.of_terminal()
    began = time.monotonic()
    try:
        llm = LocalLlm(context=4096)
    except NotInstalled as error:
        print(error, file=sys.stderr)
        return 1
    counts = Counts()
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
            AsyncChatClient(llm.api_key, base_url=llm.base_url, model=llm.model, on_event=counts.note) as chat,
        ):
            try:
                await _stream(chat, screen)
                counts.taken()
                answers = Answers(Path(folder, "bot.sqlite3"))
                schedule_bot = ScheduleBot(telegram, users, chat, answers, plan_tokens=_PLAN_TOKENS)
                bot = asyncio.create_task(schedule_bot.run(stop_on_signals=False))
                try:
                    outcomes = await _plans(Conversation(local_telegram, screen, _PATIENCE), counts, screen)
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
    """An answer as it is written."""
    screen.heading(f"You, asking the model itself: {_QUESTION}")
    asked = [{"role": "user", "content": _QUESTION}]
    began = time.monotonic()
    async with chat.stream(asked, max_tokens=60, temperature=0) as stream:
        async for piece in stream.text():
            screen.piece(piece)
    usage = stream.completion().usage
    seconds = time.monotonic() - began
    screen.piece("\n")
    screen.note(
        f"{usage.completion_tokens} tokens in {seconds:.1f} s, {usage.completion_tokens / seconds:.0f} a second"
    )


async def _plans(talk: Conversation, counts: Counts, screen: Screen) -> Counter[str]:
    """Messages to the bot, and what became of them."""
    outcomes: Counter[str] = Counter()
    talk.meet(ANN.person, f"{ANN.zone}; the bot asks the model for a plan, and checks it")
    for text in _PLANS:
        talk.says(ANN.person, text)
        shown = await talk.answers(ANN.person, "sendMessage")
        answers = counts.taken()
        has_failed = shown.text in {ANN.texts.nonsense, ANN.texts.llm_down}
        outcomes["failed" if has_failed else "first try" if answers == 1 else "re-ask"] += 1
        screen.note(
            f"none of the model's {answers} answers passed the checks"
            if has_failed
            else f"the model's answer number {answers} passed the checks"
        )
    return outcomes
