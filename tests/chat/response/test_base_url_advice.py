"""The advice of an error about base_url fits the client's base_url."""

from __future__ import annotations

import asyncio

import pytest

from schedbot_sdk import AsyncChatClient, ChatClient, NotFoundError, ResponseError, SchedbotError
from schedbot_sdk.testing import FaultServer, faults

HI = [{"role": "user", "content": "hi"}]
NOT_FOUND = faults.answer(404, b'{"error": {"message": "Invalid URL"}}')
DISGUISED = faults.answer(200, b'{"error": "Unexpected endpoint or method."}')
MISSING, TOO_LONG, OTHER = "is /v1 missing from base_url?", "base_url must end before", "check base_url"
ADVICE = [
    ("", MISSING),
    ("/", MISSING),
    ("/openai", MISSING),
    ("/v1", OTHER),
    ("/v1/", OTHER),
    ("/api/v1", OTHER),
    ("/api/paas/v4", OTHER),
    ("/v1beta/openai", OTHER),
    ("/v1/v1", OTHER),
    ("/v1/chat/completions", TOO_LONG),
    ("/v1/chat/completions/", TOO_LONG),
    ("/v1/chat", TOO_LONG),
    ("/v1/models", TOO_LONG),
    ("/chat/completions", TOO_LONG),
]


def error_of(url: str, twin: str) -> SchedbotError:
    async def ask() -> None:
        async with AsyncChatClient("k", base_url=url, model="m") as chat:
            if twin == "async stream":
                async with chat.stream(HI):
                    pass
            await chat.complete(HI)

    def once() -> None:
        if twin.startswith("async"):
            asyncio.run(ask())
        with ChatClient("k", base_url=url, model="m") as chat:
            if twin == "stream":
                with chat.stream(HI):
                    pass
            chat.complete(HI)

    with pytest.raises(SchedbotError) as caught:
        once()
    return caught.value


@pytest.mark.parametrize("twin", ["sync", "async", "stream", "async stream"])
@pytest.mark.parametrize(("path", "advice"), ADVICE)
def test_the_advice_of_a_404_fits_the_base_url(path: str, advice: str, twin: str) -> None:
    with FaultServer(NOT_FOUND) as server:
        error = error_of(f"{server.url}{path}", twin)
    assert isinstance(error, NotFoundError)
    assert [one for one in (MISSING, TOO_LONG, OTHER) if one in str(error)] == [advice]


@pytest.mark.parametrize("twin", ["sync", "async"])
@pytest.mark.parametrize("answer", [DISGUISED, faults.answer(200, b"<p>hello", content_type="text/html")])
@pytest.mark.parametrize(("path", "advice"), ADVICE)
def test_the_advice_of_an_error_sent_with_status_200_fits_the_base_url(
    path: str, advice: str, answer: faults.Fault, twin: str
) -> None:
    with FaultServer(answer) as server:
        error = error_of(f"{server.url}{path}", twin)
    assert isinstance(error, ResponseError)
    assert [one for one in (MISSING, TOO_LONG, OTHER) if one in str(error)] == [advice]


@pytest.mark.parametrize("twin", ["sync", "async", "stream", "async stream"])
@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'[{"error": {"code": 503, "message": "the model is overloaded"}}]', "the model is overloaded"),
        (b'{"choices": null, "base_resp": {"status_code": 1008, "status_msg": "no balance left"}}', "no balance left"),
        (b'{"errors": [{"message": "deep in a list"}]}', "deep in a list"),
        (b'{"success": false, "msg": "an envelope"}', "an envelope"),
        (b'{"fault": {"faultstring": "no way"}}', "no way"),
        (b'{"error": {"message": "", "metadata": {"raw": "{\\"error\\": \\"from below\\"}"}}}', "from below"),
    ],
)
def test_an_error_sent_with_status_200_has_the_servers_message(body: bytes, words: str, twin: str) -> None:
    with FaultServer(faults.answer(200, body)) as server:
        error = error_of(f"{server.url}/v1", twin)
    assert words in str(error)
