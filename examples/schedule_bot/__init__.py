"""A Telegram bot that turns a message into a schedule. Begin with `bot.py`; `make demo` shows it at work."""
