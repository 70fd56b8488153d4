"""Posts in their cases: «заступник директора ліцею» becomes «заступникові директора ліцею».

The head and the adjectives before it decline; what follows the head stays. Two posts joined by a comma, a dash or «та»
decline both. «В. о. директора» stays whole. For the dative of living beings Ukrainian posts take -ові, -еві, so that the
endings alternate with those of the name that follows (Правопис 2019, § 87: «заступникові Шевченку»).
"""

from __future__ import annotations

import re
from functools import lru_cache

from pymorphy3.analyzer import Parse

from .dictionaries import is_known, parses_of
from .forms import Case, Form, check_language, like
from .names import TAGS, case_of

_JOINT = re.compile(r"(\s*,\s*|\s+[-–—/]\s+|\s*/\s*|\s+(?:та|і|й|и)\s+)", re.IGNORECASE)
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|„[^“”]*[“”]|\"[^\"]*\"|\([^)]*\)")
_ACTING = re.compile(
    r"^(?:т\.?\s*)?[виі]\.?\s*о\.?(?=\s|$)|^врио(?=\s)|^в\.?р\.?и\.?о\.?(?=\s)|^тво(?=\s)", re.IGNORECASE
)
_HELD = re.compile(r"\ue000(\d+)\ue001")
_NOT_DECLINED_FIRST = frozenset(
    [
        "віце",
        "вице",
        "екс",
        "экс",
        "прес",
        "пресс",
        "бізнес",
        "бизнес",
        "шеф",
        "веб",
        "медіа",
        "медиа",
        "обер",
        "унтер",
        "it",
        "hr",
        "pr",
        "смм",
    ]
)
_DECLINED_FIRST = frozenset(["член"])
_PROPER = frozenset({"Surn", "Name", "Patr"})
_ANIMATE_ENDS = ("ові", "еві", "єві")


def _is_modifier(reading: Parse) -> bool:
    return str(reading.tag.POS) in ("ADJF", "PRTF") and case_of(reading) == "nomn" and reading.tag.number != "plur"


def _is_head(reading: Parse) -> bool:
    tag = reading.tag
    return str(tag.POS) == "NOUN" and case_of(reading) == "nomn" and tag.number != "plur"


def _is_plural(reading: Parse) -> bool:
    return str(reading.tag.POS) == "NOUN" and case_of(reading) == "nomn" and reading.tag.number == "plur"


@lru_cache(maxsize=4096)
def _readings(word: str, language: str) -> tuple[Parse, ...]:
    plain = re.sub("[’ʼ`´‘]", "'", word.lower())
    found = [p for p in parses_of(plain, language) if not _PROPER & p.tag.grammemes]
    return tuple(sorted(found, key=lambda p: "anim" not in p.tag.grammemes))


def _form(reading: Parse, case: Case, *, animate: bool, plural: bool) -> str | None:
    """Return the form of the same word in a case; among several the one that documents prefer."""
    tag = reading.tag
    forms = [
        form
        for form in reading.lexeme
        if form.tag.POS == tag.POS
        and ("Supr" in form.tag.grammemes) == ("Supr" in tag.grammemes)
        and case_of(form) == TAGS[case]
        and (form.tag.number == "plur") == plural
        and (plural or form.tag.gender == tag.gender)
        and (form.tag.POS != "PRTF" or (form.tag.voice, form.tag.tense) == (tag.voice, tag.tense))
        and not (
            case is Case.ACCUSATIVE and ("inan" if animate else "anim") in form.tag.grammemes and str(tag.POS) != "NOUN"
        )
    ]
    if not forms:
        return None
    words: list[str] = [form.word for form in forms]
    if str(tag.POS) == "NOUN":
        if animate and tag.gender == "masc":
            ends = ("ому", *_ANIMATE_ENDS) if case is Case.LOCATIVE else _ANIMATE_ENDS
            return next((word for word in words if word.endswith(ends)), words[0])
        return words[0]
    # Adjectives: «педагогічному» before «педагогічнім»; of two accusatives the one for living beings comes first.
    return words[-1] if case is Case.LOCATIVE or (case is Case.ACCUSATIVE and not animate) else words[0]


def _declined(word: str, reading: Parse, case: Case, *, animate: bool, plural: bool, language: str) -> Form:
    sign = next(iter(re.findall("[’ʼ`´‘]", word)), "'")
    made = _form(reading, case, animate=animate, plural=plural)
    if made is None:
        # Russian has no vocative of most words, and adjectives of a vocative read as the nominative.
        return Form(word, case is Case.VOCATIVE)
    if "ё" not in word.lower():
        made = made.replace("ё", "е")
    return Form(like(word, made).replace("'", sign), is_known(re.sub("[’ʼ`´‘]", "'", word.lower()), language))


def _hyphenated(word: str, case: Case, language: str) -> Form | None:
    """Decline a joined post: both halves of «учитель-методист», the last one of «веб-дизайнер» or «науково-методичний»."""
    *first, last = word.split("-")
    end = _head_word(last, case, language)
    if end is None:
        return None
    halves = []
    for half in first:
        form = None if half.lower() in _NOT_DECLINED_FIRST else _noun(half, case, language)
        halves.append(form or Form(half, half.lower() in _NOT_DECLINED_FIRST or half.isascii() or half.endswith("о")))
    return Form("-".join([*(h.text for h in halves), end.text]), end.is_sure and all(h.is_sure for h in halves))


def _both_halves(word: str) -> bool:
    """Whether a joined word that the dictionary knows with a stiff first half declines both: «члена-корреспондента»."""
    return word.lower().partition("-")[0] in _DECLINED_FIRST


