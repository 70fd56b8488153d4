"""Gold tables of names and posts, and how many of their forms are met."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from eduklaster.language.forms import Case, Form, Gender
from eduklaster.language.names import decline_name
from eduklaster.language.posts import decline_post

_GENDERS = {"m": Gender.MASCULINE, "f": Gender.FEMININE}


@dataclass(frozen=True)
class Try:
    asked: str
    case: Case
    expected: str
    form: Form

    @property
    def is_hit(self) -> bool:
        return self.form.text == self.expected


def _rows(kind: str, language: str) -> Iterator[list[str]]:
    lines = (Path(__file__).parent / "gold" / f"{kind}.{language}.txt").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if not line.startswith("#"):
            yield line.split(" | ")


def name_tries(language: str) -> list[Try]:
    tries = []
    for mark, nominative, *forms in _rows("names", language):
        surname, given_name, patronymic = [*nominative.split(), ""][:3]
        for case, expected in zip(list(Case)[1:], forms, strict=False):
            made = decline_name(surname, given_name, patronymic, gender=_GENDERS[mark], case=case, language=language)
            tries.append(Try(nominative, case, expected, Form(made.full, made.is_sure)))
    return tries


def post_tries(language: str) -> list[Try]:
    return [
        Try(nominative, case, expected, decline_post(nominative, case, language))
        for nominative, *forms in _rows("posts", language)
        for case, expected in zip(list(Case)[1:], forms, strict=False)
    ]
