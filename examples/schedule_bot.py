"""The bot as a program: `python examples/schedule_bot.py [FILE]`, from a clone, with the extra `ics`.

It reads `TELEGRAM_BOT_TOKEN`, `SCHEDBOT_USERS_BASE_URL`, `OPENAI_API_KEY` and `OPENAI_MODEL` from the environment, and
optionally `TELEGRAM_BASE_URL`, `SCHEDBOT_USERS_TOKEN` and `OPENAI_BASE_URL`. It saves its answers and the confirmed
schedules in the SQLite file FILE; the default is `schedule_bot.sqlite3` in the current directory.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from pathlib import Path
from typing import Final


from schedbot_sdk.assistant.sqlite_store import SqliteAssistantStore
from schedbot_sdk.assistant.assistant import ScheduleAssistant
from schedbot_sdk import AsyncChatClient, AsyncTelegramClient, AsyncUsersClient, ConfigurationError, SchedbotError
from schedbot_sdk.telegram import Rate, SendLimiter

_SHORT_BURSTS: Final = Rate(3, 3.0)  # an answer may be edited at once, without waiting a second


async def run() -> int:
    """Answer users until the process is stopped; unanswered messages are delivered again at the next start.

    Returns:
        0 after a stop; 2 if a setting is missing or wrong; 1 if Telegram rejects the bot.
    """
    file = Path(sys.argv[1] if sys.argv[1:] else "schedule_bot.sqlite3")
    try:
        async with (
            AsyncTelegramClient.from_env(limiter=SendLimiter(chat=_SHORT_BURSTS)) as telegram,
            AsyncUsersClient.from_env() as users,
            AsyncChatClient.from_env() as chat,
        ):
            await ScheduleAssistant(telegram, users, chat, SqliteAssistantStore(file)).run()
    except ConfigurationError as error:
        print(error, file=sys.stderr)
        return 2
    except SchedbotError as error:
        print(f"The bot stops: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    sys.exit(asyncio.run(run()))  # the poll stops cleanly on SIGTERM and Ctrl-C
