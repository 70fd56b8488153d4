"""Names of persons in their cases.

Two sources are asked: a library of rules (shevchenko for Ukrainian, petrovich for Russian) and the dictionary. Where both
agree, the form is sure. Where they differ, the dictionary's form is given as unsure. Where only the rules know the name,
the form is sure unless the ending is one that rules are known to mistake: a vowel that may fall out or change
(Волчок, Корінь), a stress that decides (Грушей, Ткачом), a possessive surname (Лесів).
"""

from __future__ import annotations

import re
from functools import cache

import shevchenko
from pymorphy3.analyzer import Parse
from pytrovich.enums import Case as RuCase
from pytrovich.enums import Gender as RuGender
from pytrovich.enums import NamePart
from pytrovich.maker import PetrovichDeclinationMaker

from .dictionaries import is_known, parses_of
from .forms import Case, Form, Gender, NameForm, check_language, like
from .genders import gender_of

_APOSTROPHES = re.compile("[’ʼ`´‘]")
_PARTICLES = frozenset(
    [
        "аль",
        "ан",
        "ван",
        "вон",
        "да",
        "де",
        "дель",
        "ди",
        "дос",
        "дю",
        "ель",
        "ибн",
        "ібн",
        "ла",
        "ле",
        "оглы",
        "огли",
        "оглу",
        "кызы",
        "кизи",
        "гызы",
        "фон",
        "бей",
        "бек",
    ]
)
_PARTS = ("surname", "given_name", "patronymic")
_PROPER = {"surname": "Surn", "given_name": "Name", "patronymic": "Patr"}
_UK_PARTS = {"surname": "family_name", "given_name": "given_name", "patronymic": "patronymic_name"}
_RU_PARTS = {"surname": NamePart.LASTNAME, "given_name": NamePart.FIRSTNAME, "patronymic": NamePart.MIDDLENAME}
_UK_CASES = {case: case.value for case in Case} | {Case.INSTRUMENTAL: "ablative"}
_RU_CASES = {
    Case.NOMINATIVE: RuCase.NOMINATIVE, Case.GENITIVE: RuCase.GENITIVE, Case.DATIVE: RuCase.DATIVE,
    Case.ACCUSATIVE: RuCase.ACCUSATIVE, Case.INSTRUMENTAL: RuCase.INSTRUMENTAL, Case.LOCATIVE: RuCase.PREPOSITIONAL,
    Case.VOCATIVE: RuCase.NOMINATIVE,
}  # fmt: skip
TAGS = {
    Case.NOMINATIVE: "nomn", Case.GENITIVE: "gent", Case.DATIVE: "datv", Case.ACCUSATIVE: "accs",
    Case.INSTRUMENTAL: "ablt", Case.LOCATIVE: "loct", Case.VOCATIVE: "voct",
}  # fmt: skip

_CONSONANT_END = re.compile(r"[бвгґджзйклмнпрстфхцчшщьъ]$")
_OPEN_END = re.compile(r"[аяa]$")
_FIXED_END = re.compile(r"[еєиіїоуюэыё]$")
_PLURAL_END = re.compile(r"[иіы]х$")
# Endings at which the rules alone are not to be trusted.
_DOUBTFUL = {
    ("uk", Gender.MASCULINE): re.compile(
        r"(?:і[бвгґджзклмнпрстфхцчшщ]+ь?|ок|[еє]к|[еє]нь|[еє]ць?|[еє]л|[аяи]р|ой|[уоаеє]а)$"
    ),
    ("uk", Gender.FEMININE): re.compile(r"(?:[тнлдр]а|[уоаеє]а)$"),
    ("ru", Gender.MASCULINE): re.compile(
        r"(?:[её]ц|[оеё]к|[еоё]нь|[еёо]ль?|[оеё]р?ь|яц|ей|ой|[лбрмд]ий|[уоаеи]а|[её]в?с|^лев)$"
    ),
    ("ru", Gender.FEMININE): re.compile(r"[уоаеи]а$"),
}
_SURE_ENDS = {
    "uk": re.compile(r"(?:[сцз]ька|(?:[оеє]|ьо)ва)$"),
    "ru": re.compile(r"(?:[оеё]ва|[иы]на|[сц]кая|ая)$"),
}
_NAMES = frozenset(_PROPER.values())
_CLOSED_I = re.compile(r"і[^аеєиіїоуюя]+$")
_LONG_ETS = re.compile(r"[аеєиіїоуюя].*ець$")
_STRESS_DECIDES = re.compile(r"(?:[жшщц]|[^и]ч|[жшчщц]а)$")


