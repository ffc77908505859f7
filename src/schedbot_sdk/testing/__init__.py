"""Test kit for bots that use the SDK: recorded fixtures, local servers, and a server with network faults.

It needs the extra: `pip install "schedbot-sdk[testing]"`.
"""

import sys
from importlib.util import find_spec

for _name in ("h11", "multipart", "respx", "starlette", "uvicorn"):
    if find_spec(_name) is None:
        _words = f"schedbot_sdk.testing needs {_name}: pip install 'schedbot-sdk[testing]'"
        if sys.argv[:1] == ["-m"] and __name__ in sys.orig_argv:  # Python imports this package before it runs it
            sys.exit(f"error: {_words}")
        raise ModuleNotFoundError(_words, name=_name)

from schedbot_sdk.testing import faults  # noqa: E402  # after the check, for its clear words
from schedbot_sdk.testing.faults.server import FaultServer  # noqa: E402  # after the check, for its clear words
from schedbot_sdk.testing.fixtures import (  # noqa: E402  # after the check, for its clear words
    Exchange,
    FixtureError,
    Headers,
    Provenance,
    RecordedRequest,
    ReplayError,
    Service,
    load_exchange,
    replay,
    shipped_exchanges,
)
from schedbot_sdk.testing.servers import (  # noqa: E402  # after the check, for its clear words
    LOCAL_KEY,
    LOCAL_TOKEN,
    STAND_IN,
    BotAction,
    Button,
    LocalChat,
    LocalServer,
    LocalTelegram,
    LocalUsers,
    Person,
    Polled,
    Received,
    SentFile,
)

__all__ = [
    "LOCAL_KEY",
    "LOCAL_TOKEN",
    "STAND_IN",
    "BotAction",
    "Button",
    "Exchange",
    "FaultServer",
    "FixtureError",
    "Headers",
    "LocalChat",
    "LocalServer",
    "LocalTelegram",
    "LocalUsers",
    "Person",
    "Polled",
    "Provenance",
    "Received",
    "RecordedRequest",
    "ReplayError",
    "SentFile",
    "Service",
    "faults",
    "load_exchange",
    "replay",
    "shipped_exchanges",
]
