"""The published list of slips and its check: pure Python, so that anybody can run it without the platform.

A list is JSON: `{"format": "eduklaster-slips-1", "question", "slips": [{"tracker", "said", "class"}], "counts", "root"}`.
Slips stand in the order of trackers. The root is that of a Merkle tree as in RFC 9162, section 2.1: a leaf is
SHA-256(0x00 ‖ line), a node SHA-256(0x01 ‖ left ‖ right), and the line of a slip is its tracker, what it says and its
class, separated by tabs.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FORMAT = "eduklaster-slips-1"


def line_of(tracker: str, said: str, seat_class: str = "") -> str:
    """Return the line of a slip that is hashed."""
    return f"{tracker}\t{said}\t{seat_class}"


def _leaf(line: str) -> bytes:
    return hashlib.sha256(b"\x00" + line.encode()).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _half(count: int) -> int:
    """Return the largest power of two below a number."""
    return 1 << (count - 1).bit_length() - 1


def _root(leaves: Sequence[bytes]) -> bytes:
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = _half(len(leaves))
    return _node(_root(leaves[:half]), _root(leaves[half:]))


def root_of(lines: Sequence[str]) -> str:
    """Return the root over lines in the order of trackers, as hexadecimal digits."""
    return _root([_leaf(line) for line in sorted(lines)]).hex()


def path_of(lines: Sequence[str], line: str) -> list[tuple[str, str]]:
    """Return how a line leads to the root: pairs of side (`left`, `right`) and digest, from the leaf upwards.

    Raises:
        ValueError: The line is not in the list.
    """
    ordered = sorted(lines)
    place = ordered.index(line)
    leaves = [_leaf(one) for one in ordered]

    def climb(part: Sequence[bytes], at: int) -> list[tuple[str, str]]:
        if len(part) == 1:
            return []
        half = _half(len(part))
        if at < half:
            return [*climb(part[:half], at), ("right", _root(part[half:]).hex())]
        return [*climb(part[half:], at - half), ("left", _root(part[:half]).hex())]

    return climb(leaves, place)


def leads_to(root: str, line: str, path: Sequence[tuple[str, str]]) -> bool:
    """Say whether a path leads from a line to the root."""
    digest = _leaf(line)
    for side, other in path:
        digest = _node(digest, bytes.fromhex(other)) if side == "right" else _node(bytes.fromhex(other), digest)
    return digest.hex() == root


def counts_of(slips: Sequence[Mapping[str, str]]) -> dict[str, int]:
    """Return how many slips say each thing; a slip with several candidates counts for each."""
    found = Counter(answer for slip in slips for answer in slip["said"].split(","))
    return dict(sorted(found.items()))


@dataclass(frozen=True, slots=True)
class Check:
    """What a check of a published list found; `faults` is empty when everything agrees."""

    slips: int
    counts: dict[str, int]
    root: str
    faults: tuple[str, ...]
    receipt: str = ""

    @property
    def is_sound(self) -> bool:
        """Whether everything agrees."""
        return not self.faults


def check(published: Mapping[str, Any], tracker: str = "") -> Check:
    """Recount a published list, recompute its root, and look for a receipt in it.

    `faults` are words for programs: `format`, `twice:<tracker>`, `counts`, `root`, `receipt`.
    """
    slips = list(published.get("slips", []))
    lines = [line_of(slip["tracker"], slip["said"], slip.get("class", "")) for slip in slips]
    faults = [] if published.get("format") == FORMAT else ["format"]
    faults += [f"twice:{one}" for one, times in Counter(slip["tracker"] for slip in slips).items() if times > 1]
    counts, root = counts_of(slips), root_of(lines)
    if counts != published.get("counts"):
        faults.append("counts")
    if root != published.get("root"):
        faults.append("root")
    found = ""
    if tracker:
        found = next((slip["said"] for slip in slips if slip["tracker"] == tracker.strip().upper()), "")
        if not found:
            faults.append("receipt")
    return Check(len(slips), counts, root, tuple(faults), found)