def _syllables(word: str) -> int:
    return len(re.findall("[аеєиіїоуюяыэё]", word))


@cache
def _petrovich() -> PetrovichDeclinationMaker:
    return PetrovichDeclinationMaker()


def _by_rules(part: str, word: str, gender: Gender, case: Case, language: str) -> str:
    if language == "uk":
        found: dict[str, str] = shevchenko.in_case(_UK_CASES[case], gender=gender.value, **{_UK_PARTS[part]: word})
        return found[_UK_PARTS[part]]
    gender_ru = RuGender.MALE if gender is Gender.MASCULINE else RuGender.FEMALE
    return _petrovich().make(_RU_PARTS[part], gender_ru, _RU_CASES[case], word)


def case_of(reading: Parse) -> str:
    """Return the case of a form; the Ukrainian dictionary leaves it out in the first form of some nouns."""
    return reading.tag.case or "nomn"


def _suits(reading: Parse, part: str, gender: Gender) -> bool:
    """Whether a nominative of the dictionary can be this part of the name of such a person."""
    tag = reading.tag
    if case_of(reading) != "nomn" or tag.number == "plur":
        return False
    if str(tag.POS) not in ("NOUN", "ADJF"):
        return False
    wanted = "masc" if gender is Gender.MASCULINE else "femn"
    same = tag.gender == wanted or "ms-f" in tag.grammemes
    if part != "surname" or any(name in tag.grammemes for name in _PROPER.values()):
        return _PROPER[part] in tag.grammemes and same
    return same or (str(tag.POS) == "NOUN" and bool(_OPEN_END.search(reading.word)))


def _in_dictionary(part: str, word: str, gender: Gender, case: Case, language: str) -> list[str]:
    """Return the forms that the dictionary has, those of surnames and living beings first; empty if it has not the word."""
    if not is_known(word, language):
        return []
    readings = [p for p in parses_of(word, language) if _suits(p, part, gender)]
    proper = [p for p in readings if _PROPER[part] in p.tag.grammemes]
    readings = proper or sorted(readings, key=lambda p: ("anim" not in p.tag.grammemes, "Fixd" in p.tag.grammemes))
    forms = []
    for reading in readings:
        for form in reading.lexeme:
            tag = form.tag
            same_kind = tag.POS == reading.tag.POS and tag.number != "plur" and tag.gender == reading.tag.gender
            dead = str(tag.POS) == "ADJF" and "inan" in tag.grammemes
            wanted = TAGS[case]
            if case is Case.ACCUSATIVE and "inan" in tag.grammemes and tag.gender == "masc":
                wanted = "gent"  # a thing that is somebody's name is alive: «Волчка», not «волчок»
            if same_kind and not dead and case_of(form) == wanted and form.word not in forms:
                forms.append(form.word)
    return forms


def _is_like_noun(word: str, made: str, case: Case) -> bool:
    """Whether a Ukrainian surname that is also a common noun declines like it; true for one that is none."""
    nouns = [
        p
        for p in parses_of(word, "uk")
        if str(p.tag.POS) == "NOUN" and p.word == p.normal_form and not _NAMES & p.tag.grammemes
    ]
    if not nouns or not is_known(word, "uk"):
        return True
    stems = {
        form.word[:-1]
        for noun in nouns
        for form in noun.lexeme
        if case_of(form) == "gent" and form.tag.number != "plur"
    }
    return any(made.lower().startswith(stem) for stem in stems)


def _is_trusted(part: str, word: str, made: str, gender: Gender, case: Case, language: str) -> bool:
    """Whether the form of a word that only the rules know can be printed unseen."""
    if _PLURAL_END.search(word) or (_FIXED_END.search(word) and not word.endswith("о")):
        return made == word
    if word.endswith("о"):
        return made == word if language == "ru" else bool(re.search(r"[кл]о$", word))
    if part == "patronymic":
        return gender_of("", word, language) is gender
    if part == "surname" and _SURE_ENDS[language].search(word):
        return True
    if case is Case.INSTRUMENTAL and language == "ru" and _STRESS_DECIDES.search(word):
        return False
    if gender is Gender.FEMININE and part == "given_name" and not _OPEN_END.search(word):
        return False
    if _syllables(word) < 2 and language == "uk" and re.search(r"[оеєі][^аеєиіїоуюя]+$", word):
        return False
    return not _DOUBTFUL[language, gender].search(word)


