"""Structured output: a valid model from any server, or an error with its cost."""

from __future__ import annotations

import pickle
from typing import Any, Literal

import httpx
import pytest
from pydantic import BaseModel, Field
from tests._core.scripted import MESSAGES, Clock, Reply, ScriptedServer, Step, Twin
from tests.chat.parse_script import GYM, HI, Plan, parse, rejection, reply

from schedbot_sdk import (
    BadRequestError,
    ChatClient,
    ConfigurationError,
    DeadlineExceededError,
    ParseError,
    RateLimitError,
    ResponseError,
)

both = pytest.mark.parametrize("twin", ["sync", "async"])

NO_FORMAT = rejection("response_format is not supported by this model")
LATE = {"items": [{"title": "gym", "hour": 25}]}
SHORT = {"items": [{"title": "g", "hour": 7}]}
PROSE = "Of course! I suggest the gym at seven."


@both
def test_a_server_that_enforces_schemas_gets_one(twin: Twin) -> None:
    run = parse(twin, [reply(GYM)])
    parsed = run.parsed
    assert (parsed.value.items[0].title, parsed.value.items[0].hour) == ("gym", 7)
    assert (parsed.tries, parsed.mode, parsed.usage.total_tokens) == (1, "json_schema", 10)
    (request,) = run.requests
    assert request["messages"] == HI
    form = request["response_format"]
    assert form["type"] == "json_schema"
    assert form["json_schema"]["name"] == "Plan"
    assert form["json_schema"]["strict"] is True
    assert form["json_schema"]["schema"]["required"] == ["items"]


@both
@pytest.mark.parametrize(
    "words",
    [
        "response_format is not supported by this model",
        "This response_format type is unavailable now",
        "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.",
        "'response_format.type' must be 'json_object' or 'text'",
        "JSON schema error at #: unrecognized type nonsense",
    ],
)
def test_the_next_mode_is_used_if_the_server_rejects_one(twin: Twin, words: str) -> None:
    run = parse(twin, [rejection(words), reply(GYM)])
    assert run.modes == ["json_schema", "json_object"]
    assert (run.parsed.tries, run.parsed.mode) == (1, "json_object")
    assert run.clock.slept == []


@both
def test_a_rejection_is_also_recognized_by_its_field(twin: Twin) -> None:
    strict = Reply(422, '{"detail":[{"loc":["body","response_format"],"msg":"Extra inputs are not permitted"}]}')
    openai = Reply(400, '{"error":{"message":"Unsupported value","param":"response_format"}}')
    for step in (strict, openai):
        assert parse(twin, [step, reply(GYM)]).modes == ["json_schema", "json_object"]


@both
def test_a_server_without_formats_gets_the_schema_in_the_prompt(twin: Twin) -> None:
    run = parse(twin, [NO_FORMAT, NO_FORMAT, reply(f"```json\n{Plan.model_validate(GYM).model_dump_json()}\n```")])
    assert run.modes == ["json_schema", "json_object", "prompt"]
    assert run.parsed.value.items[0].hour == 7
    system, user = run.requests[2]["messages"]
    assert system["content"].startswith("You plan.\n\n")
    assert '"additionalProperties": false' in system["content"]
    assert user == HI[1]


@both
def test_a_dialogue_without_a_system_message_gets_one_with_the_schema(twin: Twin) -> None:
    run = parse(twin, [NO_FORMAT, reply(GYM)], messages=MESSAGES)
    assert [message["role"] for message in run.requests[1]["messages"]] == ["system", "user"]


@both
def test_the_servers_error_is_raised_if_it_rejects_every_mode(twin: Twin) -> None:
    run = parse(twin, [NO_FORMAT, NO_FORMAT, NO_FORMAT])
    assert isinstance(run.error, BadRequestError)
    assert run.modes == ["json_schema", "json_object", "prompt"]


@both
def test_another_bad_request_is_not_a_rejection_of_the_format(twin: Twin) -> None:
    run = parse(twin, [rejection("messages are too long")])
    assert isinstance(run.error, BadRequestError)
    assert run.modes == ["json_schema"]


