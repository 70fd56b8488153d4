"""Bad files get messages with file, line and the right names; one broken file per mistake stands in `bad/`."""

from pathlib import Path

import pytest

from eduklaster.charter.loader import CharterError, load_path, load_text

from .build import FIXTURES, SMALL

BAD = sorted(FIXTURES.with_name("bad").glob("*.yaml"))


@pytest.mark.parametrize("file", BAD, ids=lambda file: file.stem)
def test_a_mistake_is_named_with_file_and_line(file: Path):
    text = file.read_text(encoding="utf-8")
    words = text.splitlines()[0].removeprefix("# words: ")

    with pytest.raises(CharterError) as caught:
        load_path(file)

    fitting = [problem for problem in caught.value.problems if words in problem.message]
    assert fitting, f"expected «{words}», got:\n{caught.value}"
    assert fitting[0].file == str(file)
    assert fitting[0].line > 0 or file.stem == "empty"
    assert str(fitting[0]).startswith(f"{file}:{fitting[0].line}: ")


def test_the_line_is_the_line_of_the_mistake():
    text = (FIXTURES.with_name("bad") / "wrong_choice.yaml").read_text(encoding="utf-8")
    line = next(n for n, row in enumerate(text.splitlines(), 1) if "value: loud" in row)

    with pytest.raises(CharterError) as caught:
        load_text(text, "charter.yaml")

    assert [(p.file, p.line) for p in caught.value.problems] == [("charter.yaml", line)]


def test_a_good_charter_knows_where_its_parts_stand():
    loaded = load_path(SMALL)

    file, line = loaded.line_of("organs", "council")
    assert Path(file).read_text(encoding="utf-8").splitlines()[line - 1].strip().startswith("clause:")
    assert loaded.line_of("organs", "council", "nothing") == (file, line)


def test_clauses_may_stand_in_a_file_of_their_own(tmp_path):
    text = (SMALL / "charter.yaml").read_text(encoding="utf-8")
    head, _, rest = text.partition("\nclauses:\n")
    clauses, _, tail = rest.partition("\norgans:")
    (tmp_path / "charter.yaml").write_text(f"{head}\norgans:{tail}", encoding="utf-8")
    (tmp_path / "clauses.yaml").write_text(clauses, encoding="utf-8")

    assert load_path(tmp_path).charter == load_path(SMALL).charter
    (tmp_path / "charter.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(CharterError, match="stands both in"):
        load_path(tmp_path)


def test_a_missing_huge_or_foreign_file_is_refused(tmp_path):
    with pytest.raises(CharterError, match="there is no such file"):
        load_path(tmp_path / "charter.yaml")
    (tmp_path / "huge.yaml").write_text("a" * 4_000_001, encoding="utf-8")
    with pytest.raises(CharterError, match="larger than 4 MB"):
        load_path(tmp_path / "huge.yaml")
    (tmp_path / "foreign.yaml").write_bytes("schema: 1 # статут".encode("cp1251"))
    with pytest.raises(CharterError, match="not UTF-8"):
        load_path(tmp_path / "foreign.yaml")
    with pytest.raises(CharterError, match="too large or too deep"):
        load_text("[" * 60 + "]" * 60)


def test_an_alias_bomb_is_cut_short():
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]

    with pytest.raises(CharterError, match="too large or too deep"):
        load_text("\n".join(rows))
