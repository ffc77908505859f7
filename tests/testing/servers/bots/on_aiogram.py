"""A bot on aiogram, started with the address of a Bot API server, a token, and a file: it answers by all methods.

The file is made when it is through.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import BufferedInputFile, CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

dispatcher = Dispatcher()


@dispatcher.message()
async def on_message(message: Message, bot: Bot) -> None:
    await bot.send_chat_action(message.chat.id, "typing")
    yes = InlineKeyboardButton(text="Yes", callback_data="yes")
    await message.answer(f"{message.text}?", reply_markup=InlineKeyboardMarkup(inline_keyboard=[[yes]]))


@dispatcher.callback_query()
async def on_press(query: CallbackQuery, through: Path) -> None:
    await query.answer("Kept")
    question = query.message
    if isinstance(question, Message):
        await question.edit_text("Done")
        document = await question.answer_document(
            BufferedInputFile(b"BEGIN:VCALENDAR", "plan.ics"), caption="Your plan"
        )
        if document.document is not None:
            await question.answer_document(document.document.file_id)
        await question.delete()
        await asyncio.to_thread(through.touch)


async def main(url: str, token: str, through: str) -> None:
    async with Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(url))) as bot:
        start = dispatcher.start_polling  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        await start(bot, polling_timeout=5, through=Path(through))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