@both
@pytest.mark.parametrize("ignored", [PROSE, {"plan": "gym"}, {"items": [{"title": "gym", "hour": "x"}]}])
def test_a_server_that_ignores_the_schema_gets_it_in_the_prompt(twin: Twin, ignored: object) -> None:
    run = parse(twin, [reply(ignored), reply(GYM, tokens=30)])
    assert run.modes == ["json_schema", "json_object"]
    assert len(run.requests[1]["messages"]) == 2
    assert (run.parsed.tries, run.parsed.usage.total_tokens) == (2, 40)


@both
def test_malformed_json_is_reported_in_the_same_mode(twin: Twin) -> None:
    run = parse(twin, [reply('{"items": [{"title": "gym", "hour": 7,}]}'), reply(GYM)])
    assert run.modes == ["json_schema", "json_schema"]
    assert "the JSON is not valid at line 1" in run.requests[1]["messages"][-1]["content"]


@both
def test_the_mode_that_worked_is_remembered_for_the_model(twin: Twin) -> None:
    steps: list[Step] = [NO_FORMAT, reply(GYM), reply(GYM), reply(GYM), reply(GYM)]
    run = parse(twin, steps, models=("old", "new"), times=2)
    assert [(r["model"], mode) for r, mode in zip(run.requests, run.modes, strict=True)] == [
        ("old", "json_schema"),
        ("old", "json_object"),
        ("new", "json_schema"),
        ("old", "json_object"),
        ("new", "json_schema"),
    ]


@both
def test_an_invalid_value_is_reported_exactly(twin: Twin) -> None:
    run = parse(twin, [reply(LATE), reply(GYM, tokens=20)])
    assert (run.parsed.tries, run.parsed.usage.total_tokens, run.modes) == (2, 30, ["json_schema"] * 2)
    answer, correction = run.requests[1]["messages"][2:]
    assert answer == {"role": "assistant", "content": '{"items": [{"title": "gym", "hour": 25}]}'}
    assert correction["role"] == "user"
    assert "- items[0].hour: Input should be less than or equal to 23 (you wrote 25)" in correction["content"]


@both
def test_every_correction_stays_in_the_dialogue(twin: Twin) -> None:
    run = parse(twin, [reply(LATE), reply(SHORT), reply(GYM)])
    roles = [message["role"] for message in run.requests[2]["messages"]]
    assert roles == ["system", "user", "assistant", "user", "assistant", "user"]
    assert run.parsed.tries == 3


@both
def test_after_three_answers_the_error_has_the_cost(twin: Twin) -> None:
    run = parse(twin, [reply(LATE, tokens=11), reply(SHORT, tokens=12), reply(LATE, tokens=13)])
    error = run.error
    assert isinstance(error, ParseError)
    assert (error.tries, error.tokens_spent) == (3, 36)
    assert error.faults == ("items[0].hour: less_than_equal",)
    assert "no valid Plan; answers: 3, tokens: 36" in str(error)
    assert pickle.loads(pickle.dumps(error)).tokens_spent == 36


@both
def test_a_parse_error_contains_no_text_of_the_dialogue(twin: Twin) -> None:
    secretive = {"items": [{"title": "x", "hour": 99, "my sister's name": "Zoe"}], "Zoe": 1}

    def check(_: Plan) -> list[str]:
        return ["Zoe is not in the text"]

    for step in (reply(secretive), reply("Zoe says no"), reply(GYM)):
        error = parse(twin, [step] * 3, check=check).error
        assert isinstance(error, ParseError)
        assert "Zoe" not in f"{error} {error.faults} {vars(error)} {error.__cause__} {error.__context__}"


@both
def test_a_failed_check_is_reported_in_its_own_words(twin: Twin) -> None:
    def check(plan: Plan) -> list[str]:
        return [f"{item.title}: not that early" for item in plan.items if item.hour < 8]

    run = parse(twin, [reply(GYM), reply({"items": [{"title": "gym", "hour": 9}]})], check=check)
    assert run.parsed.value.items[0].hour == 9
    assert "- gym: not that early" in run.requests[1]["messages"][-1]["content"]


@both
@pytest.mark.parametrize(("returned", "expected"), [("too early", ["- too early"]), (None, []), ([], [])])
def test_a_check_may_return_one_text_or_none(twin: Twin, returned: object, expected: list[str]) -> None:
    steps: list[Step] = [reply(GYM) for _ in range(3 if expected else 1)]
    run = parse(twin, steps, check=lambda _: returned)  # type: ignore[arg-type, return-value]  # pyright: ignore[reportArgumentType]
    corrections = [request["messages"][-1]["content"].splitlines()[1] for request in run.requests[1:]]
    assert corrections == expected * 2


