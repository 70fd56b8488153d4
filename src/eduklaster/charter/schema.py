"""What a charter file may contain: the strict schema of the charter language.

A charter is data. Every rule names its source: a `clause` of the text, a documented `default` (the text is silent) or
an `act` (a subordinate norm or a decision). Unknown keys are errors. Shares are written as fractions, clause numbers
are quoted. `docs/charter-language.md` explains every key for people who write charters.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictInt,
    StringConstraints,
    model_validator,
)

from .parties import parse_party
from .problems import Unfit
from .values import LocalizedText, PeriodField


def _quoted(value: Any) -> Any:
    if isinstance(value, int | float):
        raise Unfit("given.unquoted", given=value)
    return value


Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$")]
ClauseId = Annotated[str, BeforeValidator(_quoted), StringConstraints(min_length=1, max_length=40)]
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


# ─── identity and text ─────────────────────────────────────────────────────────────────────────────────────────────


class Term(Strict):
    """The life of the cluster."""

    kind: Literal["indefinite", "until", "silent"]
    until: date | None = None
    lasts: PeriodField | None = Field(default=None, description="instead of `until`: time from the approval")
    renews_for: PeriodField | None = Field(default=None, description="extended by itself for so long again")
    clause: ClauseId | None = None


class Approval(Strict):
    """The act that brought the text into force, as the text names it."""

    by: LocalizedText
    act: LocalizedText
    number: str | None = None
    on: date | None = None
    annex: str | None = None
    clause: ClauseId | None = None


class Identity(Strict):
    """Who the cluster is."""

    code: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,40}$")]
    kind: Literal["regulation", "declaration", "bylaw", "agreement"]
    title: LocalizedText = Field(description="title of the text")
    name: LocalizedText = Field(description="full name of the cluster; official in `language`")
    short_name: LocalizedText
    aliases: list[str] = Field(default_factory=list, description="spellings that the text uses for the same cluster")
    level: Literal["school", "municipal", "district", "regional", "national"]
    territory: LocalizedText
    territory_aliases: list[str] = Field(default_factory=list)
    territory_restricted: bool = False
    language: Literal["uk", "ru", "en"]
    calendar: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] = Field(
        description="country whose working days count (ISO 3166)"
    )
    time_zone: str
    host: LocalizedText | None = None
    legal_person: Literal["yes", "no", "silent"]
    legal_person_clause: ClauseId | None = None
    term: Term
    effective_from: date = Field(description="day from which this version is in force in this file")
    version: Annotated[str, BeforeValidator(_quoted)] = "1"
    approval: Approval | None = None
    clause: ClauseId | None = None


class Clause(Strict):
    """One place of the text: printed number, gist in three languages. The text itself belongs to the cluster."""

    id: ClauseId = Field(description="citation: printed number without trailing dot, or a synthetic id such as 1.p2")
    number: str | None = Field(default=None, description="printed number verbatim; absent for unnumbered places")
    kind: Literal["section", "clause", "item", "paragraph", "gap", "annex", "row"] = "clause"
    was: ClauseId | None = Field(default=None, description="its place in the version before, where it has moved")
    gist: LocalizedText
    children: list[Clause] = Field(default_factory=list)


class VocabularyTerm(Strict):
    """The cluster's own word for a concept, in its language; other languages get a translation."""

    one: LocalizedText
    many: LocalizedText | None = None
    clause: ClauseId | None = None


# ─── rules ─────────────────────────────────────────────────────────────────────────────────────────────────────────


class RuleValue(Sourced):
    """One dated value of a rule."""

    value: Any = Field(description="typed by the rule's key, see charter/defaults.yaml")
    from_: date | None = Field(
        default=None, alias="from", description="first day; absent: since the charter is in force"
    )
    until: date | None = Field(default=None, description="last day")
    alternatives: list[Any] = Field(
        default_factory=list, description="other readings of the clause, to which an interpretation may switch"
    )
    note: LocalizedText | None = None


Rules = dict[str, RuleValue | list[RuleValue]]


# ─── organs and offices ────────────────────────────────────────────────────────────────────────────────────────────


