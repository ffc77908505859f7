"""Text in UTF-16 code units, as Telegram counts it."""