@both
def test_a_rejection_is_remembered_even_if_no_answer_was_valid(twin: Twin) -> None:
    run = parse(twin, [NO_FORMAT, reply(LATE), reply(LATE), reply(LATE), reply(GYM)], times=2)
    assert run.modes == ["json_schema", *["json_object"] * 4]


@both
def test_half_a_surrogate_pair_is_reported_like_any_problem(twin: Twin) -> None:
    halves = r'{"items": [{"title": "gym \ud800", "hour": 70}]}'
    run = parse(twin, [reply(halves.encode().decode("unicode_escape")), reply(GYM)])
    assert run.parsed.tries == 2


class Meeting(BaseModel):
    kind: Literal["meeting"]
    minutes: int


class Call(BaseModel):
    kind: Literal["call"]
    to: str = Field(max_length=5)


class Act(BaseModel):
    act: Meeting | Call


def test_an_invalid_value_in_a_union_does_not_mean_that_the_schema_was_ignored() -> None:
    answers = [reply({"act": {"kind": "call", "to": to}}) for to in ("too long", "Ann")]
    server = ScriptedServer([*answers], Clock())
    with httpx.Client(transport=server) as http:
        parsed = ChatClient("k", model="m", http_client=http).parse(HI, returns=Act)
    assert (parsed.tries, parsed.mode) == (2, "json_schema")


@both
def test_a_truncated_answer_is_never_read_even_if_it_looks_complete(twin: Twin) -> None:
    run = parse(twin, [reply(GYM, reason="length")] * 3)
    assert isinstance(run.error, ParseError)
    assert run.error.faults == ("length",)
    assert "max_tokens" in str(run.error)
    assert [message["role"] for message in run.requests[1]["messages"]] == ["system", "user", "user"]


@both
@pytest.mark.parametrize(
    ("step", "fault"),
    [
        (reply("", refusal="I will not"), "refusal"),
        (reply(GYM, reason="content_filter"), "content_filter"),
    ],
)
def test_parse_does_not_request_a_filtered_answer_again(twin: Twin, step: Reply, fault: str) -> None:
    run = parse(twin, [step])
    assert isinstance(run.error, ParseError)
    assert (run.error.faults, run.error.tries) == ((fault,), 1)


@both
@pytest.mark.parametrize(("budget", "requests"), [(19, 1), (20, 2), (30, 3), (1000, 3), (None, 3)])
def test_no_try_begins_that_would_pass_the_token_budget(twin: Twin, budget: int | None, requests: int) -> None:
    run = parse(twin, [reply(LATE)] * 3, token_budget=budget)
    assert len(run.requests) == requests
    assert run.error.tokens_spent == requests * 10


@both
def test_with_a_budget_there_is_one_try_if_the_server_does_not_count_tokens(twin: Twin) -> None:
    assert len(parse(twin, [reply(LATE, tokens=0)], token_budget=1000).requests) == 1


@both
def test_one_deadline_covers_all_tries(twin: Twin) -> None:
    run = parse(twin, [reply(LATE, takes=6.0), reply(GYM, takes=6.0)], deadline=10.0)
    assert isinstance(run.error, DeadlineExceededError)
    assert run.error.tokens_spent == 10


@both
def test_nothing_is_sent_after_the_deadline(twin: Twin) -> None:
    clock = Clock()

    def check(_: Plan) -> list[str]:
        clock.sleep(10.0)
        return ["that took too long"]

    run = parse(twin, [reply(GYM)], deadline=10.0, check=check, clock=clock)
    assert isinstance(run.error, DeadlineExceededError)
    assert "before the request was sent" in str(run.error)
    assert (run.error.tokens_spent, len(run.requests)) == (10, 1)


@both
def test_the_final_error_has_the_tokens_spent(twin: Twin) -> None:
    run = parse(twin, [reply(LATE), Reply(429, headers={"Retry-After": "999"})])
    assert isinstance(run.error, RateLimitError)
    assert run.error.tokens_spent == 10


@both
def test_failed_attempts_of_parse_are_retried(twin: Twin) -> None:
    run = parse(twin, [Reply(503), reply(LATE), Reply(429), reply(GYM)])
    assert run.parsed.tries == 2
    assert run.clock.slept == [0.25, 0.25]