class SeatRule(Sourced):
    """How a group of seats of an organ comes about."""

    id: Id
    kind: Literal[
        "ex_officio",
        "per_participant",
        "per_founder",
        "per_component",
        "named_body",
        "elected",
        "appointed",
        "appointed_in_agreement",
        "template",
        "rotating",
        "ranked",
        "host_rules",
    ]
    label: LocalizedText
    count: Annotated[int, Field(ge=1, le=10000)] | None = None
    each: Annotated[int, Field(ge=1, le=100)] = Field(
        default=1, description="seats for each participant, founder or body"
    )
    seat_class: Id | None = Field(
        default=None, description="class of seats for quorum by composition and restricted ballots"
    )
    votes: bool = True
    holders: list[LocalizedText] = Field(default_factory=list, description="named posts or bodies, one seat each")
    office: Id | None = None
    categories: list[Id] = Field(default_factory=list, description="only participants of these categories")
    chosen_by: Party | None = None
    in_agreement_with: list[Party] = Field(default_factory=list)
    term: PeriodField | None = None
    consecutive_terms: Annotated[int, Field(ge=1)] | None = None
    staggered_in: Annotated[int, Field(ge=2)] | None = Field(default=None, description="cohorts that change in turn")
    rotates_every: PeriodField | None = Field(default=None, description="how long a turn of a rotating seat lasts")
    turns_from: date | None = Field(
        default=None, description="first day of a turn; left out: the day on which the seat came to be"
    )
    offices: list[Id] = Field(
        default_factory=list, description="whose holders take turns in a rotating seat, or the ranking of a ranked one"
    )
    alternate: bool = True
    takes_effect_by: Id | None = Field(default=None, description="matter whose last act fills the seat")


class Chair(Sourced):
    """Who presides over an organ."""

    by: Literal["elected", "office", "appointed", "host_rules", "none"]
    office: Id | None = None
    matter: Id | None = None
    title: LocalizedText | None = None
    votes: bool = True


class Power(Sourced):
    """Something that an organ or an office may do."""

    id: Id
    label: LocalizedText


class Organ(Sourced):
    """A body of the cluster or of its host."""

    name: LocalizedText
    short_name: LocalizedText | None = None
    kinds: list[Literal["constituent", "approving", "governing", "advisory", "executive", "working"]] = Field(
        min_length=1
    )
    belongs_to: Literal["cluster", "host"] = "cluster"
    scope: Literal["cluster", "federation", "project"] = "cluster"
    is_organisation: bool = Field(
        default=False, description="the organ is one organisation, such as a management company"
    )
    seats: list[SeatRule] = Field(default_factory=list)
    chair: Chair | None = None
    convened_by: Party | None = None
    composed_by: Id | None = Field(default=None, description="matter that approves the composition")
    powers: list[Power] = Field(default_factory=list)
    act_kinds: list[Literal["resolution", "decision", "submission", "recommendation", "order", "signature"]] = Field(
        default_factory=lambda: ["resolution"]  # type: ignore[arg-type]
    )
    rules: Rules = Field(default_factory=dict)


class Office(Sourced):
    """A post: its holder acts alone."""

    name: LocalizedText
    short_name: LocalizedText | None = None
    kind: Literal["approving", "executive", "presiding", "secretary", "member", "authority"]
    belongs_to: Literal["cluster", "host", "external"] = "cluster"
    appointed_by: Party | None = None
    matter: Id | None = Field(default=None, description="matter by which a holder is appointed")
    duties: list[Power] = Field(default_factory=list)
    reports_to: Party | None = None
    term: PeriodField | None = None
    rules: Rules = Field(default_factory=dict)


class Body(Sourced):
    """A body outside the cluster that the charter names: a ministry, a trade union, an authority."""

    name: LocalizedText


class Roles(Strict):
    """Which organ and offices the default chains mean."""

    main_organ: Id
    approving_office: Id | None = None
    executive: Party | None = Field(default=None, description="office:ID or organ:ID that runs the cluster day by day")
    secretary: Id = Field(default="secretary", description="office that keeps the records")


# ─── participants ──────────────────────────────────────────────────────────────────────────────────────────────────


class Range(Strict):
    """Exact limits of a number: an age, years of experience, a count. At least one limit is named."""

    at_least: StrictInt | None = None
    more_than: StrictInt | None = None
    at_most: StrictInt | None = None
    less_than: StrictInt | None = None

    @model_validator(mode="after")
    def _can_be_met(self) -> Self:
        lower = [n for n in (self.at_least, self.more_than) if n is not None]
        upper = [n for n in (self.at_most, self.less_than) if n is not None]
        if len(lower) > 1 or len(upper) > 1 or not lower + upper:
            raise Unfit("range.limits")
        if lower and upper and (lower[0] > upper[0] or (lower == upper and None in (self.at_least, self.at_most))):
            raise Unfit("range.empty")
        return self

    def holds(self, number: Fraction) -> bool:
        """Say whether a number lies within the limits."""
        return (
            (self.at_least is None or number >= self.at_least)
            and (self.more_than is None or number > self.more_than)
            and (self.at_most is None or number <= self.at_most)
            and (self.less_than is None or number < self.less_than)
        )


