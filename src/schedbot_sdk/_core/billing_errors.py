"""Whether an error is about money, so that a retry cannot help. Pure."""

from __future__ import annotations

import re
from typing import Final

from schedbot_sdk._core.error_details import ErrorDetails

__all__ = ["is_billing_error"]

# Codes and types of many providers, as words joined by `_`: insufficient_user_quota, Arrearage, PrepaidBillOverdue,
# exceeded_current_quota_error. Quotas that time refills (rate_limit_exceeded, RESOURCE_EXHAUSTED, quota_exceeded) do
# not match: these errors are retried.
_CODE: Final = re.compile(
    r"""(?<![a-z]) (?:
    insufficient_ (?:[a-z]+_)* (?:quota|balance|credits?|funds?)
    | (?:quota|balance|credits?|funds?) _ (?:[a-z]+_)* (?:insufficient|not_enough|low|depleted|used_up)
    | (?:credits?|balance|funds?|resource_pack(?:age)?) _ (?:[a-z]+_)* (?:exhausted|exceeded|expired|required|limit)
    | (?:not_enough|out_of|no|low|negative|exhausted|depleted) _ (?:[a-z]+_)* (?:credits?|balance|funds?|money)
    | billing | payment | arrears? | arrearage | overdue | unpaid | recharge | top_up | not_purchased
    | (?:budget|spend|spending) _ (?:[a-z]+_)* (?:exceeded|reached|limit|cap|exhausted)
    | (?:exceeded|over|out_of) _ (?:[a-z]+_)* (?:budget|spending)
    | current_quota | free_tier_only
    ) (?![a-z])
    """,
    re.VERBOSE,
)
# Some providers send a number as the code, or no code; then their text decides.
_SENTENCE: Final = re.compile(
    r"insufficient\s+(?:\w+\s+){0,2}(?:balance|funds|credits?)\b|\bbalance\s+(?:is\s+)?(?:insufficient|not\s+enough|too\s+low)"
    r"|\bout\s+of\s+credits\b|\bnot\s+enough\s+(?:credits|balance|funds)\b|\bin\s+arrears\b"
    r"|недостаточно\s+средств|余额不足|欠费",
    re.IGNORECASE,
)
_ABOUT_ACCESS: Final = frozenset({402, 403, 429})


def is_billing_error(status: int, details: ErrorDetails) -> bool:
    """Return whether the account has no money left, or only money refills its quota.

    A 402 always means this. For other statuses the server's code or type decides, or its text if the code is a number.
    """
    if status == 402 or any(_CODE.search(_snake_case(word)) for word in (details.code, details.type)):
        return True
    has_no_code = not details.code or details.code.isdecimal()
    return status in _ABOUT_ACCESS and has_no_code and bool(_SENTENCE.search(details.detail))


def _snake_case(code: str) -> str:
    """Return a code in snake case: `PrepaidBillOverdue` becomes `prepaid_bill_overdue`."""
    separated = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", code)
    return re.sub(r"[^a-z0-9]+", "_", separated.lower())
