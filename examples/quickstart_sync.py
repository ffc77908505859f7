"""Each service once: what was written to the bot, in which time zone its author is, what an LLM makes of it.

The environment says where the services are. To try it without any, start local ones and run this beside them:
`python -m schedbot_sdk.testing all` prints what to export.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from schedbot_sdk import ChatClient, NotFoundError, TelegramClient, UsersClient


def main() -> None:
    """Ask the three services, one after the other."""
    with TelegramClient.from_env() as telegram, UsersClient.from_env() as users, ChatClient.from_env() as chat:
        # Offset 0 confirms nothing: whatever is read here still waits for your bot.
        updates = telegram.get_updates(offset=0, timeout=0)
        message = next((update.message for update in updates if update.message and update.message.text), None)
        if message is None or message.text is None:
            print("Nobody wrote to the bot. Send it a message, and run this again.")
            return
        print(f"{message.chat.first_name} wrote: {message.text}")

        try:
            zone = users.get_user(message.chat.id).timezone
        except NotFoundError:
            zone = "UTC"
        now = datetime.now(ZoneInfo(zone))
        print(f"Their clock in {zone} shows {now:%H:%M}.")

        rules = f"Make a schedule of the message. Now: {now:%Y-%m-%dT%H:%M} ({now:%A}), time zone {zone}"
        asked = [{"role": "system", "content": rules}, {"role": "user", "content": message.text}]
        print(f"The LLM answers: {chat.complete(asked).text}")


if __name__ == "__main__":
    main()
