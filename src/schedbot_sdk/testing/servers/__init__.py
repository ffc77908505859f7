"""Local servers for the three services, on real sockets of the loopback address."""

from schedbot_sdk.testing.servers.chat import LOCAL_KEY, STAND_IN, LocalChat
from schedbot_sdk.testing.servers.chats import BotAction, Person
from schedbot_sdk.testing.servers.files import SentFile
from schedbot_sdk.testing.servers.keyboards import Button
from schedbot_sdk.testing.servers.local_server import LocalServer, Received
from schedbot_sdk.testing.servers.polls import Polled
from schedbot_sdk.testing.servers.telegram import LOCAL_TOKEN, LocalTelegram
from schedbot_sdk.testing.servers.users import LocalUsers

__all__ = [
    "LOCAL_KEY",
    "LOCAL_TOKEN",
    "STAND_IN",
    "BotAction",
    "Button",
    "LocalChat",
    "LocalServer",
    "LocalTelegram",
    "LocalUsers",
    "Person",
    "Polled",
    "Received",
    "SentFile",
]
