"""The conversation of a scheduling bot: plans, questions, buttons, edits, moves, lists, files and reminders."""

from schedbot_sdk.assistant.assistant import ScheduleAssistant
from schedbot_sdk.assistant.languages import ENGLISH, LANGUAGES, RUSSIAN
from schedbot_sdk.assistant.records import Answer, Change, Decision, PlannedEvent, Turn
from schedbot_sdk.assistant.reminding import reminder_sender
from schedbot_sdk.assistant.sqlite_store import SqliteAssistantStore
from schedbot_sdk.assistant.store import AssistantStore, DecisionRule, ReminderPlanner
from schedbot_sdk.assistant.texts import Texts, TextsFor

__all__ = [
    "ENGLISH",
    "LANGUAGES",
    "RUSSIAN",
    "Answer",
    "AssistantStore",
    "Change",
    "Decision",
    "DecisionRule",
    "PlannedEvent",
    "ReminderPlanner",
    "ScheduleAssistant",
    "SqliteAssistantStore",
    "Texts",
    "TextsFor",
    "Turn",
    "reminder_sender",
]
