"""The documented defaults."""

import pytest

from eduklaster.charter.keys import BY_CODE, KEYS, key_spec
from eduklaster.charter.matters import default_matters


def test_codes_are_unique_and_without_gaps():
    numbers = {code.rstrip("abcdefgh") for code in BY_CODE}  # «D-38a» stands beside D-38, which it refines
    assert len(BY_CODE) == len(KEYS)
    assert numbers == {f"D-{number:02d}" for number in range(1, len(numbers) + 1)}
    assert all(code.rstrip("abcdefgh") in BY_CODE for code in BY_CODE)


@pytest.mark.parametrize("key", KEYS)
def test_every_default_fits_its_own_type_and_speaks_three_languages(key):
    spec = KEYS[key]

    assert spec.parse(spec.default) == spec.default
    assert all([spec.title.uk, spec.title.ru, spec.title.en, spec.why.uk, spec.why.ru, spec.why.en])


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("voting.threshold", 0.667, "a decimal loses the rule"),
        ("voting.threshold", "two thirds", "«two thirds» is no threshold"),
        ("voting.threshold", "more than 3/2", "between 0 and 1"),
        ("voting.threshold", 5, "is a threshold such as"),
        ("voting.base", "everyone", "is one of present, voting"),
        ("voting.correspondence", True, "Quote yes and no"),
        ("voting.meetings", -1, "a whole number"),
        ("voting.meetings", True, "a whole number"),
        ("voting.advance", "yes", "is true or false"),
        ("voting.classes", "schools", "is a list of words"),
        ("notice.ordinary", "soon", "is no period"),
        ("notice.ordinary", 5, "is a period such as"),
        ("report.due_day", "30-02", "a day of the year"),
        ("report.due_day", 3, "quoted"),
        ("leaving.window", "06-30", "a list of days"),
        ("quorum.classes", ["schools"], "names classes"),
        ("quorum.leave_out", "vacant", "is a list of"),
        ("quorum.majority_class", 1, "is a word"),
    ],
)
def test_a_wrong_value_is_refused_in_words(key, value, words):
    with pytest.raises(ValueError, match=words):
        key_spec(key).parse(value)


def test_an_unknown_key_names_near_ones():
    with pytest.raises(KeyError, match=r"Near: quorum\.threshold"):
        key_spec("quorum.treshold")


def test_every_default_chain_exists():
    chains = {spec.raw_default for spec in KEYS.values() if spec.type == "chain"}

    assert chains <= set(default_matters())
