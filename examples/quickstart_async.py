"""Calls each service once, with asyncio: like `quickstart_sync.py`, with the same environment variables.

The LLM's answer is printed while it is written.
"""

import asyncio
from datetime import datetime
from zoneinfo import ZoneInfo

from schedbot_sdk import AsyncChatClient, AsyncTelegramClient, AsyncUsersClient


async def main() -> None:
    """Call the three services, one after the other."""
    async with (
        AsyncTelegramClient.from_env() as telegram,
        AsyncUsersClient.from_env() as users,
        AsyncChatClient.from_env() as chat,
    ):
        updates = await telegram.get_updates(offset=0, timeout=0)
        message = next((update.message for update in updates if update.message and update.message.text), None)
        if message is None or message.text is None:
            print("Nobody wrote to the bot. Send it a message, and run this again.")
            return
        zone = (await users.get_user(message.chat.id)).timezone
        now = datetime.now(ZoneInfo(zone))
        print(f"{message.chat.first_name}, whose clock in {zone} shows {now:%H:%M}, wrote: {message.text}")
        rules = f"Make a schedule of the message. Now: {now:%Y-%m-%dT%H:%M} ({now:%A}), time zone {zone}"
        messages = [{"role": "system", "content": rules}, {"role": "user", "content": message.text}]
        async with chat.stream(messages) as stream:
            async for chunk in stream:
                print("".join(choice.delta.content or "" for choice in chunk.choices), end="", flush=True)
        print()


if __name__ == "__main__":
    asyncio.run(main())
