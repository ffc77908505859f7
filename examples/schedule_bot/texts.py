"""Every sentence that the bot says, in English and Russian. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from examples.schedule_bot.plan import Event, NotASchedule, Outcome, Question, Rejected, Schedule

__all__ = ["ENGLISH", "RUSSIAN", "Texts", "texts_for"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """One language."""

    language: str
    """Its name in English, for the LLM."""
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    hello: str
    only_text: str
    schedule: str
    confirm: str
    cancel: str
    confirmed: str
    cancelled: str
    outdated: str
    unknown_user: str
    unknown_zone: str
    users_down: str
    llm_down: str
    not_a_schedule: str
    nonsense: str
    past: str
    gap: str

    def day(self, day: date, today: date) -> str:
        """Such as `Tue 24 November`; with the year when it is another."""
        year = "" if day.year == today.year else f" {day.year}"
        return f"{self.weekdays[day.weekday()]} {day.day} {self.months[day.month - 1]}{year}"

    def event(self, event: Event, today: date) -> str:
        """One line of the list, times on the user's clock."""
        when = self.day(event.day, today)
        if event.start is not None:
            when += f", {event.start:%H:%M}"
        if event.end is not None:
            same_day = event.end.date() == event.day
            when += f"–{event.end:%H:%M}" if same_day else f" – {self.day(event.end.date(), today)}, {event.end:%H:%M}"
        return f"{when} — {event.title}"

    def outcome(self, outcome: Outcome, *, zone: str, today: date) -> str:
        """What the user reads about a plan."""
        match outcome:
            case Schedule(events):
                lines = [f"{number}. {self.event(event, today)}" for number, event in enumerate(events, 1)]
                return "\n".join([self.schedule.format(zone=zone), *lines])
            case Question(text):
                return text
            case NotASchedule():
                return self.not_a_schedule
            case Rejected(reason):
                return {"nonsense": self.nonsense, "past": self.past, "gap": self.gap}[reason]


ENGLISH: Final = Texts(
    language="English",
    weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    months=(
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    hello='Write what you plan, such as "Gym tomorrow at 7:00", and I make a schedule of it.',
    only_text="I can read text only. Please write what you plan.",
    schedule="Your schedule ({zone}):",
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
    gap="That time does not exist on that day: the clocks skip it. Please edit your message and choose another.",
)

RUSSIAN: Final = Texts(
    language="Russian",
    weekdays=("пн", "вт", "ср", "чт", "пт", "сб", "вс"),
    months=(
        *("января", "февраля", "марта", "апреля", "мая", "июня"),
        *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
    ),
    hello="Напишите, что вы планируете, например «Завтра в 9:00 врач», и я составлю расписание.",
    only_text="Я понимаю только текст. Напишите, пожалуйста, что вы планируете.",
    schedule="Ваше расписание ({zone}):",
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
    gap="В этот день такого времени нет: стрелки часов его пропускают. Измените сообщение и выберите другое.",
)


def texts_for(language_code: str | None) -> Texts:
    """Russian for the users whose Telegram is in Russian (`ru`, `ru-RU`), English for all others."""
    return RUSSIAN if (language_code or "").lower().partition("-")[0] == "ru" else ENGLISH
