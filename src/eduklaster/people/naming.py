"""Search keys: one name in its Ukrainian, Russian and careless spellings gives one key, in plain Latin letters.

A key is what trigrams compare. It is written in Latin letters because PostgreSQL sees no letters in Cyrillic text under
the locale «C», and because a Latin spelling of a Cyrillic name then fits as well.
"""

from __future__ import annotations

import re
import unicodedata

_LOOK_ALIKES = str.maketrans("abcehikmoptxy", "авсенікмортху")
_APOSTROPHES = re.compile(r"['’ʼ`´‘′ʹ\u0301\u00ad\u200b-\u200f\ufeff]")
_WORD = re.compile(r"[^\W_]+")
_NUMBER_SIGN = re.compile(r"(?:№|#|\b(?:no|n)\.?)\s*(?=\d)", re.IGNORECASE)
_STEPS = re.compile(r"\b[iіi1]+\s*[-–—]\s*[iіi123]+\s*(?:ст\b\.?|ступен\w*|ступ\w*)", re.IGNORECASE)

_LETTERS = {
    **dict(zip("абвгґдзклмнопрстуфхц", "abvggdzklmnoprstufhc", strict=True)),
    **dict.fromkeys("еёєэ", "e"),
    **dict.fromkeys("иіїйы", "i"),
    **dict.fromkeys("ьъ", ""),
    "ж": "zh", "ч": "ch", "ш": "sh", "щ": "sch", "ю": "iu", "я": "ia", "ў": "u",
}  # fmt: skip
_LATIN = (("kh", "h"), ("ts", "c"), ("shch", "sch"), ("yu", "iu"), ("ya", "ia"), ("ye", "e"), ("y", "i"), ("w", "v"))

_LEGAL_FORMS = frozenset(
    [
        "тов",
        "тзов",
        "тдв",
        "пп",
        "фоп",
        "ат",
        "прат",
        "пат",
        "кз",
        "кзо",
        "кнз",
        "кнп",
        "кп",
        "дп",
        "дз",
        "до",
        "знз",
        "зпо",
        "двнз",
        "внз",
        "го",
        "гс",
        "бф",
        "ооо",
        "зао",
        "оао",
        "пао",
        "ао",
        "нао",
        "ип",
        "чп",
        "гуп",
        "муп",
        "ано",
        "нко",
        "фгбоу",
        "фгаоу",
        "фгбу",
        "гбоу",
        "гбпоу",
        "гбу",
        "гку",
        "гапоу",
        "гоу",
        "гбуз",
        "обпоу",
        "огбпоу",
        "огапоу",
        "огбоу",
        "огбу",
        "согбпоу",
        "согбоу",
        "согбу",
        "смогбпоу",
        "краевое",
        "кгбпоу",
        "кгбоу",
        "кгбу",
        "кгапоу",
        "кгкп",
        "мбоу",
        "мкоу",
        "маоу",
        "моу",
        "мбдоу",
        "мкдоу",
        "мадоу",
        "мдоу",
        "мбу",
        "мку",
        "мау",
        "мбудо",
        "мбу",
        "мбоудо",
        "во",
        "впо",
        "спо",
        "до",
        "дод",
        "доу",
        "дпо",
        "ltd",
        "llc",
    ]
)
_FORM_STEMS = (
    "товариств", "обществ", "обмежен", "ограничен", "відповідальн", "ответственност", "акціонерн", "акционерн",
    "приватн", "частн", "комунальн", "муніципальн", "муниципальн", "бюджетн", "казенн", "казённ", "автономн",
    "державн", "государствен", "федеральн", "крайов", "краев", "заклад", "учрежден", "установ", "організац", "организац",
    "некомерц", "некоммерч", "підприємств", "предприят",
)  # fmt: skip
_DROPPED_STEMS = (
    "загальноосвітн", "общеобразовательн", "середн", "средн", "освіт", "образован", "образовательн", "навчальн", "учебн",
    "ступен", "повн",
)  # fmt: skip
_SAME_WORDS = {
    **dict.fromkeys(
        ("сош", "зош", "сзш", "сзош", "зсо", "ззсо", "сш", "оош", "зш", "школы", "школи", "школу", "school"), "школа"
    ),
    **dict.fromkeys(("днз", "здо", "дс", "садок", "сад", "садочок", "ясла"), "садок"),
    **dict.fromkeys(("нвк", "нво"), "комплекс"),
    **dict.fromkeys(("пту", "птз"), "училище"),
    **dict.fromkeys(("інст", "инст"), "институт"),
    **dict.fromkeys(("універ", "university"), "университет"),
    **dict.fromkeys(("обл", "обласний", "областной", "область", "області", "области"), "обл"),
    **dict.fromkeys(("міський", "городской", "міста", "города", "місто", "город", "м", "г"), ""),
    **dict.fromkeys(("району", "района", "район", "рн", "районний", "районный"), "район"),
    **dict.fromkeys(("ім", "им", "імені", "имени"), "им"),
    **dict.fromkeys(("та", "і", "и", "й", "and", "of", "the", "з", "с", "із"), ""),
}
_SAME_STEMS = (
    ("професійн", "проф"), ("профессиональн", "проф"), ("профтех", "проф"), ("college", "коледж"), ("lyceum", "лицей"),
    ("gymnasium", "гимназия"), ("institute", "институт"), ("дитяч", "детс"), ("детск", "детс"), ("прое", "прое"),
    ("розвит", "развит"), ("позашкільн", "внешкольн"), ("спортивн", "спорт"), ("технічн", "техн"), ("техническ", "техн"),
    ("педагогічн", "педагог"), ("педагогическ", "педагог"), ("медичн", "мед"), ("медицинск", "мед"),
)  # fmt: skip
_GIVEN_NAMES = {
    "олена": "елена", "олександр": "александр", "олександра": "александра", "олексій": "алексей", "олексей": "алексей",
    "микола": "николай", "володимир": "владимир", "дмитро": "дмитрий", "ганна": "анна", "наталія": "наталья",
    "сергій": "сергей", "андрій": "андрей", "юрій": "юрий", "євген": "евгений", "григорій": "григорий", "павло": "павел",
    "петро": "петр", "михайло": "михаил", "василь": "василий", "ігор": "игорь", "олег": "олег", "катерина": "екатерина",
    "тетяна": "татьяна", "світлана": "светлана", "ірина": "ирина", "оксана": "ксения", "людмила": "людмила",
    "любов": "любовь", "надія": "надежда", "віра": "вера", "галина": "галина", "валентина": "валентина", "ілля": "илья",
    "анатолій": "анатолий", "віталій": "виталий", "максим": "максим", "марина": "марина", "лідія": "лидия",
    "федір": "федор", "степан": "степан", "антоніна": "антонина", "олімпіада": "олимпиада", "данило": "даниил",
}  # fmt: skip
_PATRONYMICS = {
    "миколаївна": "николаевна", "миколайович": "николаевич", "олексіївна": "алексеевна", "олексійович": "алексеевич",
    "володимирівна": "владимировна", "володимирович": "владимирович", "олександрівна": "александровна",
    "олександрович": "александрович", "михайлівна": "михайловна", "петрівна": "петровна", "іванівна": "ивановна",
    "григорівна": "григорьевна", "григорович": "григорьевич", "васильович": "васильевич", "юрійович": "юрьевич",
}  # fmt: skip


