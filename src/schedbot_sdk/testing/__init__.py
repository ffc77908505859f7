"""For the tests of bots that import the SDK: recorded fixtures to replay, local servers to talk to, and broken ones.

Needs the extra: `pip install "schedbot-sdk[testing]"`.
"""

import sys
from importlib.util import find_spec

for _name in ("h11", "multipart", "respx", "starlette", "uvicorn"):
    if find_spec(_name) is None:
        _words = f"schedbot_sdk.testing needs {_name}: pip install 'schedbot-sdk[testing]'"
        if sys.argv[:1] == ["-m"] and __name__ in sys.orig_argv:  # it is to be run, and Python looks for it
            sys.exit(f"error: {_words}")
        raise ModuleNotFoundError(_words, name=_name)

from schedbot_sdk.testing import faults  # noqa: E402  # after the check, for its clear words
from schedbot_sdk.testing.faults.server import FaultServer  # noqa: E402  # after the check, for its clear words
from schedbot_sdk.testing.fixtures import (  # noqa: E402  # after the check, for its clear words
    Exchange,
    FixtureError,
    Provenance,
    RecordedRequest,
    ReplayError,
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
    Received,
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
    "LocalChat",
    "LocalServer",
    "LocalTelegram",
    "LocalUsers",
    "Person",
    "Provenance",
    "Received",
    "RecordedRequest",
    "ReplayError",
    "faults",
    "load_exchange",
    "replay",
    "shipped_exchanges",
]
