"""Each service once, all three at the same time: the async twin of `quickstart_sync.py`.

The environment says where the services are. To try it without any, start local ones and run this beside them:
`python -m schedbot_sdk.testing all` prints what to export.
"""

import asyncio
import os

from schedbot_sdk import AsyncChatClient, AsyncTelegramClient, AsyncUsersClient


async def main() -> None:
    """Ask the three services side by side."""
    telegram_id = int(os.environ.get("TELEGRAM_USER_ID", "42"))
    async with (
        AsyncTelegramClient.from_env() as telegram,
        AsyncUsersClient.from_env() as users,
        AsyncChatClient.from_env() as chat,
    ):
        updates, user, completion = await asyncio.gather(
            # Offset 0 confirms nothing: whatever is shown here still waits for your bot.
            telegram.get_updates(offset=0, timeout=0),
            users.get_user(telegram_id),
            chat.complete([{"role": "user", "content": "Gym tomorrow at 7:00"}]),
        )
    print(f"Telegram: {len(updates)} updates wait for the bot")
    print(f"Users service: {user.first_name} lives in {user.timezone}")
    print(f"LLM ({completion.model}): {completion.text}")


if __name__ == "__main__":
    asyncio.run(main())