def _is_cyrillic(text: str) -> bool:
    return any("\u0400" <= char <= "\u04ff" for char in text)


def _words(text: str) -> list[str]:
    text = unicodedata.normalize("NFKC", _NUMBER_SIGN.sub(" ", text)).casefold()
    text = _APOSTROPHES.sub("", unicodedata.normalize("NFC", text))
    whole_is_cyrillic = _is_cyrillic(text)
    words = []
    for match in _WORD.finditer(text):
        for word in re.findall(r"\d+|[^\W\d_]+", match.group()):
            if _is_cyrillic(word) or (
                whole_is_cyrillic
                and len(word) > 1
                and set(word) <= set("abcehikmoptxy")
                and not set(word) <= set("ixc")
            ):
                word = word.translate(_LOOK_ALIKES)
            words.append(word.lstrip("0") or "0" if word.isdigit() else word)
    return words


def _latin(word: str) -> str:
    if _is_cyrillic(word):
        plain = "".join(_LETTERS.get(char, char) for char in word)
    else:
        plain = "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))
        for long, short in _LATIN:
            plain = plain.replace(long, short)
    return re.sub(r"([^\W\d_])\1+", r"\1", plain)  # doubled letters differ between the languages; digits do not


def plain_key(text: str) -> str:
    """Return a text in lower-case Latin letters and digits: languages and look-alikes evened out, single spaces."""
    return " ".join(filter(None, map(_latin, _words(text))))


def name_key(name: str) -> str:
    """Return the key of one name of an organisation: without legal form, quotes and the words that every school has."""
    words = _words(_STEPS.sub(" ", name))
    kept = []
    for word in words:
        if word in _LEGAL_FORMS or word.startswith(_FORM_STEMS) or word.startswith(_DROPPED_STEMS):
            continue
        kept.append(next((short for stem, short in _SAME_STEMS if word.startswith(stem)), _SAME_WORDS.get(word, word)))
    key = " ".join(filter(None, map(_latin, filter(None, kept))))
    return key or plain_key(name)


def organisation_key(official_name: str, short_name: str = "") -> str:
    """Return the column `Organisation.search_key`: the keys of both names, parted by a bar."""
    keys = dict.fromkeys(filter(None, (name_key(official_name), name_key(short_name) if short_name else "")))
    return " | ".join(keys)[:1500]


def person_key(surname: str, given_name: str = "", patronymic: str = "") -> str:
    """Return the column `Person.search_key`; Ukrainian and Russian forms of common names give one key."""
    words = [*_words(surname), *(_GIVEN_NAMES.get(word, word) for word in _words(given_name))]
    words += [_PATRONYMICS.get(word, word) for word in _words(patronymic)]
    return " ".join(filter(None, map(_latin, words)))[:720]


def person_query_key(text: str) -> str:
    """Return the key of what somebody typed to find a person: every word is treated as any part of a name."""
    words = (_PATRONYMICS.get(word, _GIVEN_NAMES.get(word, word)) for word in _words(text))
    return " ".join(filter(None, map(_latin, words)))


def numbers_in(key: str) -> frozenset[str]:
    """Return the numbers of a key: schools with different numbers are never one school."""
    return frozenset(re.findall(r"\d+", key))
