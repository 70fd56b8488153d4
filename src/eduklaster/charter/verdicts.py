"""An answer with its reasons: allowed or not, by which rule, clause or default, on which facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from .resolver import Origin, Resolved


@dataclass(frozen=True, slots=True)
class Citation:
    """What an answer rests on: a clause of the charter, a default, an act or outside law."""

    kind: Literal["clause", "default", "act", "law"]
    ref: str

    @classmethod
    def of(cls, source: Any) -> Citation | None:
        """Return the citation of a resolved rule or of a part of a charter (with `clause`, `default` or `act`)."""
        if isinstance(source, Resolved):
            if source.origin is Origin.CHARTER and source.clause:
                return cls("clause", source.clause)
            if source.act and source.origin is not Origin.DEFAULT:
                return cls("act", source.act)
            return cls("default", source.default) if source.default else None
        if getattr(source, "clause", None):
            return cls("clause", source.clause)
        if getattr(source, "default", None):
            return cls("default", source.default)
        if getattr(source, "act", None):
            return cls("act", source.act)
        return None

    def as_json(self) -> dict[str, str]:
        """Return the citation as plain data."""
        return {"kind": self.kind, "ref": self.ref}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether something holds, and why.

    `code` names the answer for programs (`vote.carried`, `chain.basis_missing`); `citations` come strongest first;
    `facts` are plain numbers and words; `values` are the rules that were read. There is no truth value on purpose:
    a falsy refusal would vanish in a template. Ask `allowed`.
    """

    allowed: bool
    code: str
    citations: tuple[Citation, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    values: tuple[Resolved, ...] = ()

    def __bool__(self) -> bool:
        """Refuse to be a truth value.

        Raises:
            TypeError: Always; ask `allowed`.
        """
        raise TypeError("A verdict is not a truth value; ask .allowed.")

    @property
    def citation(self) -> Citation | None:
        """The strongest source of the answer."""
        return self.citations[0] if self.citations else None

    def as_json(self) -> dict[str, Any]:
        """Return the verdict as plain data for the journal and the API."""
        return {
            "allowed": self.allowed,
            "code": self.code,
            "citations": [c.as_json() for c in self.citations],
            "facts": {key: _plain(value) for key, value in self.facts.items()},
            "values": [
                {
                    "key": v.key,
                    "value": _plain(v.value),
                    "origin": v.origin.value,
                    "clause": v.clause,
                    "act": v.act,
                    "default": v.default,
                }
                for v in self.values
            ],
        }


def first_refusal(*checks: Callable[[], Verdict | None]) -> Verdict | None:
    """Return the first verdict that a check gives; later checks are not asked."""
    for check in checks:
        verdict = check()
        if verdict is not None:
            return verdict
    return None


def _plain(value: Any) -> Any:
    if isinstance(value, bool | int | str) or value is None:
        return value
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(v) for v in value]
    return str(value)
