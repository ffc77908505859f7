"""The assistant's texts in English and Russian."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from schedbot_sdk.assistant.texts import Texts

__all__ = ["ENGLISH", "LANGUAGES", "RUSSIAN"]

ENGLISH: Final[Texts] = Texts(
    code="en",
    hello='Write what you plan, such as "Gym every Monday at 7:00", and I make a schedule of it. /list shows what you'
    " confirmed, /week draws a week of it, /ics sends it as a calendar file.",
    only_text="I can read text only. Please write what you plan.",
    confirm="Confirm",
    cancel="Cancel",
    confirmed="Confirmed ✓",
    cancelled="Cancelled",
    before="Before:",
    after="After:",
    check_plan="⚠ Please check this carefully. It may not be what you meant.",
    ask_removal="Remove this?",
    remove="Remove",
    keep="Keep",
    events_removed="Removed ✓",
    events_kept="Kept",
    outdated="This list is no longer the current one. Please send your message again.",
    unknown_user="I do not know you yet. Please sign up first, then write to me again.",
    unknown_zone="I cannot tell which time zone you are in. Please choose it again in your profile.",
    users_down="I cannot look up your time zone at the moment. Please try again in a few minutes.",
    llm_down="I cannot make schedules at the moment. Please try again in a few minutes.",
    not_a_schedule="I found nothing to plan in your message. Tell me what, on which day and at what time.",
    nonsense="I could not make a reliable schedule of that. Please say it in other words.",
    past="That time is already past. Please edit your message and choose a later one.",
    nothing_kept="You have nothing planned.",
    week="Your week.",
    here_it_is="Your calendar file: open it to add the events to your calendar.",
    removed="Open this to remove cancelled events from your calendar.",
)
"""The texts in English."""

RUSSIAN: Final[Texts] = Texts(
    code="ru",
    hello="Напишите, что вы планируете, например «Завтра в 9:00 врач», и я составлю расписание. /list покажет, что вы"
    " подтвердили, /week нарисует неделю, /ics пришлёт файл для календаря.",
    only_text="Я понимаю только текст. Напишите, пожалуйста, что вы планируете.",
    confirm="Подтвердить",
    cancel="Отменить",
    confirmed="Подтверждено ✓",
    cancelled="Отменено",
    before="Было:",
    after="Станет:",
    check_plan="⚠ Пожалуйста, проверьте внимательно: возможно, я понял не всё.",
    ask_removal="Удалить это?",
    remove="Удалить",
    keep="Оставить",
    events_removed="Удалено ✓",
    events_kept="Оставлено",
    outdated="Этот список уже не актуален. Пожалуйста, отправьте сообщение ещё раз.",
    unknown_user="Я вас пока не знаю. Пожалуйста, сначала зарегистрируйтесь, а потом напишите мне снова.",
    unknown_zone="Не могу понять, в каком вы часовом поясе. Пожалуйста, выберите его в профиле ещё раз.",
    users_down="Сейчас не могу узнать ваш часовой пояс. Пожалуйста, попробуйте через несколько минут.",
    llm_down="Сейчас не могу составить расписание. Пожалуйста, попробуйте через несколько минут.",
    not_a_schedule="Не нашёл в сообщении ничего для расписания. Напишите, что, в какой день и во сколько.",
    nonsense="Не получилось составить надёжное расписание. Пожалуйста, скажите другими словами.",
    past="Это время уже прошло. Пожалуйста, измените сообщение и выберите более позднее.",
    nothing_kept="У вас ничего не запланировано.",
    week="Ваша неделя.",
    here_it_is="Ваш файл для календаря: откройте его, чтобы добавить события.",
    removed="Откройте, чтобы убрать из календаря то, что больше не запланировано.",
)
"""The texts in Russian."""

LANGUAGES: Final[Mapping[str, Texts]] = MappingProxyType({"en": ENGLISH, "ru": RUSSIAN})
"""The texts by language; English for all others."""
