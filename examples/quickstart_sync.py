"""Calls each service once: reads a message to the bot, looks up its author, and asks an LLM for a schedule.

The environment variables name the services. To try it without real services, start local ones:
`python -m schedbot_sdk.testing all` prints the variables to export.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from schedbot_sdk import ChatClient, NotFoundError, TelegramClient, UsersClient


def main() -> None:
    """Call the three services, one after the other."""
    with TelegramClient.from_env() as telegram, UsersClient.from_env() as users, ChatClient.from_env() as chat:
        # Offset 0 confirms nothing: your bot will still get these updates.
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
        messages = [{"role": "system", "content": rules}, {"role": "user", "content": message.text}]
        print(f"The LLM answers: {chat.complete(messages).text}")


if __name__ == "__main__":
    main()
