"""A scheduling bot, ready to run: `python examples/schedule_bot.py [FILE]`, with the extra `ics`.

It reads `TELEGRAM_BOT_TOKEN`, `SCHEDBOT_USERS_BASE_URL`, `OPENAI_API_KEY` and `OPENAI_MODEL` from the environment, and
optionally `TELEGRAM_BASE_URL`, `SCHEDBOT_USERS_TOKEN` and `OPENAI_BASE_URL`. It keeps answers, planned events and
reminders in the SQLite file FILE; the default is `schedule_bot.sqlite3` in the current directory.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from datetime import timedelta

from schedbot_sdk import AsyncChatClient, AsyncTelegramClient, AsyncUsersClient, ConfigurationError, SchedbotError
from schedbot_sdk.assistant import ScheduleAssistant, SqliteAssistantStore, reminder_sender
from schedbot_sdk.reminders import AsyncReminders
from schedbot_sdk.telegram import Rate, SendLimiter, Update

ABOUT = "I am the example bot of schedbot_sdk. Tell me what you plan, and when."
SHORT_BURSTS = Rate(3, 3.0)  # an answer may be edited at once, without waiting a second


async def run(file: str) -> None:
    """Answer users and remind them until the process is stopped."""
    async with (
        AsyncTelegramClient.from_env(limiter=SendLimiter(chat=SHORT_BURSTS)) as telegram,
        AsyncUsersClient.from_env() as users,
        AsyncChatClient.from_env() as chat,
    ):
        store = SqliteAssistantStore(file)
        quarter = timedelta(minutes=15)  # before events without a reminder of their own
        reminders = AsyncReminders(store.offset_store, reminder_sender(telegram, store), default=[quarter])
        assistant = ScheduleAssistant(telegram, users, chat, store, name="schedule_bot", reminders=reminders)

        async def handle(update: Update) -> None:
            message = update.message
            if message is not None and message.text == "/about":  # a command of this bot
                await telegram.send_message(message.chat.id, ABOUT)
            else:
                await assistant.handle(update)

        # Both stop cleanly on SIGTERM and Ctrl-C. Unanswered messages are delivered again at the next start.
        await asyncio.gather(
            telegram.poll(handle, allowed_updates=assistant.update_kinds, offset_store=store.offset_store),
            reminders.run(),
        )


def main() -> int:
    """Run the bot; return 2 if a setting is missing or wrong, and 1 if Telegram rejects the bot."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    try:
        asyncio.run(run(sys.argv[1] if sys.argv[1:] else "schedule_bot.sqlite3"))
    except ConfigurationError as error:
        print(error, file=sys.stderr)
        return 2
    except SchedbotError as error:
        print(f"The bot stops: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
