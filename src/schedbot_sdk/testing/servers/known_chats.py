"""The chats, users and topics that a local Telegram knows, and where the bot may write. Its owner's lock guards it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

__all__ = ["KnownChats"]

_SUPERGROUP: Final[Mapping[str, object]] = {"title": "Supergroup"}
_GROUPS: Final = {"group": "group chat", "supergroup": "supergroup chat", "channel": "channel chat"}
_NOT_MEMBER: Final = {"kicked": "bot was kicked from the {}", "left": "bot is not a member of the {}"}


class KnownChats:
    """The chats that a bot can write to: those of earlier messages and of pushed updates."""

    def __init__(self) -> None:
        self._chats: dict[int, dict[str, object]] = {}
        self._users: dict[int, dict[str, object]] = {}
        self._topics: set[tuple[int, int]] = set()
        self._migrated: dict[int, int] = {}
        self._forbidden_reasons: dict[int, str] = {}

    def knows(self, chat_id: int) -> bool:
        """Whether the chat is known; a bot cannot write first."""
        return chat_id in self._chats

    def chat(self, chat_id: int) -> dict[str, object]:
        """The Bot API's Chat."""
        return self._chats[chat_id]

    def chat_id_of(self, username: str) -> int | None:
        """The id of the public group or channel with this username."""
        for chat_id, chat in self._chats.items():
            if chat.get("type") != "private" and str(chat.get("username", "")).lower() == username.lower():
                return chat_id
        return None

    def user(self, user_id: int) -> dict[str, object] | None:
        """The Bot API's User; None if the user is unknown."""
        return self._users.get(user_id)

    def has_topic(self, chat_id: int, thread_id: int) -> bool:
        """Whether the chat has the topic."""
        return (chat_id, thread_id) in self._topics

    def moved_to(self, chat_id: int) -> int | None:
        """The supergroup that a chat became; None if it did not migrate."""
        return self._migrated.get(chat_id)

    def forbidden_reason(self, chat_id: int) -> str:
        """Why the bot cannot write to a chat; empty if it can."""
        return self._forbidden_reasons.get(chat_id, "")

    def add_chat(self, chat: Mapping[str, object]) -> None:
        """Add a chat, given as the Bot API's Chat."""
        self._chats[cast("int", chat["id"])] = dict(chat)

    def add_user(self, user: Mapping[str, object]) -> None:
        """Add a person or a bot, given as the Bot API's User."""
        self._users[cast("int", user["id"])] = dict(user)

    def add_topic(self, chat_id: int, thread_id: int) -> None:
        """Add a topic of a chat."""
        self._topics.add((chat_id, thread_id))

    def migrate(self, chat_id: int, to: int) -> None:
        """Make a chat a supergroup with another id."""
        self._migrated[chat_id] = to
        old = self._chats.get(chat_id, {})
        self._chats.setdefault(to, {**_SUPERGROUP, **_titled(old), "id": to, "type": "supergroup"})

    def set_bot_status(self, chat_id: int, status: str) -> None:
        """Set whether the bot may write, from its member status in a chat."""
        self._forbidden_reasons.pop(chat_id, None)
        kind = str(self._chats.get(chat_id, {}).get("type", "private"))
        if kind == "private" and status == "kicked":
            self._forbidden_reasons[chat_id] = "bot was blocked by the user"
        elif kind in _GROUPS and status in _NOT_MEMBER:
            self._forbidden_reasons[chat_id] = _NOT_MEMBER[status].format(_GROUPS[kind])


def _titled(chat: Mapping[str, object]) -> dict[str, object]:
    return {"title": chat["title"]} if "title" in chat else {}