def _word(part: str, word: str, made: str, gender: Gender, case: Case, language: str) -> Form:
    """Weigh what the rules made of one word against the dictionary."""
    plain = word.lower()
    if gender is Gender.FEMININE and part == "surname" and not _OPEN_END.search(plain):
        return Form(word, True)  # women's surnames that do not end in -а or -я have one form
    known = _in_dictionary(part, plain, gender, case, language)
    folded = {form.replace("ё", "е") for form in known}
    if made.lower().replace("ё", "е") in folded:
        moved = case not in (Case.ACCUSATIVE, Case.VOCATIVE)
        is_soft = part == "given_name" and gender is Gender.FEMININE and plain.endswith("ь")
        if part == "surname" and language == "uk" and _CLOSED_I.search(plain) and not _is_like_noun(plain, made, case):
            return Form(made, False)  # Ведмідь: the family may say Ведмідя or, like the animal, Ведмедя
        return Form(
            made, not (is_soft and moved and made == word)
        )  # Айгуль stands still for some and declines for others
    if part == "surname" and language == "uk" and _LONG_ETS.search(plain):
        return Form(made, True)  # the dictionary keeps a vowel here that speakers drop
    is_fixed = known == [plain]
    if is_fixed and (part == "given_name" or (language == "ru" and _OPEN_END.search(plain))):
        return Form(made, False)
    if known:
        form = known[0] if "ё" in plain else known[0].replace("ё", "е")
        return Form(like(word, form), part != "surname")
    return Form(made, _is_trusted(part, plain, made.lower(), gender, case, language))


def _one(part: str, name: str, gender: Gender, case: Case, language: str) -> Form:
    """Decline one word of a name, part by part where it is hyphenated."""
    if name.endswith(".") or not re.search("[а-яґєіїё]", name, re.IGNORECASE):
        return Form(name, name.endswith("."))
    made = _by_rules(part, name, gender, case, language)
    words, forms = name.split("-"), made.split("-")
    if len(words) != len(forms):
        return Form(made, False)
    if len(words) == 1:
        return _word(part, name, made, gender, case, language)
    weighed = [_word(part, word, form, gender, case, language) for word, form in zip(words, forms, strict=True)]
    # A short first half may stand still (Драй-Хмара, Бонч-Бруєвич): the family decides, no rule does.
    is_open = part == "surname" and gender is Gender.MASCULINE and _syllables(words[0].lower()) < 2
    return Form("-".join(w.text for w in weighed), all(w.is_sure for w in weighed) and not is_open)


def _part(part: str, name: str, gender: Gender, case: Case, language: str) -> Form:
    sign = next(iter(_APOSTROPHES.findall(name)), "'")
    words = _APOSTROPHES.sub("'", name).split()
    forms = [
        Form(word, True) if len(words) > 1 and word.lower() in _PARTICLES else _one(part, word, gender, case, language)
        for word in words
    ]
    return Form(" ".join(f.text for f in forms).replace("'", sign), all(f.is_sure for f in forms))


def decline_name(
    surname: str, given_name: str, patronymic: str, *, gender: Gender | None, case: Case, language: str
) -> NameForm:
    """Return a person's name in a case. Without a gender it is read from patronymic or given name.

    A name whose gender nothing shows is returned as it stands, unsure. Initials stay as they are.

    Raises:
        ValueError: The language has no cases here.
    """
    check_language(language)
    parts = dict(zip(_PARTS, (surname.strip(), given_name.strip(), patronymic.strip()), strict=True))
    if case is Case.NOMINATIVE or (case is Case.VOCATIVE and language == "ru"):
        return NameForm(**parts, is_sure=True)
    gender = gender or gender_of(given_name, patronymic, language)
    if gender is None:
        return NameForm(**parts, is_sure=False)
    forms = {part: _part(part, name, gender, case, language) for part, name in parts.items()}
    return NameForm(**{part: form.text for part, form in forms.items()}, is_sure=all(f.is_sure for f in forms.values()))
