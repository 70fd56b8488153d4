"""Which chain decides a matter: the charter's own, or the documented default where the charter is silent."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache

from .keys import DEFAULT_MATTERS_RAW
from .resolver import Rulebook
from .schema import Charter, Matter, Party, Step, WithoutMatter
from .shaping import shaped


@cache
def default_matters() -> dict[str, Matter]:
    """Return the chains that apply where a charter has none, by matter."""
    return {name: Matter.model_validate(raw) for name, raw in DEFAULT_MATTERS_RAW.items()}


def default_matter(charter: Charter, matter_id: str) -> Matter | None:
    """Return the matter that applies where the charter has none of that name; None where nobody knows it."""
    return dismissals(charter).get(matter_id) or default_matters().get(matter_id)


_DISMISS = "dismiss"
_DECIDING = {"vote", "approval", "order"}


def dismissals(charter: Charter) -> dict[str, Matter]:
    """Return the dismissals that follow from how the charter itself fills its offices, by matter (D-122).

    Whoever decides an appointment decides the dismissal, by the same kind of act. Each stands under `dismiss_` and its
    office; a charter's own matter for that office, or for offices in general, takes its place.
    """
    own = [matter for matter in charter.matters.values() if matter.kind == _DISMISS]
    if any(matter.office is None for matter in own):
        return {}
    said = {matter.office for matter in own}
    found: dict[str, Matter] = {}
    for name, matter in charter.matters.items():
        if matter.kind != "appoint" or matter.office in said:
            continue
        dismissal = _mirrored(charter, name, matter)
        known_as = f"{_DISMISS}_{matter.office}" if matter.office else _DISMISS
        if dismissal is not None and known_as not in charter.matters:
            found.setdefault(known_as, dismissal)
    return found


def _mirrored(charter: Charter, name: str, appointment: Matter) -> Matter | None:
    """Return the dismissal that answers an appointment; None where no act of it decides."""
    deciding = [s for s in chain_of(charter, name).steps if s.kind in _DECIDING and not s.declaratory]
    if not deciding:
        return None
    last, (code, *_rest) = deciding[-1], [s.default for s in default_matters()[_DISMISS].steps]
    by = list(parties_of(last))
    steps = [
        {"id": "proposal", "kind": "proposal", "by": list(dict.fromkeys([*by, "secretary"])), "default": code},
        {"id": last.kind, "kind": last.kind, "by": by, "produces": last.produces, "default": code},
    ]
    return Matter.model_validate({"kind": _DISMISS, "office": appointment.office, "steps": steps})


@dataclass(frozen=True)
class Chain:
    """A matter with its steps as they apply to one cluster: roles are resolved, impossible steps have fallen away."""

    id: str
    matter: Matter
    steps: tuple[Step, ...]
    is_default: bool
    charter: Charter | None = field(default=None, repr=False, compare=False)

    def step(self, step_id: str) -> Step:
        """Return a step by its id.

        Raises:
            KeyError: The chain has no such step.
        """
        for step in self.steps:
            if step.id == step_id:
                return step
        raise KeyError(f"{self.id} has no step «{step_id}»; it has {', '.join(s.id for s in self.steps)}.")

    def predecessors(self, step: Step) -> tuple[str, ...]:
        """Return the ids of the steps that must be over before `step`: its `after`, or the step before it.

        A step that has fallen away in this cluster is replaced by what it would have waited for.
        """
        ids = [s.id for s in self.steps]
        if step.after:
            found: list[str] = []
            for name in step.after:
                found += [n for n in self._standing(name, ids) if n not in found]
            return tuple(found)
        position = ids.index(step.id)
        return (ids[position - 1],) if position else ()

    def _standing(self, name: str, ids: list[str]) -> list[str]:
        """Return `name`, or where that step has fallen away, the steps it rested on."""
        if name in ids:
            return [name]
        written = [s.id for s in self.matter.steps]
        if name not in written:
            return []
        fallen = self.matter.steps[written.index(name)]
        before = fallen.after or written[max(written.index(name) - 1, 0) : written.index(name)]
        return [found for b in before for found in self._standing(b, ids)]

    @property
    def effect_step(self) -> Step:
        """The step whose act brings the effect about."""
        if self.matter.effect_at and any(s.id == self.matter.effect_at for s in self.steps):
            return self.step(self.matter.effect_at)
        acting = [s for s in self.steps if s.kind not in {"registration", "publication"} and not s.declaratory]
        return (acting or list(self.steps))[-1]


def parties_of(step: Step) -> tuple[Party, ...]:
    """Return the parties any of whom may do a step."""
    return tuple(step.by) if isinstance(step.by, list) else (step.by,)


def resolve_party(charter: Charter, party: Party) -> Party | None:
    """Return the concrete party behind a role word: `main_organ` → `organ:council`; None where the cluster has none."""
    match party:
        case "main_organ":
            return f"organ:{charter.roles.main_organ}"
        case "approving_office":
            return f"office:{charter.roles.approving_office}" if charter.roles.approving_office else None
        case "executive":
            return charter.roles.executive
        case "secretary":
            return f"office:{charter.roles.secretary}"
        case _:
            return party


def chain_of(charter: Charter, matter_id: str, *, rulebook: Rulebook | None = None, on: date | None = None) -> Chain:
    """Return the chain that decides a matter in this cluster.

    Rules that the cluster has set shape the steps that are there by default (`shaping`): those of the charter on its
    first day, or those of a rulebook on a day.

    Raises:
        KeyError: Neither the charter nor the defaults know the matter.
    """
    own = charter.matters.get(matter_id)
    matter = own or default_matter(charter, matter_id)
    if matter is None:
        raise KeyError(f"There is no matter «{matter_id}».")
    matter, written = shaped(charter, matter_id, matter, matter.steps, rulebook=rulebook, on=on)
    steps: list[Step] = []
    for step in written:
        resolved = [r for p in parties_of(step) if (r := resolve_party(charter, p)) is not None]
        if not resolved:
            continue
        if step.when and step.when.fact == "has_approving_office":
            if bool(charter.roles.approving_office) != step.when.is_:
                continue
            step = step.model_copy(update={"when": None})
        by: Party | list[Party] = resolved[0] if len(resolved) == 1 else resolved
        steps.append(step.model_copy(update={"by": by}))
    return Chain(matter_id, matter, tuple(steps), is_default=own is None, charter=charter)


def matters_in(charter: Charter) -> list[str]:
    """Return every matter the cluster can open: its own first, then the defaults it neither replaces nor rules out."""
    own_kinds = {m.kind for m in charter.matters.values()}
    found = list(charter.matters)
    mirrored = dismissals(charter)
    for name, matter in default_matters().items():
        if name in charter.matters or name in charter.without_matters:
            continue
        if name == _DISMISS and mirrored:
            found += mirrored
        elif matter.kind not in own_kinds:
            found.append(name)
    return found


def undecided(charter: Charter, matter_id: str) -> WithoutMatter | None:
    """Return why the cluster does not decide a matter; None where it does."""
    ruled_out = charter.without_matters
    return ruled_out.get(matter_id) or (ruled_out.get(_DISMISS) if matter_id in dismissals(charter) else None)


def matter_for_kind(charter: Charter, kind: str) -> str:
    """Return the id of the charter's matter of a kind, or the default's id."""
    if kind in charter.matters:
        return kind
    for name, matter in charter.matters.items():
        if matter.kind == kind:
            return name
    return kind
