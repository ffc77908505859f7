"""The bot as a program: `python examples/schedule_bot [FILE]`, from a clone, with the extra `ics`.

It reads `TELEGRAM_BOT_TOKEN`, `SCHEDBOT_USERS_BASE_URL`, `OPENAI_API_KEY` and `OPENAI_MODEL` from the environment, and
where needed `TELEGRAM_BASE_URL`, `SCHEDBOT_USERS_TOKEN` and `OPENAI_BASE_URL`. What it must remember, the confirmed
schedules among it, it keeps in the SQLite file that is named; without a name in `schedule_bot.sqlite3`, where it is
started.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parents[2]))  # the examples are not installed

from examples.schedule_bot.answers import Answers
from examples.schedule_bot.bot import ScheduleBot
from schedbot_sdk import AsyncChatClient, AsyncTelegramClient, AsyncUsersClient, ConfigurationError, SchedbotError
from schedbot_sdk.telegram import Rate, SendLimiter

_SHORT_BURSTS: Final = Rate(3, 3.0)  # an answer that is edited at once need not wait for a second


async def run() -> int:
    """Answer people until the process is stopped; what was not answered yet comes again at the next start.

    Returns:
        0 when it was stopped, 2 when a setting is missing or wrong, 1 when Telegram sent the bot away.
    """
    file = Path(sys.argv[1] if sys.argv[1:] else "schedule_bot.sqlite3")
    try:
        async with (
            AsyncTelegramClient.from_env(limiter=SendLimiter(chat=_SHORT_BURSTS)) as telegram,
            AsyncUsersClient.from_env() as users,
            AsyncChatClient.from_env() as chat,
        ):
            await ScheduleBot(telegram, users, chat, Answers(file)).run()
    except ConfigurationError as error:
        print(error, file=sys.stderr)
        return 2
    except SchedbotError as error:
        print(f"The bot ends: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    sys.exit(asyncio.run(run()))  # the poll ends in order on SIGTERM and on Ctrl-C
