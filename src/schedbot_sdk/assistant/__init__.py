"""The conversation of a scheduling bot: plans, questions, buttons, edits, lists and calendar files."""

from schedbot_sdk.assistant.assistant import ScheduleAssistant

__all__ = ["ScheduleAssistant"]
