"""What is decided, and the chain of acts that decides it."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from ..problems import Unfit
from ..values import LocalizedText, PeriodField
from .base import ClauseId, DefaultCode, FactName, FactValue, Id, Party, Sourced, Strict
from .conditions import Requirement
from .rules import Rules


class Ground(Sourced):
    """A ground on which a matter may be opened."""

    id: Id
    label: LocalizedText


class Decline(Strict):
    """How an actor may refuse to do a step."""

    within: PeriodField | None = None
    reason_required: bool = True
    then: Literal["close", "back"] = Field(default="close", description="close the case, or return to step `to`")
    to: Id | None = None


class When(Strict):
    """A step is needed only when a fact has a value."""

    fact: FactName
    is_: FactValue = Field(default=True, alias="is")


class Step(Sourced):
    """One link of a chain: who does what, and what it rests on."""

    id: Id
    kind: Literal[
        "application",
        "consent",
        "signature",
        "agreement",
        "acknowledgement",
        "proposal",
        "evidence",
        "notice",
        "reply",
        "hearing",
        "consultation",
        "submission",
        "recommendation",
        "vote",
        "approval",
        "order",
        "incorporation",
        "registration",
        "publication",
        "report",
    ]
    by: Party | list[Party]
    title: LocalizedText | None = None
    produces: Literal[
        "resolution", "order", "decision", "submission", "recommendation", "agreement", "signature", "none"
    ] = Field(default="none", description="kind of the act that doing the step issues")
    after: list[Id] = Field(default_factory=list, description="steps that must be done; absent: the step before")
    basis: list[Id] = Field(default_factory=list, description="steps whose acts this act has to cite")
    needs: list[Requirement] = Field(default_factory=list)
    when: When | None = None
    due: PeriodField | None = Field(default=None, description="time to do it, from the day it opens")
    wait: PeriodField | None = Field(default=None, description="the step is over only after this time (right of reply)")
    decline: Decline | None = None
    batch: bool = Field(default=False, description="one act may serve several cases")
    declaratory: bool = Field(default=False, description="the effect has come before; this act only records it")
    at_least: Annotated[int, Field(ge=1)] | None = Field(
        default=None, description="how many of several parties must do it (signatures at a founding meeting)"
    )
    elects: bool = Field(
        default=False,
        description="the vote may choose among candidates; whoever is elected is whom the matter is about",
    )
    rules: Rules = Field(default_factory=dict)


MatterKind = Literal[
    "found",
    "adopt_charter",
    "amend_charter",
    "interpret",
    "override",
    "terminate",
    "admit",
    "leave",
    "exclude",
    "acknowledge",
    "agree",
    "compose_organ",
    "elect_chair",
    "appoint",
    "dismiss",
    "designate",
    "approve_plan",
    "approve_project",
    "form_unit",
    "form_instance",
    "close_instance",
    "set_priorities",
    "event_terms",
    "report",
    "award",
    "engage_specialist",
    "distribute_duties",
    "recommend_figures",
    "resolve",
]


class Matter(Strict):
    """Something that is decided, with the chain of acts that decides it.

    The effect happens at the step named by `effect_at`, by default the last step that is not declaratory, registration
    or publication.
    """

    kind: MatterKind
    name: LocalizedText | None = None
    clause: ClauseId | None = None
    also: list[ClauseId] = Field(default_factory=list)
    categories: list[Id] = Field(default_factory=list)
    opened_by: list[Party] = Field(default_factory=list, description="who may open it; absent: who does the first step")
    organ: Id | None = Field(default=None, description="organ that a composition or election matter is about")
    office: Id | None = Field(default=None, description="office that an appointment or a dismissal is about")
    strategic: bool = Field(
        default=False, description="reserved for the governing organ; operational organs are refused"
    )
    grounds: list[Ground] = Field(default_factory=list)
    steps: list[Step] = Field(min_length=1)
    effect_at: Id | None = None
    rules: Rules = Field(default_factory=dict)


class RecordedFact(Strict):
    """A fact that the records answer and nobody enters: whether a post or a body has a holder on the day asked about.

    It holds for an office while somebody holds it, for a chair while somebody presides, for an organ that is one
    organisation while an organisation is designated, and for any other organ while somebody sits in it.
    """

    held: Party = Field(description="office:ID, chair:ID, organ:ID, main_organ, approving_office, executive, secretary")
    label: LocalizedText


class WithoutMatter(Strict):
    """A matter that the cluster never decides, although a default chain exists; a clause, a default or a reason says why."""

    clause: ClauseId | None = None
    default: DefaultCode | None = Field(default=None, description="the default from which it follows, such as D-39")
    reason: LocalizedText | None = None

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if not (self.clause or self.default or self.reason):
            raise Unfit("without.reason")
        return self
