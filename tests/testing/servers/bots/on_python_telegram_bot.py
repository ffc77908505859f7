"""A bot on python-telegram-bot, started with the address of a server, a token, and a file: it answers by all methods.

The file is made when it is through.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from telegram.ext import ApplicationBuilder, CallbackQueryHandler, ContextTypes, MessageHandler, filters

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update


async def on_message(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    message = update.effective_message
    if message is not None:
        await context.bot.send_chat_action(message.chat.id, "typing")
        yes = InlineKeyboardButton("Yes", callback_data="yes")
        await message.reply_text(f"{message.text}?", reply_markup=InlineKeyboardMarkup([[yes]]))


async def on_press(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    query = update.callback_query
    if query is not None and isinstance(query.message, Message):
        await query.answer("Kept")
        await query.edit_message_text("Done")
        document = await query.message.reply_document(b"BEGIN:VCALENDAR", filename="plan.ics", caption="Your plan")
        if document.document is not None:
            await query.message.reply_document(document.document.file_id)
        await query.message.delete()
        await asyncio.to_thread(Path(sys.argv[3]).touch)


def main(url: str, token: str, _: str) -> None:
    builder = ApplicationBuilder().token(token).base_url(f"{url}/bot").base_file_url(f"{url}/file/bot")
    application = builder.build()
    application.add_handler(MessageHandler(filters.TEXT, on_message))
    application.add_handler(CallbackQueryHandler(on_press))
    application.run_polling(timeout=5)


if __name__ == "__main__":
    main(*sys.argv[1:])
