"""By which gender a name is declined, read from patronymic or given name."""

from __future__ import annotations

import re

import shevchenko

from .dictionaries import is_known, parses_of
from .forms import Gender, check_language

# Both languages at once: a person of one state may be entered with the spelling of the other.
_MASCULINE = re.compile(r"(?:ович|йович|евич|ьович|(?:лл|ьм|ук|ом|ав|авв|нник)[иі]ч|ілліч|ильич|оглу|оглы|огли)$")
_FEMININE = re.compile(r"(?:[оеєії]вна|ична|[їі]вна|кизи|кызы|гызы)$")
# One name for men and for women, or a pet name of both.
_SHARED = frozenset(
    ["саша", "женя", "валя", "паша", "слава", "шура", "микола-марія", "нур", "мирослава-марія", "тоня", "ніколя"]
)


def gender_of(given_name: str, patronymic: str, language: str) -> Gender | None:
    """Return the gender that patronymic or given name shows without doubt, otherwise None.

    The surname is not asked: a woman may be Кравець and a man Лоза.

    Raises:
        ValueError: The language has no cases here.
    """
    check_language(language)
    patronymic = patronymic.strip().lower()
    if _MASCULINE.search(patronymic):
        return Gender.MASCULINE
    if _FEMININE.search(patronymic):
        return Gender.FEMININE
    given = given_name.strip().lower().replace("’", "'").replace("ʼ", "'")
    if not given or given in _SHARED or given.endswith("."):
        return None
    readings = parses_of(given, language) if is_known(given, language) else []
    named = [p.tag for p in readings if "Name" in p.tag.grammemes and p.tag.case in (None, "nomn")]
    genders = {tag.gender for tag in named if tag.number != "plur"} & {"masc", "femn"}
    found = {Gender.MASCULINE if gender == "masc" else Gender.FEMININE for gender in genders}
    if language == "uk" and (guess := shevchenko.detect_gender(given_name=given)):
        found.add(Gender(guess))
    return found.pop() if len(found) == 1 else None
