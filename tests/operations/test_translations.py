"""The check of translations: it finds what is missing, empty, fuzzy or spoilt."""

from __future__ import annotations

import shutil
from pathlib import Path

import polib
import pytest

from eduklaster.operations import translations


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("locale")
    translations.messages_collect(folder)
    for language in translations.LANGUAGES:
        path = folder / language / "LC_MESSAGES" / "django.po"
        catalogue = polib.pofile(str(path), wrapwidth=0)
        for entry in catalogue:
            if entry.msgid_plural:
                entry.msgstr_plural = dict.fromkeys(range(3), entry.msgid_plural)
            else:
                entry.msgstr = entry.msgid
        catalogue.save()
    return folder


@pytest.fixture
def whole(collected: Path, tmp_path: Path) -> Path:
    """A folder of catalogues with nothing missing."""
    return Path(shutil.copytree(collected, tmp_path / "locale"))


def change(folder: Path, language: str, what: str) -> str:
    """Spoil one message and return its id."""
    path = folder / language / "LC_MESSAGES" / "django.po"
    catalogue = polib.pofile(str(path), wrapwidth=0)
    singular = next(entry for entry in catalogue if not entry.msgid_plural)
    plural = next(entry for entry in catalogue if entry.msgid_plural)
    named = next(entry for entry in catalogue if "python-format" in entry.flags and not entry.msgid_plural)
    spoilt = {"plural": plural, "placeholder": named}.get(what, singular)
    if what == "missing":
        catalogue.remove(singular)
    elif what == "empty":
        singular.msgstr = ""
    elif what == "fuzzy":
        singular.flags.append("fuzzy")
    elif what == "plural":
        plural.msgstr_plural[2] = ""
    else:
        named.msgstr = "%(somebody_else)s"
    catalogue.save()
    return spoilt.msgid


def test_a_whole_catalogue_has_no_faults(whole: Path) -> None:
    assert list(translations.messages_faults(whole)) == []


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("missing", "not in the catalogue"),
        ("empty", "not translated"),
        ("fuzzy", "fuzzy"),
        ("plural", "fewer than 3 plural forms"),
        ("placeholder", "format"),
    ],
)
def test_a_fault_is_named_with_its_language(whole: Path, what: str, words: str) -> None:
    change(whole, "ru", what)

    faults = list(translations.messages_faults(whole))

    assert faults
    assert all(fault.startswith("ru: ") for fault in faults)
    assert any(words in fault for fault in faults)


def test_compiling_renews_only_what_is_older(whole: Path) -> None:
    translations.messages_compile(whole)
    compiled = whole / "uk" / "LC_MESSAGES" / "django.mo"
    before = compiled.stat().st_mtime_ns

    translations.messages_compile(whole)

    assert compiled.stat().st_mtime_ns == before
    assert len(list(whole.rglob("*.mo"))) == 2
