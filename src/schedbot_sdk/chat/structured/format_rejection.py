"""Does the server reject the format of the response (`response_format`), or something else? Pure.

`parse` uses another mode only if the server does not support the requested one. Servers use different words, and most
other rejections may name the format too: they repeat the user's text, or count the schema's tokens.
"""

from __future__ import annotations

import re
from typing import Final, TypeGuard

from schedbot_sdk.errors import SchedbotError, StatusError

__all__ = ["is_invalid_answer", "rejects_field", "rejects_format"]

_FORMAT: Final = re.compile(
    r"response[\s_.-]?(?:format|schema|mime)|json[\s_-]?(?:schema|object|mode|output)|structured[\s_-]?output"
    r"|guided[\s_-]?(?:json|decoding|grammar|generation)|constrained[\s_-]?(?:decoding|generation|sampling|output)"
    r"|output[\s_.-]?(?:format|config|schema)|text\.format|xgrammar|\bformat\.type\b",
    re.IGNORECASE,
)
"""Names of the format that a user is unlikely to write."""
_SCHEMA_WORD: Final = re.compile(
    r"\bschemas?\b|\bgrammars?\b|additionalProperties|\$defs|\$ref\b|\banyOf\b|\boneOf\b", re.IGNORECASE
)
_REJECTS: Final = re.compile(
    r"\bnot\b|n't\b|\bunsupport|\bunknown|\bunrecogni[sz]ed|\bunexpected|\bunavailable|\binvalid|\berror|\bfail"
    r"|\bcannot|\bmust\b|\bonly\b|\bno such\b|\bdisabled|\bdisallow|\btoo (?:many|complex|deep|large)\b|\bextra\b"
    r"|\bmissing\b|\brequired\b|\benabled only\b|\bincompatible|\bforbidden\b|\bnon-?existent|\bremove\b|\bunable\b",
    re.IGNORECASE,
)
_OTHER_CAUSE: Final = re.compile(
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
_INVALID_ANSWER: Final = re.compile(
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
"""Several words in quotes: probably the user's text, because the name of a field is one word."""


def rejects_format(error: SchedbotError) -> bool:
    """Whether the server does not support the `response_format` of the request."""
    if not _is_rejection(error) or is_invalid_answer(error) or _OTHER_CODE.search(f"{error.code} {error.type}"):
        return False
    if _FORMAT.search(error.param):
        return True
    words = _QUOTED.sub(" ", error.detail)
    if _FIELD.match(error.param) or _OTHER_CAUSE.search(words) or _SUBJECT.search(words):
        return False
    if _FORMAT.search(words):
        return True
    return _SCHEMA_WORD.search(words) is not None and _REJECTS.search(words) is not None


def is_invalid_answer(error: SchedbotError) -> bool:
    """Whether the server validated the LLM's answer, and it does not match the requested schema."""
    return _is_rejection(error) and _INVALID_ANSWER.search(f"{error.code} {error.type} {error.detail}") is not None


def rejects_field(error: SchedbotError, words: str) -> bool:
    """Whether the server does not know a field of the request: status 400 or 422, with the field's name."""
    return _is_rejection(error) and re.search(words, f"{error.param} {error.detail}", re.IGNORECASE) is not None


def _is_rejection(error: SchedbotError) -> TypeGuard[StatusError]:
    return isinstance(error, StatusError) and error.status_code in {400, 422}
