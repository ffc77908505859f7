"""The words of English and Russian that phrases of time are made of, with their kinds and values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from schedbot_sdk.schedule.llm.phrases.clock import Part
from schedbot_sdk.schedule.llm.phrases.groups import Numbers
from schedbot_sdk.schedule.llm.phrases.length import Unit

__all__ = ["FILLERS", "WORDS"]

FILLERS: Final = frozenset((
    "the", "about", "around", "approximately", "roughly", "exactly", "sharp", "примерно", "приблизительно", "около",
    "ровно",
))  # fmt: skip
"""Words that change no phrase."""

_SMALL: Final = {
    "and": "and & и",
    "or": "or или либо",
    "but": "but но а",
    "not": "not не",
    "no": "no нет wait actually sorry rather точнее вернее ой oops стоп",
    "a": "a an",
    "at": "at @",
    "by": "by",
    "in": "in",
    "on": "on",
    "of": "of",
    "from": "from",
    "between": "between между",
    "starting": "starting beginning begins start starts since начиная начиная начало начнем начать",
    "to": "to",
    "until": "until till til through thru untill",
    "ending": "ends ending finish finishes end",
    "finale": "конца конец концу конце",
    "for": "for",
    "during": "within течение протяжении",
    "v": "в во",  # the Russian prepositions, each as it sounds
    "s": "с со",
    "k": "к ко",
    "do": "до",
    "po": "по",
    "na": "на",
    "za": "за",
    "through": "через спустя",
    "every": "every each каждый каждую каждое каждые каждого каждой каждым каждом ev",
    "other": "other alternate",
    "once": "once однажды",
    "twice": "twice дважды",
    "row": "подряд row consecutive consecutively",
    "total": "total всего altogether overall итого",
    "session": "lessons lesson sessions session classes занятий занятия занятие уроков урока сеансов сеанса"
    " тренировок тренировки уколов приемов процедур процедуры",
    "times": "times раз раза",
    "per": "per",
    "before": "before перед prior beforehand",
    "eve": "накануне",
    "eve_word": "eve",
    "after": "after после",
    "ago": "ago назад",
    "past": "past",
    "early": "earlier раньше",
    "late": "later позже позднее",
    "except": "except excluding besides skip skipping кроме исключая пропуская пропустить",
    "word_apart": "apart",
    "exception": "exception exceptions исключение исключением исключения",
    "save": "save minus минус",
    "inclusive": "inclusive inclusively included including включительно",
    "off": "off выходной",
    "absent": "отмена отменяем отменяется отменяются отменен отменена отменено пропуск пропускаем пропускаю пропустим"
    " пропущу пропускается cancelled canceled skipped",
    "without": "without без",
    "fail": "fail",  # "without fail" excepts nothing
    "instead": "instead вместо",
    "next": "next upcoming следующий следующую следующее следующей следующего следующем следующие"
    " следующих следующим след",
    "this": "this coming этот эту это этой этого этом эти этих ближайший ближайшую ближайшее ближайшей ближайшие"
    " ближайших",
    "past_one": "прошлый прошлую прошлое прошлой прошлого прошлом",
    "last": "last последний последнюю последнее последней последнего последним последние последних последнем",
    "all": "all whole entire весь всю все целый",
    "number_of": "числа число числам числах числу",
    "long": "long длится длительность длительностью продолжительность продолжительностью lasts lasting",
    "takes": "займет",
    "ahead_of": "вперед",
    "now": "now настоящего момента",
    "even": "even четным четные четных",
    "odd": "odd нечетным нечетные нечетных",
    "remind": "remind remnd reminder reminders nudge heads alert alerts notify notification alarm ping warn shout buzz",
    "time_word": "time time. времени время",
    "local": "local their местному местное их нашему",
    "clock_word": "clock",
    "noon": "noon midday полдень полудня полудню",
    "midnight": "midnight полночь полуночи полночи",
    "quarter": "quarter четверть четверти",
    "half": "half пол половина половину половине половиной",
    "couple": "couple пара пару пары",
    "few": "few several несколько",
    "birthday": "birthday birthdays anniversary bday рождения годовщина годовщину др именины юбилей",
    "hourly": "hourly ежечасно",
    "daily": "daily ежедневно ежедневный ежедневная ежедневное ежедневные",
    "weekly": "weekly еженедельно еженедельный еженедельная еженедельное еженедельные",
    "biweekly": "biweekly fortnightly",
    "monthly": "monthly ежемесячно ежемесячный ежемесячная ежемесячное",
    "quarterly": "quarterly ежеквартально",
    "yearly": "yearly annually annual ежегодно ежегодный ежегодная ежегодное",
    "workday": "workday workdays weekdays будни будням будний будним будней",
    "work_word": "working business рабочий рабочие рабочим рабочих рабочего будние будних",
    "weekend": "weekend выходные выходных",
    "weekends": "weekends выходным",
    "shift": "shift shifts смена смены график графику",
    "yesterday": "yesterday вчера",
    "nights": "ночам",
    "mornings": "mornings утрам",
    "evenings": "evenings вечерам",
    "measure": "euro euros eur dollar dollars usd bucks pounds percent km kg miles",
    "guest": "people guests человек человека людей гостей",
    "numbered_place": "street avenue floor зале классе кабинете доме квартире аудитории офисе корпусе подъезде школе"
    " палате терминале ряду секторе местах магазинах городах комнате группе",
    "cancel": "cancel delete remove отмени удали убери отменить удалить сотри вычеркни аннулируй отмените отменяй",
}  # fmt: skip

_MORE: Final = {
    "remind": "напомни напомнить напомнит напомнил напомнила напомните напомнишь напоминай напоминание напоминания"
    " напоминанием напоминалка напоминалку напоминалкой напоминалки предупреди предупредить предупредит предупреждение"
    " уведоми уведомить уведомление уведомлением оповести оповещение оповещением алерт алертом будильник будильником"
    " сигнал сигналом пуш пушем знать разбуди пни пикни пингани толкни маякни дзынькни звякни дерни свистни",
    "measure": "рубль рубля рублей руб евро доллар доллара долларов процент процента процентов км кг см метр метра"
    " метров литр литра литров грамм градусов штук",
}  # fmt: skip
_PARTS: Final = {
    "morning": "morning утром утра утро утру",
    "noon": "afternoon днем",
    "evening": "evening вечером вечера вечер вечеру",
    "night": "night ночью ночи ночь",
}
_AHEAD: Final = {
    0: "today сегодня сегодняшнего сегодняшний сегодняшнюю",
    1: "tomorrow tmrw tmr tomorow tommorow tommorrow завтра завтро зафтра завтрашнего завтрашний завтрашнюю",
    2: "послезавтра",
    3: "послепослезавтра",
}
_WEEKDAYS: Final = (
    "monday mon понедельник понедельника понедельнику понедельнике пн пон",
    "tuesday tues tue вторник вторника вторнику вторнике вт",
    "wednesday weds wed среда среду среды среде ср",
    "thursday thurs thur thu четверг четверга четвергу четверге чт",
    "friday fri пятница пятницу пятницы пятнице пт",
    "saturday суббота субботу субботы субботе сб",
    "sunday воскресенье воскресенья воскресенью вс вск",
)
_WEEKDAYS_PLURAL: Final = (
    "mondays понедельникам понедельники", "tuesdays вторникам вторники", "wednesdays средам", "thursdays четвергам",
    "fridays пятницам", "saturdays субботам", "sundays воскресеньям",
)  # fmt: skip
_SEASONS: Final = (
    ("months", "весной", (3, 4, 5)), ("months", "летом", (6, 7, 8)), ("months", "осенью", (9, 10, 11)),
    ("months", "зимой", (12, 1, 2)), ("season", "spring", (3, 4, 5)), ("season", "summer", (6, 7, 8)),
    ("season", "autumn fall", (9, 10, 11)), ("season", "winter", (12, 1, 2)),
)  # fmt: skip
_WEEKDAYS_OF: Final = ("понедельников", "вторников", "сред", "четвергов", "пятниц", "суббот", "воскресений")
_UNSURE_WEEKDAYS: Final = {"sat": 5, "sun": 6}
_MONTHS: Final = (
    "january jan январь января январе январю янв", "february feb февраль февраля феврале февралю фев февр",
    "march mar март марта марте марту мар", "april apr апрель апреля апреле апрелю апр", "may май мая мае маю",
    "june jun июнь июня июне июню июн", "july jul июль июля июле июлю июл",
    "august aug август августа августе августу авг", "september sept sep сентябрь сентября сентябре сентябрю сен сент",
    "october oct октябрь октября октябре октябрю окт", "november nov ноябрь ноября ноябре ноябрю ноя нояб",
    "december dec декабрь декабря декабре декабрю дек",
)  # fmt: skip
_NUMBERS: Final = {
    1.5: "полтора полторы полутора", 2: "two два две двух двум двое двоих", 3: "three три трех трем трое",
    4: "four четыре четырех", 5: "five пять пяти", 6: "six шесть шести", 7: "seven семь семи", 8: "eight восемь восьми",
    9: "nine девять девяти", 10: "ten десять десяти", 11: "eleven одиннадцать одиннадцати",
    12: "twelve двенадцать двенадцати", 13: "thirteen тринадцать", 14: "fourteen четырнадцать",
    15: "fifteen пятнадцать пятнадцати", 16: "sixteen шестнадцать", 17: "seventeen семнадцать",
    18: "eighteen восемнадцать", 19: "nineteen девятнадцать", 20: "twenty двадцать двадцати",
    30: "thirty тридцать тридцати", 40: "forty сорок сорока", 45: "fortyfive", 50: "fifty пятьдесят пятидесяти",
    60: "sixty шестьдесят", 90: "ninety девяносто",
}  # fmt: skip
_ORDINALS: Final = {
    1: "first перв", 3: "third трет", 4: "fourth четверт", 5: "fifth пят", 6: "sixth шест",
    7: "seventh седьм", 8: "eighth восьм", 9: "ninth девят", 10: "tenth десят", 11: "eleventh одиннадцат",
    12: "twelfth двенадцат", 2: "втор",
}  # fmt: skip
_ENDINGS: Final = "ый ой ий ая ое ого ому ую ым ым ом ые ых ыми"
_UNIT_KINDS: Final = {Unit.MONTH: "month_unit"}
_UNITS: Final = {
    Unit.SECOND: "sec secs seconds секунд секунду секунды сек",
    Unit.MINUTE: "minute minutes min mins минута минуту минуты минут мин минуток минутку",
    Unit.HOUR: "h ч hour hours hr hrs час часа часов часик часу",
    Unit.DAY: "day days день дней дн дню сутки суток",
    Unit.WEEK: "week weeks неделя неделю недели недель неделе нед",
    Unit.MONTH: "month months месяц месяца месяцев месяце мес",
    Unit.YEAR: "year years год года году лет годам годами",
}


def _forms(words: str) -> list[str]:
    """The forms of an ordinal: Russian ones have endings."""
    return [words] if words.isascii() else [words + ending for ending in _ENDINGS.split()]


def _entries() -> Iterator[tuple[str, str, object]]:
    """Yield words with their kinds and values."""
    yield from ((words, kind, None) for kind, words in (*_SMALL.items(), *_MORE.items()))
    yield from ((words, "part", Part(part)) for part, words in _PARTS.items())
    yield from ((words, "ahead", days) for days, words in _AHEAD.items())
    yield from ((words, "weekday", number) for number, words in enumerate(_WEEKDAYS))
    yield from ((words, "weekdays", number) for number, words in enumerate(_WEEKDAYS_PLURAL))
    yield from ((words, kind, Numbers(months)) for kind, words, months in _SEASONS)
    yield from ((words, "weekdays_of", number) for number, words in enumerate(_WEEKDAYS_OF))
    yield from ((words, "month", month) for month, words in enumerate(_MONTHS, 1))
    yield from ((words, "number_word", float(number)) for number, words in _NUMBERS.items())
    yield from ((words, _UNIT_KINDS.get(unit, unit.name.lower()), unit) for unit, words in _UNITS.items())
    for ordinal, stems in _ORDINALS.items():
        for form in (form for stem in stems.split() for form in _forms(stem)):
            yield form, "ordinal_of" if form.endswith("ого") else "ordinal_word", ordinal


WORDS: Final[dict[str, tuple[str, object]]] = {
    **{word: (kind, value) for words, kind, value in _entries() for word in words.split()},
    **{word: ("unsure_weekday", number) for word, number in _UNSURE_WEEKDAYS.items()},
    **dict.fromkeys(("третий", "третья", "третье", "третью", "третьим", "третьей"), ("ordinal_word", 3)),
    **dict.fromkeys(("one", "один", "одну", "одного", "одной"), ("one", 1.0)),
    **dict.fromkeys(("полчаса", "получаса", "полчасика"), ("half_hour", None)),
    "третьего": ("ordinal_of", 3),
    "tonight": ("tonight", None),
    "second": ("second", None),
    "дня": ("dnya", None),
    "дням": ("days_dative", None),
    "часам": ("hours_dative", None),
    "полдня": ("half_day", None),
    "weekday": ("weekday_word", None),
    "fortnight": ("fortnight", None),
    "полгода": ("half_year", None),
}
"""Kind and value of each word, in the form of `plain`."""
