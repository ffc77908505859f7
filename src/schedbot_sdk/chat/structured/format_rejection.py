"""What a refusal of a request is about: the form of the answer, or something else. Pure.

`parse` asks in another way only where the server does not know the way that was asked for. The words of servers differ,
and most of the other refusals may name the form as well: they repeat the user's text, or count the schema's tokens.
"""

from __future__ import annotations

import re
from typing import Final, TypeGuard

from schedbot_sdk.errors import SchedbotError, StatusError

__all__ = ["is_wrong_answer", "refuses_field", "refuses_form"]

_FORM: Final = re.compile(
    r"response[\s_.-]?(?:format|schema|mime)|json[\s_-]?(?:schema|object|mode|output)|structured[\s_-]?output"
    r"|guided[\s_-]?(?:json|decoding|grammar|generation)|constrained[\s_-]?(?:decoding|generation|sampling|output)"
    r"|output[\s_.-]?(?:format|config|schema)|text\.format|xgrammar|\bformat\.type\b",
    re.IGNORECASE,
)
"""Names of the form that no user needs to write."""
_WEAK: Final = re.compile(
    r"\bschemas?\b|\bgrammars?\b|additionalProperties|\$defs|\$ref\b|\banyOf\b|\boneOf\b", re.IGNORECASE
)
_REFUSES: Final = re.compile(
    r"\bnot\b|n't\b|\bunsupport|\bunknown|\bunrecogni[sz]ed|\bunexpected|\bunavailable|\binvalid|\berror|\bfail"
    r"|\bcannot|\bmust\b|\bonly\b|\bno such\b|\bdisabled|\bdisallow|\btoo (?:many|complex|deep|large)\b|\bextra\b"
    r"|\bmissing\b|\brequired\b|\benabled only\b|\bincompatible|\bforbidden\b|\bnon-?existent|\bremove\b|\bunable\b",
    re.IGNORECASE,
)
_OTHER: Final = re.compile(
    r"flagged|filter(?:ed|ing)|moderat|content[\s_-](?:policy|management|filter)|usage polic|safety|unsafe|harmful"
    r"|prohibited|sensitive|inappropriate"
    r"|context[\s_-](?:length|window|size|holds|limit)|maximum (?:context|prompt|input)|prompt is too long"
    r"|too many (?:input |prompt |total )?tokens|\d[\d,_ ]* (?:\w+ )?tokens|max_(?:completion_|output_|new_)?tokens"
    r"|token (?:limit|count)|(?:string|message|prompt|input|content) (?:is )?too long"
    r"|api[\s_-]?key|credential|quota|balance|billing|rate[\s_-]limit|overload|try again later|temporar",
    re.IGNORECASE,
)
_OTHER_CODE: Final = re.compile(
    r"content_|policy|filter|moderat|safety|context|token|_length|too_l|quota|billing|balance|\brate_|auth|api_key|image"
    r"|model_not_found|no_such_model",
    re.IGNORECASE,
)
_WRONG_ANSWER: Final = re.compile(
    r"json_validate_failed|failed_generation|\bgenerated (?:json|output|object|text|content|response|answer)"
    r"|(?:failed|unable|could not|couldn't) to (?:generate|produce) (?:a |an |the )?(?:valid )?"
    r"(?:json|structured|object|output|response)"
    r"|model(?:'s)? (?:output|response|answer|generation|completion)s? (?:\w+ )?(?:is|was|does|did|do|could|failed|not)"
    r"|(?:output|response|answer|completion) (?:from|of|by) the model (?:is|was|does|did|could|failed)"
    r"|model (?:did not|didn't|failed to|could not|has not) (?:\w+ )?(?:generate|produce|return|output|follow|match"
    r"|adhere|respond)",
    re.IGNORECASE,
)
_FIELD: Final = re.compile(
    r"^(?:body\.|request\.)?(?:messages?|model|temperature|max_\w*tokens|top_p|stop|seed|n|stream\w*|tools?|tool_choice"
    r"|functions?|user|input|prompt|contents?|logit_bias|logprobs|metadata)(?:$|[.\[])",
    re.IGNORECASE,
)
_SUBJECT: Final = re.compile(
    r"^\W*(?:(?:invalid|unsupported|unknown) (?:value|parameter|type|request)(?: for)?\W+)?"
    r"(?:temperature|max_\w*tokens|top_p|seed|messages?|tools?|tool_choice|stream\w*)\b",
    re.IGNORECASE,
)
_QUOTED: Final = re.compile(r"(?<!\w)(['\"`])[^'\"`]*\s[^'\"`]*\1(?!\w)")
"""Words in quotes: a field's name is one word, so that they may be the user's."""


def refuses_form(error: SchedbotError) -> bool:
    """Whether a server does not take `response_format` as it was sent."""
    if not _is_refusal(error) or is_wrong_answer(error) or _OTHER_CODE.search(f"{error.code} {error.type}"):
        return False
    if _FORM.search(error.param):
        return True
    words = _QUOTED.sub(" ", error.detail)
    if _FIELD.match(error.param) or _OTHER.search(words) or _SUBJECT.search(words):
        return False
    if _FORM.search(words):
        return True
    return _WEAK.search(words) is not None and _REFUSES.search(words) is not None


def is_wrong_answer(error: SchedbotError) -> bool:
    """Whether a server checked the LLM's answer by itself, and found that it has not the form that was asked for."""
    return _is_refusal(error) and _WRONG_ANSWER.search(f"{error.code} {error.type} {error.detail}") is not None


def refuses_field(error: SchedbotError, words: str) -> bool:
    """Whether a server does not know a field of the request: 400 or 422, and it names the field."""
    return _is_refusal(error) and re.search(words, f"{error.param} {error.detail}", re.IGNORECASE) is not None


def _is_refusal(error: SchedbotError) -> TypeGuard[StatusError]:
    return isinstance(error, StatusError) and error.status_code in {400, 422}
