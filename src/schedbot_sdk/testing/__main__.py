"""The local servers from the shell: `python -m schedbot_sdk.testing --help`."""

from __future__ import annotations

import argparse
import re
import shlex
import signal
import sqlite3
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import FrameType

from schedbot_sdk.testing.console import console_chat
from schedbot_sdk.testing.servers import LOCAL_KEY, LOCAL_TOKEN, STAND_IN, LocalChat, LocalTelegram, LocalUsers, Person

ANN = Person(42, "Ann")


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until Ctrl-C or SIGTERM.

    Returns:
        0 after a signal; 1 if a server could not start: the port is in use, or the file is not a database.
    """
    options = _parser().parse_args(arguments)
    stop = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    with ExitStack() as stack:
        serve: Callable[[argparse.Namespace, ExitStack], list[str]] = options.serve
        try:
            lines = serve(options, stack)
        except (OSError, sqlite3.Error) as error:
            sys.stderr.write(f"error: {error}\n")
            return 1
        sys.stdout.write("".join(f"{line}\n" for line in lines))
        sys.stdout.flush()
        # Short waits let signals interrupt them on every platform.
        while not stop.wait(0.5):
            pass
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m schedbot_sdk.testing",
        description="Local servers on 127.0.0.1. Each prints the environment variables for the SDK's clients."
        " With a Telegram server, the lines of standard input are Ann's messages, and the bot's messages are printed.",
    )
    servers = parser.add_subparsers(title="servers", required=True, metavar="SERVER")

    telegram = servers.add_parser("telegram", help="a Bot API server for one bot")
    telegram.add_argument("--token", type=_token, default=LOCAL_TOKEN, help="the bot token (%(default)s)")
    _add_port(telegram)
    telegram.set_defaults(serve=_telegram)

    users = servers.add_parser("users", help="a users service on a SQLite file")
    users.add_argument("--database", type=Path, required=True, help="the file")
    users.add_argument("--token", help="the required bearer token (none)")
    users.add_argument(
        "--add",
        action="append",
        default=[],
        metavar="ID:NAME:ZONE",
        type=_user,
        help="add a user to the file first",
    )
    _add_port(users)
    users.set_defaults(serve=_users)

    chat = servers.add_parser("chat", help="an OpenAI-compatible server that answers by rules, without an LLM")
    chat.add_argument("--api-key", default=LOCAL_KEY, help="the API key (%(default)s)")
    chat.add_argument("--model", default=STAND_IN, help="the name of its model (%(default)s)")
    _add_port(chat)
    chat.set_defaults(serve=_chat)

    everything = servers.add_parser("all", help="all three servers, with one user and a first message")
    everything.set_defaults(serve=_all)
    return parser


def _add_port(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=_port, default=0, help="the port (any free one)")


def _port(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 5 or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"the port must be a number from 0 to 65535, got {text!r}")
    return int(text)


def _token(text: str) -> str:
    if re.fullmatch(r"\d+:[\w-]+", text, re.ASCII) is None:
        raise argparse.ArgumentTypeError(f"a bot token must look like {LOCAL_TOKEN}")
    return text


def _user(text: str) -> tuple[int, str, str]:
    number, _, rest = text.partition(":")
    name, _, zone = rest.partition(":")
    # SQLite cannot store all numbers of 19 digits.
    if re.fullmatch(r"[1-9]\d{0,17}", number, re.ASCII) is None or not name or not zone:
        raise argparse.ArgumentTypeError(f"the user must be ID:NAME:ZONE, such as 42:Ann:Europe/Berlin, got {text!r}")
    return int(number), name, zone


def _export(name: str, value: str) -> str:
    return f"export {name}={shlex.quote(value)}"


def _telegram(options: argparse.Namespace, stack: ExitStack) -> list[str]:
    server = stack.enter_context(LocalTelegram(options.token, port=options.port))
    stack.enter_context(console_chat(server, ANN))
    return [_export("TELEGRAM_BOT_TOKEN", server.token), _export("TELEGRAM_BASE_URL", server.base_url)]


def _users(options: argparse.Namespace, stack: ExitStack) -> list[str]:
    server = LocalUsers(options.database, token=options.token, port=options.port)
    for telegram_id, name, zone in options.add:
        server.add(telegram_id, name, zone)
    stack.enter_context(server)
    token = [] if options.token is None else [_export("SCHEDBOT_USERS_TOKEN", options.token)]
    return [_export("SCHEDBOT_USERS_BASE_URL", server.base_url), *token]


def _chat(options: argparse.Namespace, stack: ExitStack) -> list[str]:
    server = stack.enter_context(LocalChat(api_key=options.api_key, model=options.model, port=options.port))
    return [
        _export("OPENAI_API_KEY", server.api_key),
        _export("OPENAI_BASE_URL", server.base_url),
        _export("OPENAI_MODEL", server.model),
    ]


def _all(_: argparse.Namespace, stack: ExitStack) -> list[str]:
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="schedbot-")))
    telegram = stack.enter_context(LocalTelegram())
    users = LocalUsers(folder / "users.sqlite")
    users.add(ANN.id, ANN.first_name, "Europe/Berlin")
    stack.enter_context(users)
    chat = stack.enter_context(LocalChat())
    telegram.user_says(ANN, "Gym tomorrow at 7:00")
    stack.enter_context(console_chat(telegram, ANN))
    return [
        _export("TELEGRAM_BOT_TOKEN", telegram.token),
        _export("TELEGRAM_BASE_URL", telegram.base_url),
        _export("SCHEDBOT_USERS_BASE_URL", users.base_url),
        _export("OPENAI_API_KEY", chat.api_key),
        _export("OPENAI_BASE_URL", chat.base_url),
        _export("OPENAI_MODEL", chat.model),
    ]


if __name__ == "__main__":
    sys.exit(main())
