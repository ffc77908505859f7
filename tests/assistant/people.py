"""Actions of users in the tests of the bot, and what they see."""

from __future__ import annotations

from tests.assistant.world import World, heading

from schedbot_sdk.assistant import SqliteAssistantStore
from schedbot_sdk.testing.servers import BotAction, Person

GYM = "Gym tomorrow at 7:00"


def berlin(after: int, clock: str) -> str:
    """A day of the list and its first line, worked out by other means than the bot's."""
    return f"{heading('Europe/Berlin', after)}\n{clock} — "


def press(world: World, person: Person, under: BotAction, button: int) -> str:
    """Press a button, and give what the person sees for a moment."""
    after = sum(a.method == "answerCallbackQuery" and a.chat_id == person.id for a in world.telegram.actions)
    world.telegram.user_presses(person, under.message_id, under.buttons[button].data)
    return world.telegram.wait_for_action(person.id, method="answerCallbackQuery", after=after).text


def edited(world: World, person: Person, after: int = 0) -> BotAction:
    return world.telegram.wait_for_action(person.id, method="editMessageText", after=after)


def kept_in(world: World, person: Person) -> list[tuple[str, str]]:
    """The events that a person has confirmed, with their times."""
    schedules = SqliteAssistantStore(world.file).schedules(person.id)
    return [(event.title, f"{event.start.moment:%H:%M}") for schedule in schedules for event in schedule.events]


def files_of(world: World, person: Person, count: int = 0) -> list[bytes]:
    """The files that a person got, once there are so many."""
    if count:
        world.telegram.wait_for_action(person.id, method="sendDocument", after=count - 1)
    return [action.file.content for action in world.telegram.actions if action.file and action.chat_id == person.id]


def fields(content: bytes, name: bytes) -> list[bytes]:
    """The values of a property of the events."""
    events = content.partition(b"BEGIN:VEVENT")[2]
    return [line.partition(b":")[2] for line in events.splitlines() if line.split(b":")[0].split(b";")[0] == name]
