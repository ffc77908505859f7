"""Reminders: from a planned schedule to a message at the right moment, each occurrence once."""

from schedbot_sdk.reminders.control import ReminderControl
from schedbot_sdk.reminders.due import DueReminder
from schedbot_sdk.reminders.handlers import AsyncSendReminder, SendReminder
from schedbot_sdk.reminders.reminders import AsyncReminders, Reminders
from schedbot_sdk.reminders.store import ReminderStore
from schedbot_sdk.reminders.text import reminder_text

__all__ = [
    "AsyncReminders",
    "AsyncSendReminder",
    "DueReminder",
    "ReminderControl",
    "ReminderStore",
    "Reminders",
    "SendReminder",
    "reminder_text",
]
