"""Places of a text from version to version."""

from eduklaster.charter.places import followed, moves, place_changes
from eduklaster.charter.schema import Charter, Clause

from .build import rulebook

LONG = "Учасник має право отримувати повну інформацію про діяльність кластера та його органів щокварталу."


def text(**words: str) -> dict[str, str]:
    return {name.replace("_", "."): value for name, value in words.items()}


def version(*places: tuple[str, str | None]) -> Charter:
    clauses = [
        Clause(id=name, number=f"{name}.", was=was, gist={"uk": name, "ru": name, "en": name}) for name, was in places
    ]
    return rulebook().charter.model_copy(update={"clauses": clauses})


def test_words_that_stand_elsewhere_have_moved_there():
    before = text(_1="Назва.", _2=LONG, _3="Кінець.")
    after = text(_1="Назва.", _2="Новий пункт про волонтерів.", _3=LONG.replace("щокварталу", "щороку"), _4="Кінець.")
    assert moves(before, after) == {".3": ".2", ".4": ".3"}


def test_a_place_that_keeps_its_words_keeps_its_citation():
    before = text(a="Один.", b="Один.")
    assert moves(before, before) == {}


def test_a_citation_follows_its_place_through_several_versions():
    first = version(("3.3", None), ("3.4", None))
    second = version(("3.3", None), ("3.5", "3.4"))
    third = version(
        ("3.3", "3.5"),
    )
    assert followed("3.4", [first, second]) == "3.5"
    assert followed("3.4", [first, second, third]) == "3.3"
    assert followed("3.3", [first, second]) == "3.3"
    assert followed("3.3", [first, second, third]) is None, "its number now belongs to other words"


def test_changes_are_told_in_the_order_of_the_new_text():
    old, new = version(("1", None), ("2", None), ("3", None)), version(("1", None), ("4", "2"), ("5", None))
    rows = place_changes(old, new, {"1": "а", "2": "б", "3": "в"}, {"1": "а!", "4": "б", "5": "ґ"})
    assert [(row.before, row.after, row.change) for row in rows] == [
        ("1", "1", "changed"), ("2", "4", "moved"), ("3", None, "gone"), (None, "5", "new"),
    ]  # fmt: skip
