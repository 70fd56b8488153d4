"""The five charters of the example clusters, read once for all invariants."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from eduklaster.charter.loader import Loaded, load_path
from eduklaster.charter.matters import Chain, chain_of, matters_in
from eduklaster.charter.schema import Charter

CHARTERS = Path(__file__).parents[2] / "charters"
CODES = ("synergy", "kalininsky", "zheleznogorsk", "krasnogorsky", "smolensk")


@cache
def loaded(code: str) -> Loaded:
    return load_path(CHARTERS / code)


def charter(code: str) -> Charter:
    return loaded(code).charter


@cache
def chains_in(code: str) -> tuple[Chain, ...]:
    return tuple(chain_of(charter(code), matter) for matter in matters_in(charter(code)))


EVERY_CHAIN = [(code, chain.id) for code in CODES for chain in chains_in(code)]