Condition = FactValue | Range


class Requirement(Sourced):
    """A condition on facts: of an applicant, of a participant, of a step."""

    id: Id
    fact: FactName
    must_be: Condition = Field(default=True, description="value, list of allowed values, or a range of numbers")
    label: LocalizedText
    unless: FactName | None = Field(default=None, description="a true fact that makes the condition unnecessary")


class Category(Sourced):
    """A kind of participant."""

    id: Id
    label: LocalizedText
    sector: Literal["education", "science", "business", "authority", "civil", "health", "culture", "sport", "other"]
    tier: Literal["voting", "associate", "observer"] = "voting"
    basis: Literal["charter", "order", "consent", "signature", "agreement", "decision"]
    admission: Id = Field(default="admit", description="matter by which such a participant comes in")
    kinds: list[Literal["organisation", "person", "community"]] = Field(default_factory=lambda: ["organisation"])  # type: ignore[arg-type]
    requires: list[Requirement] = Field(default_factory=list)
    open_list: bool = Field(default=False, description="the «and others» of the text")


class TargetGroup(Sourced):
    """A group by which participants, or the people served, are sorted."""

    id: Id
    label: LocalizedText
    of: Literal["participants", "people"] = "participants"
    facts: dict[FactName, Condition] = Field(default_factory=dict)


class Entitlement(Sourced):
    """A right or a duty of participants."""

    id: Id
    label: LocalizedText
    permission: Id | None = Field(default=None, description="platform permission that the right locks open")
    categories: list[Id] = Field(default_factory=list)


class Participants(Strict):
    """Who takes part, with which rights and duties."""

    categories: list[Category] = Field(min_length=1)
    target_groups: list[TargetGroup] = Field(default_factory=list)
    one_primary_group: bool = Field(default=False, description="each participant sits in exactly one primary group")
    rights: list[Entitlement] = Field(default_factory=list)
    duties: list[Entitlement] = Field(default_factory=list)
    internal_forms: list[Entitlement] = Field(default_factory=list)
    founders: list[Founder] = Field(default_factory=list)
    components: list[Component] = Field(default_factory=list)


class Founder(Strict):
    """A row of the founders' register in the text: organisation and position, never a person."""

    number: Annotated[str, BeforeValidator(_quoted)]
    organisation: LocalizedText
    position: LocalizedText
    category: Id
    clause: ClauseId


class Component(Sourced):
    """A unit or project that the text names as part of the cluster."""

    id: Id
    name: LocalizedText
    kind: Literal["centre", "project", "unit", "network", "laboratory", "training_site", "bureau", "node"]
    seats_head_in: Id | None = Field(default=None, description="organ in which the head of the component has a seat")


# ─── matters ───────────────────────────────────────────────────────────────────────────────────────────────────────


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


# ─── registers, plan, finance, indicators, law ─────────────────────────────────────────────────────────────────────


class Entry(Sourced):
    """A goal, task, direction, function, principle, purpose, expected effect or form of interaction."""

    id: Annotated[str, BeforeValidator(_quoted)]
    label: LocalizedText
    owner: str | None = None


class Registers(Strict):
    """What the cluster strives for and how it sorts its activity."""

    purposes: list[Entry] = Field(default_factory=list)
    goals: list[Entry] = Field(default_factory=list)
    tasks: list[Entry] = Field(default_factory=list)
    directions: list[Entry] = Field(default_factory=list)
    functions: list[Entry] = Field(default_factory=list)
    principles: list[Entry] = Field(default_factory=list)
    effects: list[Entry] = Field(default_factory=list)
    forms: list[Entry] = Field(default_factory=list)
    audiences: list[Entry] = Field(default_factory=list)


class Plan(Sourced):
    """What kind of plan the cluster works by."""

    kind: Literal["own", "section_of_parent"]
    period: Literal["year", "school_year", "silent"]
    matter: Id = "approve_plan"


class FinanceSource(Sourced):
    """A kind of money that the text allows."""

    id: Id
    label: LocalizedText
    needs: list[Requirement] = Field(default_factory=list)


