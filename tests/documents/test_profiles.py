"""Which standard governs a day, and what it misses."""

from __future__ import annotations

from datetime import date

from eduklaster.documents.content import Block, Content, Signature
from eduklaster.documents.profiles import profile_for, profiles, words


def content(**more: object) -> Content:
    """Return a whole order."""
    values: dict[str, object] = {
        "kind": "act", "variant": "order", "language": "uk", "profile": "ua-dstu-4163-2020", "name": "НАКАЗ",
        "on": "2026-03-02", "number": "5", "organisation": "Кластер", "place": "м. Ніде", "heading": "Про склад",
        "body": [Block("paragraph", "1.")], "signatures": [Signature("Ректор", "Олена ГАЙОВА")], **more,
    }  # fmt: skip
    return Content(**values)  # type: ignore[arg-type]


def test_a_russian_document_follows_the_standard_of_its_day() -> None:
    assert profile_for("RU", date(2025, 8, 17)).key == "ru-gost-7.0.97-2016"
    assert profile_for("RU", date(2025, 8, 18)).key == "ru-gost-7.0.97-2025"
    assert profile_for("UA", date(2026, 1, 1)).key == "ua-dstu-4163-2020"
    assert profile_for("UA", date(2010, 1, 1)).key == "ua-dstu-4163-2020"


def test_missing_requisites_are_told_with_their_codes_in_the_order_of_the_standard() -> None:
    profile = profiles()["ua-dstu-4163-2020"]

    assert profile.missing_in(content()) == []
    missing = profile.missing_in(content(number="", heading="  ", signatures=[Signature("Ректор")]))

    assert [one.code for one in missing] == ["12", "19", "23"]


def test_words_of_documents_exist_in_all_three_languages() -> None:
    assert words("uk").keys() == words("ru").keys() == words("en").keys()
    for language in ("uk", "ru"):
        for key, text in words(language).items():
            assert text.count("%s") == words("en")[key].count("%s"), key


def test_every_standard_names_what_it_requires() -> None:
    for profile in profiles().values():
        for keys in profile.required.values():
            assert set(keys) <= profile.requisites.keys()
