"""Finds what is probably wrong in a draft without problems, by the user's own words. Pure."""

from schedbot_sdk.schedule.llm.plausibility.doubts import doubts

__all__ = ["doubts"]
