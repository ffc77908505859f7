"""The chat client against llama.cpp's own server with a real, small model. Shapes are asserted, never its sense."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from time import monotonic

import pytest
from examples.demo.local_llm import LocalLlm
from tests.servers.asking import ENDLESS, WAYS, Asker

from schedbot_sdk import AuthenticationError, BadRequestError, DeadlineExceededError, NotFoundError
from schedbot_sdk.chat import ASSISTANT, LENGTH, STOP, ChatCompletion

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("way", WAYS)]

HI = [{"role": "user", "content": "Say hello in one short sentence."}]
LONG = [{"role": "user", "content": "Write a very long story about a calendar."}]


def check(answer: ChatCompletion, llama: LocalLlm, most: int) -> None:
    assert answer.text
    assert answer.deviations == ()
    assert answer.model == llama.model
    assert answer.id
    assert 0 < answer.usage.completion_tokens <= most
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens


def test_an_answer_is_whole_and_counted(way: str, model: Asker, llama: LocalLlm) -> None:
    answer = model.ask(way, HI, max_tokens=50, temperature=0, seed=1)
    check(answer, llama, 50)
    assert answer.finish_reason in {STOP, LENGTH}


def test_the_same_question_has_the_same_answer_in_every_way(way: str, model: Asker) -> None:
    answer = model.ask(way, HI, max_tokens=30, temperature=0, seed=1)
    assert answer.text == model.ask("complete", HI, max_tokens=30, temperature=0, seed=1).text


def test_an_answer_that_is_cut_says_so(way: str, model: Asker, llama: LocalLlm) -> None:
    answer = model.ask(way, LONG, max_tokens=5, extra_body=ENDLESS)
    check(answer, llama, 5)
    assert (answer.finish_reason, answer.usage.completion_tokens) == (LENGTH, 5)


def test_a_text_at_which_to_stop_is_obeyed(way: str, model: Asker) -> None:
    question = [{"role": "user", "content": "Count: 1 2 3 4 5 6 7 8 9"}]
    assert "3" not in model.ask(way, question, stop=["3"], max_tokens=60).text


def test_an_unknown_role_is_passed_on(way: str, model: Asker, llama: LocalLlm) -> None:
    check(
        model.ask(way, [{"role": "narrator", "content": "It was a dark night."}, *HI], max_tokens=10, temperature=0),
        llama,
        10,
    )


def test_a_form_that_is_passed_in_the_body_is_enforced(way: str, model: Asker) -> None:
    schema = {"type": "object", "properties": {"day": {"enum": ["friday", "monday"]}}, "required": ["day"]}
    form = {"type": "json_schema", "json_schema": {"name": "Day", "schema": {**schema, "additionalProperties": False}}}
    answer = model.ask(way, HI, max_tokens=60, temperature=0, extra_body={"response_format": form})
    assert answer.finish_reason == STOP
    assert json.loads(answer.text) in ({"day": "friday"}, {"day": "monday"})


def test_an_answer_ends_at_its_deadline(way: str, model: Asker) -> None:
    began = monotonic()
    with pytest.raises(DeadlineExceededError):
        model.ask(way, LONG, max_tokens=400, deadline=0.3, extra_body=ENDLESS)
    assert monotonic() - began < 2
    assert model.ask(way, HI, max_tokens=5).text


def test_an_answer_that_begins_with_a_part_of_a_character_is_whole(way: str, model: Asker) -> None:
    """The server leaves out the role of such a stream; that is told, and nothing is lost."""
    answer = model.ask(way, HI, max_tokens=20, extra_body={"grammar": 'root ::= "😱 О!"'})
    assert (answer.text, answer.choices[0].message.role) == ("😱 О!", ASSISTANT)
    assert set(answer.deviations) <= ({"choices[0].message.role"} if "stream" in way else set())


def test_eight_dialogues_at_once_are_answered(way: str, model: Asker, llama: LocalLlm) -> None:
    def ask_all() -> list[ChatCompletion]:
        with model.client() as chat, ThreadPoolExecutor(8) as threads:
            if way == "complete":
                asked = [threads.submit(chat.complete, HI, max_tokens=10, temperature=0) for _ in range(8)]
            else:
                asked = [threads.submit(model.ask, "stream", HI, max_tokens=10, temperature=0) for _ in range(8)]
            return [one.result() for one in asked]

    async def gather() -> list[ChatCompletion]:
        async with model.async_client() as chat:

            async def one() -> ChatCompletion:
                if way == "async complete":
                    return await chat.complete(HI, max_tokens=10, temperature=0)
                async with chat.stream(HI, max_tokens=10, temperature=0) as stream:
                    async for _ in stream:
                        pass
                return stream.completion()

            return await asyncio.gather(*(one() for _ in range(8)))

    answers = asyncio.run(gather()) if way.startswith("async") else ask_all()
    assert len(answers) == 8
    for answer in answers:
        check(answer, llama, 10)


def test_a_wrong_key_is_known(way: str, model: Asker) -> None:
    with pytest.raises(AuthenticationError):
        replace(model, api_key="sk-wrong").ask(way, HI)


def test_a_wrong_path_is_known(way: str, model: Asker) -> None:
    with pytest.raises(NotFoundError, match="base_url"):
        replace(model, base_url=model.base_url.replace("/v1", "/v2")).ask(way, HI)


def test_a_dialogue_that_is_too_long_is_refused_with_its_words(way: str, model: Asker) -> None:
    with pytest.raises(BadRequestError, match="context") as caught:
        model.ask(way, [{"role": "user", "content": "long " * 3000}])
    assert "tokens" in caught.value.detail
