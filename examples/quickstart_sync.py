"""Each service once: who wrote to the bot, in which time zone they are, and what an LLM makes of it.

The environment says where the services are. To try it without any, start local ones and run this beside them:
`python -m schedbot_sdk.testing all` prints what to export.
"""

import os

from schedbot_sdk import ChatClient, NotFoundError, TelegramClient, UsersClient


def main() -> None:
    """Ask the three services, one after the other."""
    telegram_id = int(os.environ.get("TELEGRAM_USER_ID", "42"))
    with TelegramClient.from_env() as telegram, UsersClient.from_env() as users, ChatClient.from_env() as chat:
        # Offset 0 confirms nothing: whatever is shown here still waits for your bot.
        updates = telegram.get_updates(offset=0, timeout=0)
        print(f"Telegram: {len(updates)} updates wait for the bot")

        try:
            zone = users.get_user(telegram_id).timezone
        except NotFoundError:
            zone = "UTC"
        print(f"Users service: {telegram_id} lives in {zone}")

        completion = chat.complete(
            [
                {"role": "system", "content": f"You turn a message into a schedule. Time zone: {zone}."},
                {"role": "user", "content": "Gym tomorrow at 7:00"},
            ]
        )
        print(f"LLM ({completion.model}): {completion.text}")


if __name__ == "__main__":
    main()
