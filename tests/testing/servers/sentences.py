"""Simple English and Russian sentences, and what is to be read in them on Monday, 23 November 2026, at 9:30."""

from __future__ import annotations

__all__ = ["ONE", "QUOTES", "REPEATED", "SEVERAL", "Row"]

Row = tuple[str, str, str | None, int | None]

ONE: dict[str, Row] = {
    "Gym tomorrow at 7:00": ("Gym", "2026-11-24", "07:00", None),
    "Dinner with Kate on Friday at 19:30": ("Dinner with Kate", "2026-11-27", "19:30", None),
    "dinner with Kate and Bob on Friday at 7pm": ("Dinner with Kate and Bob", "2026-11-27", "19:00", None),
    "lunch today at noon": ("Lunch", "2026-11-23", "12:00", None),
    "the day after tomorrow at 8 am run": ("Run", "2026-11-25", "08:00", None),
    "work tomorrow from 9:00 to 17:30": ("Work", "2026-11-24", "09:00", 510),
    "exam on 15 January at 10": ("Exam", "2027-01-15", "10:00", None),
    "exam 2026-12-01 at 10:15": ("Exam", "2026-12-01", "10:15", None),
    "leap party on 29 February at 20:00": ("Leap party", "2028-02-29", "20:00", None),
    "review next Monday at 9": ("Review", "2026-11-30", "09:00", None),
    "review on Monday at 9": ("Review", "2026-11-30", "09:00", None),
    "review on Monday at 11": ("Review", "2026-11-23", "11:00", None),
    "call mom in 2 hours": ("Call mom", "2026-11-23", "11:30", None),
    "tea in half an hour": ("Tea", "2026-11-23", "10:00", None),
    "stretch in 15 minutes": ("Stretch", "2026-11-23", "09:45", None),
    "yoga tomorrow at 18:00 for 2 hours": ("Yoga", "2026-11-24", "18:00", 120),
    "yoga tomorrow at 18:00 for 45 minutes": ("Yoga", "2026-11-24", "18:00", 45),
    "standup at 9": ("Standup", "2026-11-24", "09:00", None),
    "standup at 10": ("Standup", "2026-11-23", "10:00", None),
    "Kate's birthday on 3 December": ("Kate's birthday", "2026-12-03", None, None),
    "please remind me to water plants tomorrow at 8:05": ("Water plants", "2026-11-24", "08:05", None),
    "Завтра в 9 утра врач": ("Врач", "2026-11-24", "09:00", None),
    "в пятницу в 18:00 бассейн на полтора часа": ("Бассейн", "2026-11-27", "18:00", 90),
    "в следующую среду в 9 утра стоматолог": ("Стоматолог", "2026-12-02", "09:00", None),
    "в субботу в полдень прогулка": ("Прогулка", "2026-11-28", "12:00", None),
    "послезавтра в 7 вечера театр": ("Театр", "2026-11-25", "19:00", None),
    "сегодня в 11 созвон на 30 минут": ("Созвон", "2026-11-23", "11:00", 30),
    "3 декабря день рождения Кати": ("День рождения Кати", "2026-12-03", None, None),
    "через 2 часа совещание": ("Совещание", "2026-11-23", "11:30", None),
    "через полчаса позвонить маме": ("Позвонить маме", "2026-11-23", "10:00", None),
    "напомни мне завтра в 8 полить цветы": ("Полить цветы", "2026-11-24", "08:00", None),
    "в четверг в 2 дня встреча": ("Встреча", "2026-11-26", "14:00", None),
    "On Friday, dinner with Kate at 7pm": ("Dinner with Kate", "2026-11-27", "19:00", None),
    "Call Bob on Friday, at 9": ("Call Bob", "2026-11-27", "09:00", None),
    "gym at 7, tomorrow": ("Gym", "2026-11-24", "07:00", None),
    "call Ann in an hour and a half": ("Call Ann", "2026-11-23", "11:00", None),
    "завтра в 9 лекция на 1,5 часа": ("Лекция", "2026-11-24", "09:00", 90),
    "run at 7 a.m. tomorrow": ("Run", "2026-11-24", "07:00", None),
    "завтра в 7 часов вечера кино": ("Кино", "2026-11-24", "19:00", None),
    "party on December 3, 2027 at 8pm": ("Party", "2027-12-03", "20:00", None),
    "Hi! Gym tomorrow at 7. Thanks!": ("Gym", "2026-11-24", "07:00", None),
    "gym tomorrow at 7, please": ("Gym", "2026-11-24", "07:00", None),
    "call mom in 3 days at 9": ("Call mom", "2026-11-26", "09:00", None),
    "review in two weeks": ("Review", "2026-12-07", None, None),
    "через неделю врач в 9": ("Врач", "2026-11-30", "09:00", None),
    "party on Saturday at midnight": ("Party", "2026-11-28", "00:00", None),
    "work from 9 to 17": ("Work", "2026-11-24", "09:00", 480),
    "work tomorrow 9:00-17:30": ("Work", "2026-11-24", "09:00", 510),
    "meeting on December 3 from 2 to 4pm": ("Meeting", "2026-12-03", "14:00", 120),
    "12 am snack tomorrow": ("Snack", "2026-11-24", "00:00", None),
    "12 pm snack tomorrow": ("Snack", "2026-11-24", "12:00", None),
    "во вторник с 9 до 17 работа": ("Работа", "2026-11-24", "09:00", 480),
    "в воскресенье обед в 13:30": ("Обед", "2026-11-29", "13:30", None),
    "15 января в 10 экзамен": ("Экзамен", "2027-01-15", "10:00", None),
    "через полтора часа обед": ("Обед", "2026-11-23", "11:00", None),
    "завтра в полночь поезд": ("Поезд", "2026-11-24", "00:00", None),
    "dinner on Friday at 7pm with Kate and Bob": ("Dinner with Kate and Bob", "2026-11-27", "19:00", None),
    "завтра обед с Катей и Борей в 13:00": ("Обед с Катей и Борей", "2026-11-24", "13:00", None),
    "work tomorrow from 9 to 5pm": ("Work", "2026-11-24", "09:00", 480),
    "work tomorrow from 10 to 2 pm": ("Work", "2026-11-24", "10:00", 240),
    "work tomorrow from 9 to 5": ("Work", "2026-11-24", "09:00", 480),
    "work tomorrow between 9 and 5pm": ("Work", "2026-11-24", "09:00", 480),
    "night shift tomorrow from 22 to 6": ("Night shift", "2026-11-24", "22:00", 480),
    "в пятницу с 9 утра до 6 вечера работа": ("Работа", "2026-11-27", "09:00", 540),
    "yoga at 18:00 for an hour and a half": ("Yoga", "2026-11-23", "18:00", 90),
    "gym at 7 o'clock tomorrow": ("Gym", "2026-11-24", "07:00", None),
    "завтра в 9 часов утра врач": ("Врач", "2026-11-24", "09:00", None),
    "завтра в час дня обед": ("Обед", "2026-11-24", "13:00", None),
    "завтра в час ночи поезд": ("Поезд", "2026-11-24", "01:00", None),
    "завтра в 11 ночи поезд": ("Поезд", "2026-11-24", "23:00", None),
    "завтра в 12 ночи поезд": ("Поезд", "2026-11-24", "00:00", None),
    "в ближайшую пятницу в 10 врач": ("Врач", "2026-11-27", "10:00", None),
    "run on sat at 9": ("Run", "2026-11-28", "09:00", None),
    "dentist in a week at 10": ("Dentist", "2026-11-30", "10:00", None),
    "через 3 дня врач в 9": ("Врач", "2026-11-26", "09:00", None),
    "через день бассейн в 8": ("Бассейн", "2026-11-24", "08:00", None),
    "3.12 в 10 врач": ("Врач", "2026-12-03", "10:00", None),
    "15.01 экзамен в 10.15": ("Экзамен", "2027-01-15", "10:15", None),
    "встреча 3.12.2027 в 10:00": ("Встреча", "2027-12-03", "10:00", None),
    "завтра в 10.12 поезд": ("Поезд", "2026-11-24", "10:12", None),
    "завтра 9.10-10.10 лекция": ("Лекция", "2026-11-24", "09:10", 60),
    "night shift tomorrow 22:00 to 6:00": ("Night shift", "2026-11-24", "22:00", 480),
    "flight on Friday 23:10 - 05:40": ("Flight", "2026-11-27", "23:10", 390),
    "14.12.2026 в 15:00 собеседование": ("Собеседование", "2026-12-14", "15:00", None),
    "movie on Friday at 20:00 until midnight": ("Movie", "2026-11-27", "20:00", 240),
    "room 3-4 tomorrow at 10": ("Room 3-4", "2026-11-24", "10:00", None),
    "lunch on Tuesday between noon and 2pm": ("Lunch", "2026-11-24", "12:00", 120),
    "18-20 декабря командировка": ("Командировка", "2026-12-18", None, 3 * 1440),
    "vacation from 28 December to 3 January": ("Vacation", "2026-12-28", None, 7 * 1440),
    "Vacation from 5 to 20 December": ("Vacation", "2026-12-05", None, 16 * 1440),
    "Завтра весь день отпуск": ("Отпуск", "2026-11-24", None, None),
    "Отпуск с 5 по 20 декабря": ("Отпуск", "2026-12-05", None, 16 * 1440),
    "vacation from Monday to Friday": ("Vacation", "2026-11-23", None, 5 * 1440),
    "Visit Dr. Müller on 3.12. at 14:30 in Hauptstraße 5": (
        "Visit Dr. Müller in Hauptstraße 5", "2026-12-03", "14:30", None
    ),
}  # fmt: skip
SEVERAL: dict[str, list[Row]] = {
    "Планы: 1) завтра в 9 осмотр 2) в среду в 10 чистка, напомни за 15 минут 3) в пятницу рентген в 11": [
        ("Осмотр", "2026-11-24", "09:00", None), ("Чистка", "2026-11-25", "10:00", None),
        ("Рентген", "2026-11-27", "11:00", None)
    ],
    "Завтра в 10 и в 12 созвон": [("Созвон", "2026-11-24", "10:00", None), ("Созвон", "2026-11-24", "12:00", None)],
    "gym at 7 tomorrow and at 9 yoga": [("Gym", "2026-11-24", "07:00", None), ("Yoga", "2026-11-24", "09:00", None)],
    "Gym on Monday and Thursday at 7": [("Gym", "2026-11-30", "07:00", None), ("Gym", "2026-11-26", "07:00", None)],
    "Exam on 5 and 6 December at 9": [("Exam", "2026-12-05", "09:00", None), ("Exam", "2026-12-06", "09:00", None)],
    "Every day at 8 and 20: pills until Friday": [
        ("Pills", "2026-11-24", "08:00", None), ("Pills", "2026-11-23", "20:00", None)
    ],
    "Каждый день в 8 и 20 таблетки до пятницы": [
        ("Таблетки", "2026-11-24", "08:00", None), ("Таблетки", "2026-11-23", "20:00", None)
    ],
    "Tomorrow gym at 7 then doctor at 9:30 for 30 minutes": [
        ("Gym", "2026-11-24", "07:00", None), ("Doctor", "2026-11-24", "09:30", 30)
    ],
    "В полдень обед, потом в 15:00 созвон": [
        ("Обед", "2026-11-23", "12:00", None), ("Созвон", "2026-11-23", "15:00", None)
    ],
    "gym tomorrow at 7, lunch at noon and cinema on Friday at 8pm": [
        ("Gym", "2026-11-24", "07:00", None),
        ("Lunch", "2026-11-24", "12:00", None),
        ("Cinema", "2026-11-27", "20:00", None),
    ],
    "Завтра: врач в 9, обед в 13; в пятницу кино": [
        ("Врач", "2026-11-24", "09:00", None),
        ("Обед", "2026-11-24", "13:00", None),
        ("Кино", "2026-11-27", None, None),
    ],
    "Run at 7am. Lunch at noon.": [("Run", "2026-11-24", "07:00", None), ("Lunch", "2026-11-24", "12:00", None)],
    "gym tomorrow at 7 and on Friday at 8": [
        ("Gym", "2026-11-24", "07:00", None), ("Gym", "2026-11-27", "08:00", None)
    ],
    "Встреча с Анной завтра в 15:00, а потом ужин в 19:00": [
        ("Встреча с Анной", "2026-11-24", "15:00", None), ("Ужин", "2026-11-24", "19:00", None)
    ],
    "Run at 7 a.m. Then lunch at noon.": [
        ("Run", "2026-11-24", "07:00", None), ("Lunch", "2026-11-24", "12:00", None)
    ],
}  # fmt: skip
REPEATED: dict[str, tuple[Row, str]] = {
    "Standup every weekday at 9:30": (("Standup", "2026-11-24", "09:30", None), "1 weekly mo,tu,we,th,fr"),
    "gym every Monday and Thursday at 7": (("Gym", "2026-11-26", "07:00", None), "1 weekly mo,th"),
    "rent every month on 1 December": (("Rent", "2026-12-01", None, None), "1 monthly"),
    "water plants every 3 days at 8:00": (("Water plants", "2026-11-24", "08:00", None), "3 daily"),
    "yoga every other week on Tuesday at 18:00": (("Yoga", "2026-11-24", "18:00", None), "2 weekly tu"),
    "гулять с собакой каждый вечер в 20:00": (("Гулять с собакой", "2026-11-23", "20:00", None), "1 daily"),
    "зарядка каждый день в 7:00": (("Зарядка", "2026-11-24", "07:00", None), "1 daily"),
    "каждый день в 7:00 зарядка": (("Зарядка", "2026-11-24", "07:00", None), "1 daily"),
    "по вторникам и четвергам в 19:00 бассейн": (("Бассейн", "2026-11-24", "19:00", None), "1 weekly tu,th"),
    "планёрка по будням в 10": (("Планёрка", "2026-11-23", "10:00", None), "1 weekly mo,tu,we,th,fr"),
    "rent monthly on 1 December": (("Rent", "2026-12-01", None, None), "1 monthly"),
    "каждые 2 недели по пятницам в 18:00 баня": (("Баня", "2026-11-27", "18:00", None), "2 weekly fr"),
    "день рождения мамы 3 марта, каждый год": (("День рождения мамы", "2027-03-03", None, None), "1 yearly"),
    "yoga every Tuesday from 15 December at 18:00": (("Yoga", "2026-12-15", "18:00", None), "1 weekly tu"),
}
QUOTES: dict[str, list[str]] = {
    "Hi! Gym tomorrow at 7, then lunch at noon.": ["Gym tomorrow at 7", "lunch at noon"],
    "On Friday, dinner with Kate at 7pm": ["On Friday, dinner with Kate at 7pm"],
    "Call Bob on Friday, at 9": ["Call Bob on Friday, at 9"],
    "завтра в 9 врач и в 12  обед": ["завтра в 9 врач", "в 12  обед"],
}