@both
def test_a_strict_client_accepts_no_deviating_response_in_parse(twin: Twin) -> None:
    run = parse(twin, [reply(GYM, tokens=0)], strict=True)
    assert type(run.error) is ResponseError


@both
def test_thoughts_are_not_sent_back(twin: Twin) -> None:
    run = parse(twin, [reply("<think>{} hm</think>\n" + '{"items": [{"title": "gym", "hour": 25}]}'), reply(GYM)])
    assert run.requests[1]["messages"][2]["content"] == '{"items": [{"title": "gym", "hour": 25}]}'


@pytest.mark.parametrize("returns", [dict, "Plan", Plan.model_validate(GYM), None])
def test_another_type_than_a_model_is_refused_before_anything_is_sent(returns: object) -> None:
    with ChatClient("k", base_url="http://127.0.0.1:9", model="m") as chat, pytest.raises(ConfigurationError):
        chat.parse(HI, returns=returns)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("budget", [0, -1, True, 1.5])
def test_an_invalid_budget_is_refused(budget: int) -> None:
    with ChatClient("k", base_url="http://127.0.0.1:9", model="m") as chat, pytest.raises(ConfigurationError):
        chat.parse(HI, returns=Plan, token_budget=budget)


@pytest.mark.parametrize("extra", [{"response_format": {}}, {"messages": []}])
def test_fields_that_parse_sets_are_refused_in_extra_body(extra: dict[str, object]) -> None:
    with ChatClient("k", base_url="http://127.0.0.1:9", model="m") as chat, pytest.raises(ConfigurationError):
        chat.parse(HI, returns=Plan, extra_body=extra)


def test_response_format_is_not_a_keyword_of_parse() -> None:
    with ChatClient("k", base_url="http://127.0.0.1:9", model="m") as chat, pytest.raises(TypeError, match="response"):
        chat.parse(HI, returns=Plan, response_format={})  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


def doubts_seven(plan: Plan) -> list[str]:
    return ["items[0].hour is 7: that is early"] if plan.items[0].hour == 7 else []


NINE = {"items": [{"title": "gym", "hour": 9}]}


@both
@pytest.mark.parametrize(("second", "hour"), [(GYM, 7), (NINE, 9)])
def test_doubts_are_queried_once_and_the_second_answer_is_accepted(twin: Twin, second: object, hour: int) -> None:
    run = parse(twin, [reply(GYM), reply(second)], doubt=doubts_seven)
    assert run.parsed.value.items[0].hour == hour
    assert (run.parsed.tries, run.parsed.usage.total_tokens) == (2, 20)
    expected = run.requests[1]["messages"][-1]["content"]
    assert "may be wrong:\n- items[0].hour is 7: that is early\n" in expected
    assert "the same one if it is right" in expected


@both
def test_problems_are_reported_before_doubts(twin: Twin) -> None:
    run = parse(twin, [reply(GYM), reply(NINE)], check=lambda _: ["no gym"], doubt=doubts_seven, token_budget=10)
    assert isinstance(run.error, ParseError)
    run = parse(twin, [reply(LATE), reply(GYM), reply(NINE)], check=lambda _: [], doubt=doubts_seven)
    assert (run.parsed.value.items[0].hour, run.parsed.tries) == (9, 3)


@both
@pytest.mark.parametrize(
    ("steps", "options", "tries"),
    [
        ([reply(GYM, tokens=600)], {"token_budget": 1000}, 1),
        ([reply(LATE), reply(LATE), reply(GYM)], {}, 3),
        ([reply(GYM), reply(LATE), reply(LATE)], {}, 3),
        ([reply(GYM), reply(PROSE, reason="length"), reply(PROSE, reason="length")], {}, 3),
        ([reply(GYM), rejection("messages are too long")], {}, 1),
        ([reply(GYM, takes=6.0), reply(GYM, takes=6.0)], {"deadline": 10.0}, 1),
        ([reply(GYM), reply("", refusal="no")], {}, 2),
    ],
)
def test_a_doubtful_answer_is_returned_if_there_is_no_other_one(
    twin: Twin, steps: list[Step], options: dict[str, Any], tries: int
) -> None:
    parsed = parse(twin, steps, doubt=doubts_seven, **options).parsed
    assert parsed.value.items[0].hour == 7
    assert parsed.doubts
    assert parsed.tries == tries
    assert parsed.usage.total_tokens >= 10 * tries
