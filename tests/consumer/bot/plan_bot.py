"""A bot that somebody else wrote: it answers each message with what an LLM plans for it."""

from __future__ import annotations

from dataclasses import dataclass

from schedbot_sdk import ChatClient, NotFoundError, SchedbotError, TelegramClient, UsersClient
from schedbot_sdk.telegram import Message, Update


@dataclass
class PlanBot:
    """Three clients, one job."""

    telegram: TelegramClient
    users: UsersClient
    chat: ChatClient
    offset: int = 0

    def step(self) -> int:
        """Fetch once, answer each message; the number of answers."""
        updates = self.telegram.get_updates(offset=self.offset, timeout=0)
        answered = sum(self.answer(update) for update in updates)
        self.offset = max((update.update_id for update in updates), default=self.offset - 1) + 1
        return answered

    def answer(self, update: Update) -> bool:
        """Whether there was somebody to answer."""
        message = update.message
        if message is None or message.from_user is None or not message.text:
            return False
        self.telegram.send_message(message.chat.id, self.plan(message, message.text))
        return True

    def plan(self, message: Message, text: str) -> str:
        """What to say; a failure becomes a sentence."""
        assert message.from_user is not None
        try:
            user = self.users.get_user(message.from_user.id)
        except NotFoundError:
            return "Who are you?"
        except SchedbotError:
            return "Try again later."
        dialogue: list[dict[str, str]] = [
            {"role": "system", "content": f"Plan in {user.timezone}."},
            {"role": "user", "content": text},
        ]
        return self.chat.complete(dialogue, temperature=0).text
