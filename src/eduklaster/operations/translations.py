"""Catalogues of translations: collect, compile, and prove that none is missing.

English is the language of the message ids: its catalogue holds only what we say in place of a library (`config.library_words`).
Ukrainian and Russian must have every message.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import polib

from eduklaster.config.env import ROOT
from eduklaster.operations.errors import OperatorError
from eduklaster.operations.stamps import messages_stale

LANGUAGES = ("uk", "ru")
LOCALE = ROOT / "locale"
SLAVIC_PLURALS = (
    "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"
)
"""One, few, many: numbers of things are whole, so Django's fourth form for fractions is not asked of translators."""


def messages_compile(folder: Path = LOCALE) -> None:
    """Compile every catalogue that has changed."""
    for source in messages_stale(folder):
        compiled = source.with_suffix(".mo")
        draft = compiled.with_name(f"{compiled.name}.{os.getpid()}")
        polib.pofile(str(source)).save_as_mofile(str(draft))
        draft.replace(compiled)


def messages_collect(target: Path = LOCALE, languages: tuple[str, ...] = LANGUAGES) -> None:
    """Write the messages used in the code into the catalogues of a folder; needs the gettext tools."""
    if not shutil.which("xgettext"):
        raise OperatorError("The gettext tools are missing.", "Install them with `apt-get install gettext`.")
    described, known = _described(), {}
    for language in languages:
        path = target / language / "LC_MESSAGES" / "django.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        known[language] = _translated(path)
    program = (
        "import sys, django\n"
        "from django.conf import settings\n"
        "settings.configure(LOCALE_PATHS=[sys.argv[1]], USE_I18N=True)\n"
        "django.setup()\n"
        "from django.core.management import call_command\n"
        "call_command('makemessages', locale=sys.argv[2:], verbosity=0, no_obsolete=True, no_wrap=True,"
        " add_location='file', extensions=['html', 'txt', 'py'])\n"
    )
    command = [sys.executable, "-c", program, str(target), *languages]
    done = subprocess.run(command, cwd=ROOT / "src", capture_output=True, text=True)
    if done.returncode != 0:
        raise OperatorError(f"The messages could not be collected: {done.stderr.strip().splitlines()[-1]}")
    for language in languages:
        path = target / language / "LC_MESSAGES" / "django.po"
        _describe(path, described, known[language])
        _tidy(path, language)


@cache
def _described() -> dict[str, list[str]]:
    """Return what the API says of itself, by its context: these messages stand in docstrings, where no tool looks."""
    program = (
        "import django, json\n"
        "django.setup()\n"
        "from eduklaster.api.views.docs import description\n"
        "from eduklaster.api.words import CONTEXT, texts\n"
        "print(json.dumps({CONTEXT: texts(description())}))\n"
    )
    own = {"DJANGO_SETTINGS_MODULE": "eduklaster.config.settings", "EDUKLASTER_MODE": "test"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=os.environ | own, capture_output=True, text=True
    )
    if done.returncode != 0:
        raise OperatorError(f"The API could not be described: {done.stderr.strip().splitlines()[-1]}")
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


def _translated(path: Path) -> dict[tuple[str | None, str], str]:
    return {(one.msgctxt, one.msgid): one.msgstr for one in polib.pofile(str(path))} if path.exists() else {}


def _describe(path: Path, described: Mapping[str, list[str]], known: Mapping[tuple[str | None, str], str]) -> None:
    """Add the messages of the API to a catalogue, with the translations that it had."""
    catalogue = polib.pofile(str(path), wrapwidth=0)
    for context, messages in described.items():
        for message in messages:
            text = known.get((context, message), "")
            place = [("eduklaster/api", "")]
            catalogue.append(polib.POEntry(msgctxt=context, msgid=message, msgstr=text, occurrences=place))
    catalogue.save()


def _tidy(path: Path, language: str) -> None:
    """Keep a catalogue free of what changes without reason: dates, names, wrapping; and give it three plural forms."""
    catalogue = polib.pofile(str(path), wrapwidth=0)
    catalogue.header = f"eduklaster, {language}"
    catalogue.metadata_is_fuzzy = []
    catalogue.metadata = {
        "Project-Id-Version": "eduklaster",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": SLAVIC_PLURALS if language in LANGUAGES else "nplurals=2; plural=(n != 1);",
    }
    for entry in catalogue:
        if language in LANGUAGES and entry.msgid_plural:
            entry.msgstr_plural = {form: entry.msgstr_plural.get(form, "") for form in range(3)}
    catalogue.save()


def messages_faults(folder: Path = LOCALE) -> Iterator[str]:
    """Yield a line for each message of the code that a catalogue lacks, leaves empty or fuzzy, or spoils."""
    with tempfile.TemporaryDirectory(prefix="eduklaster-messages-") as name:
        messages_collect(Path(name), ("en",))
        used = polib.pofile(str(Path(name) / "en" / "LC_MESSAGES" / "django.po"))
    for language in LANGUAGES:
        path = folder / language / "LC_MESSAGES" / "django.po"
        if not path.exists():
            yield f"{language}: the catalogue {path} is missing."
            continue
        catalogue = polib.pofile(str(path))
        known = {(entry.msgctxt, entry.msgid): entry for entry in catalogue if not entry.obsolete}
        forms = _plural_count(catalogue)
        for message in used:
            entry = known.get((message.msgctxt, message.msgid))
            fault = _fault(entry, message, forms)
            if fault:
                place = message.occurrences[0][0] if message.occurrences else "?"
                yield f"{language}: {fault}: {message.msgid!r} ({place})"
        checked = subprocess.run(
            ["msgfmt", "--check-format", "--output-file=/dev/null", str(path)], capture_output=True, text=True
        )
        if checked.returncode != 0:
            yield from (f"{language}: {line}" for line in checked.stderr.strip().splitlines())


def _fault(entry: polib.POEntry | None, message: polib.POEntry, forms: int) -> str:
    if entry is None:
        return "not in the catalogue"
    if entry.fuzzy:
        return "fuzzy"
    if message.msgid_plural:
        if len([text for text in entry.msgstr_plural.values() if text.strip()]) < forms:
            return f"fewer than {forms} plural forms"
    elif not entry.msgstr.strip():
        return "not translated"
    return ""


def _plural_count(catalogue: polib.POFile) -> int:
    rule = catalogue.metadata.get("Plural-Forms", "nplurals=3")
    return int(rule.split("nplurals=", 1)[1].split(";", 1)[0])


def main(arguments: list[str]) -> int:
    """Check the catalogues, renew them with `--write`, or compile them with `--compile`; return the exit code."""
    if "--write" in arguments:
        messages_collect()
        return 0
    if "--compile" in arguments:
        messages_compile()
        return 0
    faults = list(messages_faults())
    for line in faults:
        print(line)  # noqa: T201 - a command-line tool
    print(f"Translations: {len(faults)} faults." if faults else "Translations: complete.")  # noqa: T201
    return 1 if faults else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except OperatorError as error:
        error.show()
        sys.exit(error.exit_code)
