"""The flower of members."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduklaster.ui.emblem import KINDS, MAX_PETALS, emblem, flower, pattern_closes, shape_cycle

names = st.text(min_size=1, max_size=60)
members = st.lists(st.sampled_from(KINDS), min_size=1, max_size=MAX_PETALS)


@given(names, members, st.integers(0, 5))
def test_the_same_name_and_members_give_the_same_flower(name: str, kinds: list[str], missing: int) -> None:
    assert emblem(name, kinds, missing) == emblem(name, list(kinds), missing)


@given(names, members)
def test_shapes_and_colours_close_around_the_flower(name: str, kinds: list[str]) -> None:
    petals = flower(name, kinds).petals
    assert pattern_closes([petal.kind for petal in petals])
    assert pattern_closes([petal.color for petal in petals])


@given(names, members, st.integers(0, 20))
def test_each_member_is_a_petal_and_each_waiting_seat_is_dotted(name: str, kinds: list[str], missing: int) -> None:
    petals = flower(name, kinds, missing).petals
    assert sum(not petal.is_missing for petal in petals) == len(kinds)
    assert len(petals) <= MAX_PETALS
    assert emblem(name, kinds, missing).count("stroke-dasharray") == sum(petal.is_missing for petal in petals)


@given(names, members, st.integers(0, 4))
def test_the_drawing_is_sound_svg_without_inline_style(name: str, kinds: list[str], missing: int) -> None:
    drawing = emblem(name, kinds, missing, label='<"&')
    ET.fromstring(drawing)  # noqa: S314  # our own drawing
    assert "style=" not in drawing
    assert "nan" not in drawing


@given(names, st.sampled_from(KINDS))
def test_four_petals_stand_on_the_diagonal_and_have_sepals(name: str, kind: str) -> None:
    four = flower(name, [kind] * 4)
    assert four.has_sepals
    assert all(petal.angle % 90 == 45 for petal in four.petals)


@given(names, st.sampled_from(KINDS))
def test_eight_petals_never_draw_a_cross(name: str, kind: str) -> None:
    eight = flower(name, [kind] * 8).petals
    assert {petal.length for petal in eight} == {94.0}
    assert 4 not in Counter(petal.color for petal in eight).values()


@pytest.mark.parametrize(
    ("kinds", "run"),
    [
        (["leaf", "drop"] * 3, ("leaf", "drop")),
        (["leaf"] * 3 + ["dot"] * 6, ("dot", "dot", "leaf")),
        (["leaf"] * 4 + ["drop"] * 3, ("leaf",)),
        (["house"], ("house",)),
        ([], ("leaf",)),
        (["unheard of"] * 2, ("dot",)),
    ],
)
def test_a_run_of_shapes_repeats_with_the_right_shares(kinds: list[str], run: tuple[str, ...]) -> None:
    assert shape_cycle(kinds) == run


def test_names_of_different_clusters_give_different_flowers() -> None:
    drawings = {emblem(name, ["leaf"] * 12) for name in ("А", "Б", "В", "Г", "Ґ", "Д")}
    assert len(drawings) > 1


@pytest.mark.parametrize(("count", "tips"), [(1, 4), (2, 4)])
def test_one_or_two_members_stand_among_tips_as_a_whole_flower(count: int, tips: int) -> None:
    assert emblem("Смоленск", ["leaf"] * count).count('class="es"') == tips