class Indicator(Sourced):
    """A result indicator."""

    id: Id
    label: LocalizedText
    nature: Literal["formal", "informal", "main", "contextual"] = "formal"

    measure: LocalizedText | None = Field(default=None, description="scale, and who rates; informal ones need it")

    @property
    def is_platform_set(self) -> bool:
        """Whether the platform proposes it where the text names none."""
        return self.default is not None


class LegalBasis(Strict):
    """A source of law that the text rests on."""

    id: Id
    title: LocalizedText
    level: Literal["constitution", "international", "national", "regional", "municipal", "host"]
    issuer: LocalizedText | None = None
    number: str | None = None
    on: date | None = None
    valid_to: date | None = None
    subject: LocalizedText | None = None
    clause: ClauseId


class Screen(Strict):
    """A clause that a page of the platform serves."""

    clause: ClauseId
    screen: Literal[
        "register", "founders", "acts", "cases", "charter", "health", "organs", "offices", "agreements", "public",
        "identity", "legal", "vocabulary", "home", "admission", "leaving", "exclusion", "rights", "history",
        "proposals", "sessions", "votes",
    ]  # fmt: skip
    note: LocalizedText | None = None


class NotAutomated(Strict):
    """A clause that software cannot serve, with the reason."""

    clause: ClauseId
    reason: LocalizedText


class Planned(Strict):
    """A clause that a room of the house will serve later."""

    clause: ClauseId
    room: Literal[
        "governance", "finance", "resources", "library", "workforce", "programmes", "planning", "mentoring", "events",
        "cases", "monitoring", "public", "documents",
    ]  # fmt: skip
    note: LocalizedText | None = None


class Finding(Strict):
    """A silence, contradiction or oddity of the text that a person has seen and the machine cannot see."""

    id: Id
    clauses: list[ClauseId] = Field(min_length=1)
    kind: Literal[
        "silence",
        "contradiction",
        "tension",
        "ambiguity",
        "naming",
        "numbering",
        "dated",
        "layout",
        "evidence",
        "privacy",
    ]
    finding: LocalizedText
    treatment: LocalizedText


class Norm(Strict):
    """A subordinate norm that the text announces: adopted or still pending."""

    id: Id
    title: LocalizedText
    clause: ClauseId
    act: str | None = None
    on: date | None = None


class Charter(Strict):
    """A whole charter."""

    schema_version: Literal[1] = Field(alias="schema")
    identity: Identity
    roles: Roles
    clauses: list[Clause] = Field(min_length=1)
    vocabulary: dict[Id, VocabularyTerm] = Field(default_factory=dict)
    organs: dict[Id, Organ] = Field(min_length=1)
    offices: dict[Id, Office] = Field(default_factory=dict)
    bodies: dict[Id, Body] = Field(default_factory=dict)
    participants: Participants
    rules: Rules = Field(default_factory=dict)
    matters: dict[Id, Matter] = Field(default_factory=dict)
    without_matters: dict[Id, WithoutMatter] = Field(
        default_factory=dict, description="default matters that this cluster does not decide"
    )
    facts: dict[FactName, RecordedFact] = Field(
        default_factory=dict, description="facts that the records answer; `needs` and `when` of steps may ask them"
    )
    registers: Registers = Field(default_factory=Registers)
    plan: Plan | None = None
    finance: list[FinanceSource] = Field(default_factory=list)
    indicators: list[Indicator] = Field(default_factory=list)
    legal_bases: list[LegalBasis] = Field(default_factory=list)
    norms: list[Norm] = Field(default_factory=list)
    findings: list[Finding] = Field(default_factory=list)
    screens: list[Screen] = Field(default_factory=list)
    not_automated: list[NotAutomated] = Field(default_factory=list)
    planned: list[Planned] = Field(default_factory=list)

    def clause_walk(self) -> Iterator[tuple[int, Clause, Clause | None]]:
        """Yield (depth, clause, parent) in printed order."""

        def walk(nodes: list[Clause], depth: int, parent: Clause | None) -> Iterator[tuple[int, Clause, Clause | None]]:
            for node in nodes:
                yield depth, node, parent
                yield from walk(node.children, depth + 1, node)

        yield from walk(self.clauses, 0, None)

    def clause_ids(self) -> set[str]:
        """Return every citation of the text."""
        return {clause.id for _, clause, _ in self.clause_walk()}


Participants.model_rebuild()
Charter.model_rebuild()
