"""All texts of the bot, in English and Russian. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["ENGLISH", "RUSSIAN", "Texts", "texts_for"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The texts in one language."""

    code: str
    """The IETF tag of the language."""
    hello: str
    """The answer to commands without an answer of their own."""
    only_text: str
    """The answer to a message without text."""
    confirm: str
    """The button that confirms a schedule."""
    cancel: str
    """The button that cancels a schedule."""
    confirmed: str
    """The decision shown after Confirm."""
    cancelled: str
    """The decision shown after Cancel."""
    outdated: str
    """The answer to a button of an old version."""
    unknown_user: str
    """The users service does not know the user."""
    unknown_zone: str
    """The user's time zone is not an IANA name."""
    users_down: str
    """The users service fails."""
    llm_down: str
    """The LLM fails."""
    not_a_schedule: str
    """The message plans nothing."""
    nonsense: str
    """No draft of the LLM was valid."""
    past: str
    """The planned time is over."""
    nothing_kept: str
    """The answer to /list and /ics without confirmed schedules."""
    here_it_is: str
    """The caption of the calendar file."""
    removed: str
    """The caption of the file that removes events from calendars."""


ENGLISH: Final = Texts(
    code="en",
    hello='Write what you plan, such as "Gym every Monday at 7:00", and I make a schedule of it. /list shows what you'
    " confirmed, /ics sends it as a calendar file.",
    only_text="I can read text only. Please write what you plan.",
    confirm="Confirm",
    cancel="Cancel",
    confirmed="Confirmed ✓",
    cancelled="Cancelled",
    outdated="This list is no longer the current one. Please send your message again.",
    unknown_user="I do not know you yet. Please sign up first, then write to me again.",
    unknown_zone="I cannot tell which time zone you are in. Please choose it again in your profile.",
    users_down="I cannot look up your time zone at the moment. Please try again in a few minutes.",
    llm_down="I cannot make schedules at the moment. Please try again in a few minutes.",
    not_a_schedule="I found nothing to plan in your message. Tell me what, on which day and at what time.",
    nonsense="I could not make a reliable schedule of that. Please say it in other words.",
    past="That time is already past. Please edit your message and choose a later one.",
    nothing_kept="You have confirmed nothing yet.",
    here_it_is="Your calendar file: open it to add the events to your calendar.",
    removed="Open this to take out of your calendar what is no longer planned.",
)

RUSSIAN: Final = Texts(
    code="ru",
    hello="Напишите, что вы планируете, например «Завтра в 9:00 врач», и я составлю расписание. /list покажет, что вы"
    " подтвердили, /ics пришлёт файл для календаря.",
    only_text="Я понимаю только текст. Напишите, пожалуйста, что вы планируете.",
    confirm="Подтвердить",
    cancel="Отменить",
    confirmed="Подтверждено ✓",
    cancelled="Отменено",
    outdated="Этот список уже не актуален. Пожалуйста, отправьте сообщение ещё раз.",
    unknown_user="Я вас пока не знаю. Пожалуйста, сначала зарегистрируйтесь, а потом напишите мне снова.",
    unknown_zone="Не могу понять, в каком вы часовом поясе. Пожалуйста, выберите его в профиле ещё раз.",
    users_down="Сейчас не могу узнать ваш часовой пояс. Пожалуйста, попробуйте через несколько минут.",
    llm_down="Сейчас не могу составить расписание. Пожалуйста, попробуйте через несколько минут.",
    not_a_schedule="Не нашёл в сообщении ничего для расписания. Напишите, что, в какой день и во сколько.",
    nonsense="Не получилось составить надёжное расписание. Пожалуйста, скажите другими словами.",
    past="Это время уже прошло. Пожалуйста, измените сообщение и выберите более позднее.",
    nothing_kept="Вы пока ничего не подтвердили.",
    here_it_is="Ваш файл для календаря: откройте его, чтобы добавить события.",
    removed="Откройте, чтобы убрать из календаря то, что больше не запланировано.",
)


def texts_for(language_code: str | None) -> Texts:
    """Return the texts for a Telegram language code: Russian for `ru` and `ru-RU`, English for all others."""
    return RUSSIAN if (language_code or "").lower().partition("-")[0] == "ru" else ENGLISH
