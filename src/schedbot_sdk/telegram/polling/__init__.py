"""Polling that loses nothing.

What comes (`batch`), who is next (`lanes`), how far it is confirmed (`cursor`) and when to ask again (`pace`) are pure,
and meet at the `desk`. `sync` and `aio` carry out what it decides, with threads and with tasks; `source` is Telegram.
"""
