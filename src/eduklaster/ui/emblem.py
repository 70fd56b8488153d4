"""The flower of members: a cluster's emblem, computed from its name and the kinds of its founding members.

A petal is a founding or key member; its shape is the kind of the member; the order of colours, the rhythm of
lengths and the core come from SHA-256 of the name. A pattern must close around the flower, otherwise all
petals take one shape with one accent. Petals are symmetric, cores are a ring or spokes, small flowers get
sepals and stand on a diagonal, so four and five petals read as a blossom and never as a cross or a star.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

MAX_PETALS = 16
KINDS = ("leaf", "drop", "dot", "house", "tooth")
"""leaf: education · drop: project · dot: person or unit · house: school · tooth: employer."""

_PALETTES = (
    ("ea", "eb"),
    ("ea", "ec", "eb"),
    ("eb", "ec"),
    ("ea", "eb", "ec"),
    ("ec", "ea"),
    ("eb", "ea", "ec"),
)


@dataclass(frozen=True, slots=True)
class Petal:
    """One petal of a flower: what it looks like and where it stands."""

    kind: str
    color: str
    angle: float
    """Degrees, clockwise from the right."""
    length: float
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class Flower:
    """Everything that is drawn; comparable, so a test can ask whether the pattern closes."""

    petals: tuple[Petal, ...]
    has_ring: bool
    has_sepals: bool
    inner_radius: float
    petal_width: float

    @property
    def has_accent(self) -> bool:
        """Whether one petal differs from all the others."""
        return len(self.petals) > 2 and 1 in Counter(p.color for p in self.petals if not p.is_missing).values()


def _digest(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest(), "big")


def shape_cycle(kinds: Sequence[str]) -> tuple[str, ...]:
    """The shortest run of shapes that repeats around the flower with the right shares, or one shape.

    Six leaves and three drops give («leaf», «leaf», «drop») three times; four leaves and three drops share no
    divisor, so the more frequent shape is taken alone.
    """
    counts = Counter(kind if kind in KINDS else "dot" for kind in kinds)
    if not counts:
        return ("leaf",)
    order = sorted(counts, key=lambda kind: (-counts[kind], KINDS.index(kind)))
    times = math.gcd(*counts.values())
    length = len(kinds) // times
    if len(counts) == 1 or times < 2 or length > 4:
        return (order[0],)
    return tuple(kind for kind in order for _ in range(counts[kind] // times))


def _color_cycle(digest: int, count: int, shapes: int) -> tuple[str, ...]:
    """A run of colours that closes; where none does, an empty run: one colour and an accent."""
    start = (digest >> 8) % len(_PALETTES)
    for step in range(len(_PALETTES)):
        palette = _PALETTES[(start + step) % len(_PALETTES)]
        period = math.lcm(len(palette), shapes)
        if count // len(palette) == 4 and count < 12:
            continue  # four petals of one colour among eight would draw a cross
        if count % len(palette) == 0 and count % period == 0:
            return palette
    return ()


def flower(name: str, kinds: Sequence[str], missing: int = 0) -> Flower:
    """Compute the flower of a name and its members.

    :param kinds: kind of each founding or key member, one of :data:`KINDS`; at most sixteen petals are drawn.
    :param missing: seats that wait for their act: dotted petals after the others.
    """
    seated = [kind if kind in KINDS else "dot" for kind in kinds][:MAX_PETALS]
    missing = max(0, min(missing, MAX_PETALS - len(seated)))
    total = max(len(seated) + missing, 1)
    digest = _digest(name)
    shapes = shape_cycle(seated)
    colors = _color_cycle(digest, len(seated), len(shapes)) if seated else ()
    palette = _PALETTES[(digest >> 8) % len(_PALETTES)]
    # Four petals stand on the diagonal: upright they would read as a cross.
    turn = -45.0 if total == 4 else -90.0
    crowded = total >= 9
    rhythm = (digest >> 5) % 3 if total % 2 == 0 and total >= 6 and not missing else 0
    if total == 8:
        rhythm = 0  # four long petals among eight would draw a cross
    petals = []
    for index in range(total):
        is_missing = index >= len(seated)
        accent = palette[1] if index == 0 else palette[0]
        color = colors[index % len(colors)] if colors else accent
        kind = shapes[index % len(shapes)]
        length = 94.0 - (index % 2) * rhythm * 7 * (kind != "tooth")
        petals.append(Petal(kind, color, turn + 360.0 * index / total, length, is_missing))
    return Flower(
        petals=tuple(petals),
        has_ring=total < 6 or total == 8 or total % 2 == 1 or bool((digest >> 16) % 3 == 0),
        has_sepals=total <= 5,
        inner_radius=40.0 if crowded else 24.0,
        petal_width=min({1: 34, 2: 34, 3: 40, 4: 40, 5: 35}.get(total, 30), math.sin(math.pi / max(total, 2)) * 66),
    )


def _n(value: float) -> str:
    text = f"{value:.1f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _outline(kind: str, r0: float, r1: float, w: float) -> str:
    """Path of a petal that lies along the x axis from r0 to r1."""
    if kind == "leaf":
        a, b = r0 + (r1 - r0) * 0.28, r0 + (r1 - r0) * 0.72
        t = w * 0.1
        return (
            f"M{_n(r0)} 0C{_n(a)} {_n(-w)} {_n(b)} {_n(-w)} {_n(r1)} {_n(-t)}Q{_n(r1 + 3)} 0 {_n(r1)} {_n(t)}"
            f"C{_n(b)} {_n(w)} {_n(a)} {_n(w)} {_n(r0)} 0Z"
        )
    if kind == "drop":
        radius = min(w * 0.78, (r1 - r0) / 2 - 0.5)
        center = r1 - radius
        ratio = radius / (center - r0)
        x, y = center - radius * ratio, radius * math.sqrt(max(0.0, 1 - ratio * ratio))
        return f"M{_n(r0)} 0L{_n(x)} {_n(-y)}A{_n(radius)} {_n(radius)} 0 1 1 {_n(x)} {_n(y)}Z"
    if kind == "house":
        h = w * 0.5
        return f"M{_n(r0 + 4)} {_n(-h)}H{_n(r1 - h)}A{_n(h)} {_n(h)} 0 0 1 {_n(r1 - h)} {_n(h)}H{_n(r0 + 4)}Z"
    # tooth: a soft trapezium
    i, m, k, o = w * 0.62, w * 0.8, w * 0.84, w * 0.98
    return (
        f"M{_n(r0 + 14)} {_n(-i)}Q{_n(r0 + 14)} {_n(-m)} {_n(r0 + 22)} {_n(-k)}L{_n(r1 - 14)} {_n(-o)}"
        f"Q{_n(r1 - 4)} {_n(-o)} {_n(r1 - 3)} {_n(-w * 0.7)}V{_n(w * 0.7)}"
        f"Q{_n(r1 - 4)} {_n(o)} {_n(r1 - 14)} {_n(o)}"
        f"L{_n(r0 + 22)} {_n(k)}Q{_n(r0 + 14)} {_n(m)} {_n(r0 + 14)} {_n(i)}Z"
    )


def _draw_petal(petal: Petal, r0: float, width: float) -> SafeString:
    r1 = petal.length
    if petal.is_missing:
        r0, css = (
            r0 + 10,
            SafeString('class="eo em" stroke-width="3" stroke-linecap="round" stroke-dasharray="0.1 6"'),
        )
    else:
        css = format_html('class="{}"', petal.color)
    if petal.kind == "dot":
        radius = min(width * 0.72, (r1 - r0) * 0.36)
        center = r1 - radius
        return format_html(
            '<g transform="rotate({})"><path class="eo" stroke-width="5" stroke-linecap="round" '
            'd="M{} 0H{}"/>'
            '<circle {} cx="{}" r="{}"/></g>',
            _n(petal.angle),
            _n(r0),
            _n(center - radius),
            css,
            _n(center),
            _n(radius),
        )
    return format_html(
        '<path {} transform="rotate({})" d="{}"/>', css, _n(petal.angle), _outline(petal.kind, r0, r1, width)
    )


def _core(plant: Flower) -> SafeString:
    """Ring or spokes with a bead between every two petals; never a star."""
    count = len(plant.petals)
    if count < 3:
        return SafeString('<circle class="eh" r="17"/><circle class="ek" r="12"/>')
    crowded = count >= 9
    radius = 42.0 if crowded else 33.0
    offset = 180.0 / count
    points = [
        (radius * math.cos(math.radians(p.angle + offset)), radius * math.sin(math.radians(p.angle + offset)))
        for p in plant.petals
    ]
    if plant.has_ring:
        lines = format_html('<circle class="eo" stroke-width="3.5" r="{}"/>', _n(radius))
    else:
        d = "".join(f"M0 0L{_n(x)} {_n(y)}" for x, y in points)
        lines = format_html('<path class="eo" stroke-width="3.5" d="{}"/>', d)
    beads = format_html_join(
        "",
        '<circle class="ek" cx="{}" cy="{}" r="{}"/>',
        ((_n(x), _n(y), "3.4" if crowded else "4.6") for x, y in points),
    )
    return lines + beads + SafeString('<circle class="eh" r="15"/><circle class="ek" r="11"/>')


def _sepals(plant: Flower) -> SafeString:
    """Small tips between the petals: they close the gaps of a flower with few petals, four around a single one."""
    count = len(plant.petals)
    if count < 3:
        # Petals and tips together stand as five or six around the core, so one or two members make a whole flower.
        places = 5 if count == 1 else 6
        turns = [360.0 * i / places for i in range(places) if i % (places // count)]
        return format_html_join(
            "",
            '<path class="es" transform="rotate({})" d="{}"/>',
            ((_n(plant.petals[0].angle + turn), _outline("leaf", 26.0, 74.0, 22.0)) for turn in turns),
        )
    length = {3: 62.0, 4: 66.0, 5: 64.0}[count]
    return format_html_join(
        "",
        '<path class="es" transform="rotate({})" d="{}"/>',
        ((_n(p.angle + 180.0 / count), _outline("leaf", 26.0, length, 15.0)) for p in plant.petals),
    )


def emblem(name: str, kinds: Sequence[str], missing: int = 0, size: int = 64, label: str = "") -> SafeString:
    """The emblem as inline SVG; colours are classes, so dark, ink and print variants are free.

    :param size: pixels, at least 40 to stay readable.
    :param label: what a screen reader says; without it the picture is decoration.
    """
    plant = flower(name, kinds, missing)
    body = _sepals(plant) if plant.has_sepals else SafeString("")
    body += format_html_join("", "{}", ((_draw_petal(p, plant.inner_radius, plant.petal_width),) for p in plant.petals))
    body += _core(plant)
    role = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="emblem" viewBox="-100 -100 200 200" width="{0}" height="{0}" {1}>{2}</svg>',
        size,
        role,
        body,
    )


def pattern_closes(items: Sequence[str]) -> bool:
    """Whether the run repeats around the circle, is one value, or has one accent among equals."""
    count = len(items)
    if count <= 3:
        return True
    if len(set(items)) <= 1:
        return True
    if any(
        count % period == 0 and list(items) == list(islice(cycle(items[:period]), count))
        for period in range(1, count // 2 + 1)
    ):
        return True
    return len(set(items)) == 2 and 1 in Counter(items).values()
