"""Telegram's limits on sending."""
