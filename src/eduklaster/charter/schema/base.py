"""What every part of a charter is made of: ids, citations, parties, and the source that every part names."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from ..parties import parse_party
from ..problems import Unfit


def quoted(value: Any) -> Any:
    """Return what a charter writes in quotes.

    Raises:
        Unfit: It is written as a number, which would lose zeros and dots.
    """
    if isinstance(value, int | float):
        raise Unfit("given.unquoted", given=value)
    return value


Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$")]
ClauseId = Annotated[str, BeforeValidator(quoted), StringConstraints(min_length=1, max_length=40)]
DefaultCode = Annotated[str, StringConstraints(pattern=r"^D-\d{2,3}[a-z]?$")]
FactName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
FactValue = bool | int | str | list[str]
Party = Annotated[str, AfterValidator(parse_party)]


class Strict(BaseModel):
    """A part of a charter: unknown keys are errors, values cannot be changed after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True, populate_by_name=True)


class Sourced(Strict):
    """Something that the charter says, or that a default or an act says in its place."""

    clause: ClauseId | None = None
    also: list[ClauseId] = Field(default_factory=list, description="further clauses that say the same or refine it")
    default: DefaultCode | None = None
    act: str | None = Field(default=None, description="a subordinate norm or decision, as it is cited")

    @model_validator(mode="after")
    def _has_one_source(self) -> Self:
        sources = [s for s in (self.clause, self.default, self.act) if s]
        if len(sources) != 1:
            raise Unfit("source.one")
        return self