def _noun(word: str, case: Case, language: str) -> Form | None:
    reading = next((p for p in _readings(word, language) if _is_head(p)), None)
    if reading is None or not is_known(word.lower(), language):
        return None
    return _declined(word, reading, case, animate="anim" in reading.tag.grammemes, plural=False, language=language)


def _head_word(word: str, case: Case, language: str) -> Form | None:
    found = _noun(word, case, language)
    if found:
        return found
    reading = next((p for p in _readings(word, language) if _is_modifier(p)), None)
    return _declined(word, reading, case, animate=True, plural=False, language=language) if reading else None


def _agreeing(word: str, gender: str | None, language: str) -> Parse | None:
    readings = (p for p in _readings(word, language) if _is_modifier(p))
    return next((p for p in readings if gender is None or p.tag.gender == gender), None)


def _find_head(words: list[str], language: str) -> tuple[int, Parse, bool] | None:
    """Return where the head stands, how it is read and whether it is plural; the words before it modify it."""
    genders: set[str] = set()
    for index, word in enumerate(words):
        nouns = [p for p in _readings(word, language) if _is_head(p)]
        fitting = [p for p in nouns if not genders or p.tag.gender in genders or "ms-f" in p.tag.grammemes]
        as_modifier = {str(p.tag.gender) for p in _readings(word, language) if _is_modifier(p)}
        goes_on = index + 1 < len(words) and _find_next(words[index + 1], as_modifier, language)
        if as_modifier and goes_on:
            genders = (genders & as_modifier) if genders else as_modifier
            continue
        if fitting:
            return index, fitting[0], False
        if as_modifier:
            reading = next(p for p in _readings(word, language) if _is_modifier(p))
            return index, reading, False
        plural = next((p for p in _readings(word, language) if _is_plural(p)), None)
        return (index, plural, True) if plural is not None and not genders else None
    return None


def _find_next(word: str, genders: set[str], language: str) -> bool:
    """Whether the next word is a noun, or one more adjective, that these adjectives agree with."""
    readings = [p for p in _readings(word.rpartition("-")[2], language) if _is_head(p) or _is_modifier(p)]
    return any(str(p.tag.gender) in genders or "ms-f" in p.tag.grammemes for p in readings)


def _segment(text: str, case: Case, language: str) -> Form | None:
    """Decline one post; None where no head is found."""
    words = text.split(" ")
    if "-" in words[0] and not is_known(words[0].lower(), language):
        head = _hyphenated(words[0], case, language)
        if head is not None and not (len(words) > 1 and _find_next(words[1], _genders(words[0], language), language)):
            return Form(" ".join([head.text, *words[1:]]), head.is_sure)
    found = _find_head([w.rpartition("-")[2] for w in words], language)
    if found is None:
        return None
    index, reading, plural = found
    animate = "anim" in reading.tag.grammemes or str(reading.tag.POS) != "NOUN"
    forms = []
    for word in words[:index]:
        prefix, hyphen, last = word.rpartition("-")
        modifier = _agreeing(last, reading.tag.gender, language)
        if modifier is None:
            return None
        form = _declined(last, modifier, case, animate=animate, plural=False, language=language)
        forms.append(Form(prefix + hyphen + form.text, form.is_sure))
    if "-" in words[index] and (_both_halves(words[index]) or not is_known(words[index].lower(), language)):
        joined = _hyphenated(words[index], case, language)
        if joined is None:
            return None
        forms.append(joined)
    else:
        whole = next((p for p in _readings(words[index], language) if _same_kind(p, reading)), reading)
        forms.append(_declined(words[index], whole, case, animate=animate, plural=plural, language=language))
    return Form(" ".join([*(f.text for f in forms), *words[index + 1 :]]), all(f.is_sure for f in forms))


def _genders(word: str, language: str) -> set[str]:
    return {str(p.tag.gender) for p in _readings(word.rpartition("-")[2], language) if _is_modifier(p)}


def _same_kind(one: Parse, other: Parse) -> bool:
    return (one.tag.POS, case_of(one), one.tag.gender, one.tag.number) == (
        other.tag.POS, case_of(other), other.tag.gender, other.tag.number,
    )  # fmt: skip


def _starts_a_post(text: str, language: str) -> bool:
    """Whether what follows a comma or «та» is a second post, not the rest of the first one's tail."""
    words = text.split(" ")
    found = _find_head([w.rpartition("-")[2] for w in words], language) if words[0] else None
    if found is None:
        return False
    index, reading, plural = found
    return not plural and ("anim" in reading.tag.grammemes or (index == 0 and str(reading.tag.POS) == "PRTF"))


def decline_post(text: str, case: Case, language: str) -> Form:
    """Return a post in a case. A post whose head is not found is returned as it stands, unsure.

    Raises:
        ValueError: The language has no cases here.
    """
    check_language(language)
    text = " ".join(text.split())
    if case is Case.NOMINATIVE or not text or (case is Case.VOCATIVE and language == "ru"):
        return Form(text, True)
    if _ACTING.match(text) or text.split(" ")[0].endswith("."):
        return Form(text, True)  # an abbreviated head has one form: «зам. директора»
    held: list[str] = []

    def hold(match: re.Match[str]) -> str:
        held.append(match[0])
        return f"\ue000{len(held) - 1}\ue001"

    pieces = _JOINT.split(_QUOTED.sub(hold, text))
    first = _segment(pieces[0], case, language)
    if first is None:
        return Form(text, False)
    parts, is_sure = [first.text], first.is_sure
    for joint, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        second = _segment(piece, case, language) if _starts_a_post(piece, language) else None
        parts += [joint, second.text if second else piece]
        is_sure = is_sure and (second is None or second.is_sure)
    return Form(_HELD.sub(lambda match: held[int(match[1])], "".join(parts)), is_sure)
