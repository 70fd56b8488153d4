"""Every result has a sentence in three languages."""

import pytest

from eduklaster.signatures.results import Code, Container
from eduklaster.signatures.sentences import container_words, sentence

FACTS = {"algorithm": "ДСТУ 4145-2002", "most": 50 * 1024 * 1024, "size": 1, "count": 1, "what": "bomb"}


@pytest.mark.parametrize("language", ["uk", "ru", "en"])
@pytest.mark.parametrize("code", list(Code))
def test_every_code_is_a_sentence(code: Code, language: str):
    words = sentence(code, FACTS, language)

    assert words.endswith(".")
    assert "{" not in words


@pytest.mark.parametrize("language", ["uk", "ru", "en"])
@pytest.mark.parametrize(
    "what", ["parts", "duplicate", "name", "encrypted", "bomb", "mimetype", "signatures", "doctype"]
)
def test_every_reason_of_refusal_has_words(what: str, language: str):
    words = sentence(Code.UNSAFE, {"what": what}, language)

    assert len(words) > len(sentence(Code.UNSAFE, {"reason": ""}, language)) + 5


@pytest.mark.parametrize("language", ["uk", "ru", "en"])
def test_every_container_has_its_own_name(language: str):
    assert len({container_words(container, language) for container in Container}) == len(Container)


def test_facts_stand_in_the_sentence():
    assert "ДСТУ 4145-2002" in sentence(Code.ALGORITHM_UNKNOWN, FACTS, "uk")
    assert sentence(Code.TOO_LARGE, FACTS, "ru") == "Файл слишком велик: принимается до 50 МБ."
    assert sentence(Code.UNSAFE, FACTS, "en") == "The container was refused: unpacked it is too large."
