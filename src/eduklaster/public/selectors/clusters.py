"""Clusters and their acts as everybody may read of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from eduklaster.charter.lifetime import term_ends
from eduklaster.charter.matters import chain_of, parties_of
from eduklaster.charter.messages import act_kind_words, parties_words, step_words
from eduklaster.charter.schema import Charter
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.marks import mark_of
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import (
    charter_of,
    clusters_listed,
    published,
    rulebook_of,
    today_in,
    version_governing,
)
from eduklaster.kernel.suppression import PublicCount
from eduklaster.kernel.text import Localized
from eduklaster.membership.enums import ParticipantKind
from eduklaster.membership.selectors import participants_on, persons_counted
from eduklaster.people.access import Viewer
from eduklaster.procedures.access import acts_visible_to
from eduklaster.procedures.models import Act
from eduklaster.ui.components import ClauseMark, Figure, PathStep, State
from eduklaster.ui.typography import local_date, own_language


@dataclass(frozen=True, slots=True)
class ClusterCard:
    """A cluster on the front page."""

    code: str
    name: str
    short_name: str
    territory: str
    level: str
    state: State
    emblem: SafeString
    flower: SafeString
    participants_count: int
    url: str


@dataclass(frozen=True, slots=True)
class CategoryCount:
    """How many organisations and communities a category has, or how many natural persons where those are counted."""

    label: str
    count: int | PublicCount


@dataclass(frozen=True, slots=True)
class OrganLine:
    """An organ as everybody sees it."""

    name: str
    mark: ClauseMark | None
    url: str


@dataclass(frozen=True, slots=True)
class JoinWay:
    """How a category of participants comes in."""

    category: str
    mark: ClauseMark | None
    steps: list[PathStep]
    matter_url: str


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A public act."""

    pk: int
    title: str
    kind: str
    number: str
    on: date
    issuer: str
    url: str
    lang: str
    """The language of the title where it is not the reader's."""


@dataclass(frozen=True, slots=True)
class Statement:
    """Something that the charter says of the cluster, with its clause."""

    label: str | Promise
    text: str
    mark: ClauseMark | None


@dataclass(frozen=True, slots=True)
class ClusterHome:
    """The public home of a cluster."""

    card: ClusterCard
    title: str
    statements: list[Statement]
    categories: list[CategoryCount]
    persons: PublicCount
    organs: list[OrganLine]
    decisions: list[DecisionLine]
    decisions_this_year: int
    help_contact: str
    joining: list[JoinWay]
    charter_word: str
    join_url: str
    gist: str

    @property
    def figures(self) -> list[Figure]:
        """The cluster in numbers; those that are nothing yet are left out."""
        counted = [
            (self.card.participants_count, ngettext("participant", "participants", self.card.participants_count)),
            (len(self.organs), ngettext("organ", "organs", len(self.organs))),
            (self.decisions_this_year, ngettext("act this year", "acts this year", self.decisions_this_year)),
            (self.clauses_count, ngettext("place of the charter", "places of the charter", self.clauses_count)),
        ]
        figures = [Figure(str(number), label) for number, label in counted if number]
        if self.persons.number != 0:
            figures.insert(
                1, Figure(str(self.persons), ngettext("natural person", "natural persons", self.persons.number or 5))
            )
        return figures

    clauses_count: int = 0


def guest_of(cluster: Cluster) -> Viewer:
    """Return somebody without an account as a viewer of a cluster."""
    from django.contrib.auth.models import AnonymousUser

    return Viewer(AnonymousUser(), cluster, today_in(cluster))


def cluster_cards(language: str) -> list[ClusterCard]:
    """Return the listed clusters with how many organisations and communities take part in each; one query for all."""
    standing = Q(participants__left_on__isnull=True) & ~Q(participants__kind=ParticipantKind.PERSON)
    rows = clusters_listed().annotate(participants_count=Count("participants", filter=standing))
    return [_card(row, row.participants_count, language) for row in rows]


def _card(cluster: Cluster, count: int, language: str) -> ClusterCard:
    return ClusterCard(
        code=cluster.code,
        name=cluster.name.in_(language),
        short_name=cluster.short_name.in_(language),
        territory=cluster.territory.in_(language),
        level=level_words(cluster.level),
        state=State(cluster.get_state_display(), _TONES.get(cluster.state, "")),
        emblem=cluster.emblem(72),
        flower=cluster.emblem(260),
        participants_count=count,
        url=reverse("public:cluster", args=[cluster.code]),
    )


def decision_line(act: Act, language: str, charter: Charter) -> DecisionLine:
    """Return a public act as everybody sees it."""
    return DecisionLine(
        pk=act.pk,
        title=act.title.in_(language),
        kind=act_kind_words(act.kind, language, charter),
        number=f"{act.number}/{act.year}",
        on=act.on,
        issuer=act.issuer_label.in_(language),
        url=reverse("public:decision", args=[act.cluster.code, act.pk]),
        lang=own_language(act.title, act.cluster.language, language),
    )


def public_acts(cluster: Cluster) -> QuerySet[Act]:
    """Return the acts that everybody may see, newest first; signatures of single participants are no decisions."""
    return acts_visible_to(cluster, guest_of(cluster)).exclude(kind="signature").select_related("cluster").distinct()


def public_decisions(cluster: Cluster, language: str, limit: int = 10) -> list[DecisionLine]:
    """Return the newest public acts; signatures of single participants are no decisions."""
    if "decisions" not in published(cluster, today_in(cluster)):
        return []
    charter = charter_of(version_governing(cluster, today_in(cluster))).charter
    return [decision_line(act, language, charter) for act in public_acts(cluster)[:limit]]


def cluster_home(cluster: Cluster, language: str) -> ClusterHome:
    """Return the public home of a cluster."""
    on = today_in(cluster)
    charter = rulebook_of(cluster, on, version_governing(cluster, on)).charter
    listed = participants_on(cluster, on).exclude(kind=ParticipantKind.PERSON).order_by()
    counts = dict(listed.values_list("category").annotate(count=Count("pk")))
    persons = persons_counted(cluster, on)
    found: list[tuple[str, int | PublicCount]] = []
    for category in charter.participants.categories:
        label = category.label.in_(language)
        if counts.get(category.id):
            found.append((label, counts[category.id]))
        if category.id in persons.cells:
            found.append((_("%(category)s: natural persons") % {"category": label}, persons.cells[category.id]))
    categories = [CategoryCount(label, count) for label, count in found]
    acts = public_acts(cluster)
    organs = [
        OrganLine(
            organ.name.in_(language),
            mark_of(Citation.of(organ), cluster, charter),
            reverse("governance:organ", args=[cluster.code, name]),
        )
        for name, organ in charter.organs.items()
    ]
    return ClusterHome(
        card=_card(cluster, sum(counts.values()), language),
        title=charter.identity.title.in_(language),
        statements=_statements(cluster, charter, language),
        categories=categories,
        persons=persons.total,
        organs=organs,
        decisions=public_decisions(cluster, language),
        decisions_this_year=acts.filter(on__year=on.year).count(),
        help_contact=Localized(cluster.help_contact).in_(language),
        joining=_joining(cluster, charter, language),
        charter_word=str(cluster.charter_word),
        join_url=reverse("membership:join", args=[cluster.code]) if cluster.is_writable else "",
        gist=_gist(charter, language),
        clauses_count=len(charter.clause_ids()),
    )


_TONES = {"forming": "now", "active": "ok", "suspended": "warn", "winding_up": "warn", "terminated": ""}


def level_words(level: str) -> str:
    """Return how wide a cluster reaches."""
    return {
        "school": _("school cluster"),
        "municipal": _("municipal cluster"),
        "district": _("district cluster"),
        "regional": _("regional cluster"),
        "national": _("national cluster"),
    }.get(level, level)


def _gist(charter: Charter, language: str) -> str:
    """Return in one sentence what the cluster is for: its first purpose or goal, else what its first clause says."""
    registers = charter.registers
    first = next(iter([*registers.purposes, *registers.goals]), None)
    return first.label.in_(language) if first else ""


def _joining(cluster: Cluster, charter: Charter, language: str) -> list[JoinWay]:
    """Return how each category comes in, by whose steps; categories with the same way stand together."""
    found: dict[str, JoinWay] = {}
    for category in charter.participants.categories:
        try:
            chain = chain_of(charter, category.admission)
        except KeyError:
            continue
        label = category.label.in_(language)
        known = found.get(category.admission)
        if known is not None:
            found[category.admission] = replace(known, category=f"{known.category}, {label}")
            continue
        steps = [
            PathStep(step_words(step, language), parties_words(parties_of(step), language, charter), "")
            for step in chain.steps
        ]
        source = Citation("clause", chain.matter.clause) if chain.matter.clause else Citation.of(chain.steps[0])
        found[category.admission] = JoinWay(
            label,
            mark_of(source, cluster, charter),
            [*steps[:5], PathStep(_("You take part"), "", "end")],
            reverse("clusters:matter", args=[cluster.code, category.admission]),
        )
    return list(found.values())


def _statements(cluster: Cluster, charter: Charter, language: str) -> list[Statement]:
    identity = charter.identity
    found = []
    if identity.host:
        found.append(Statement(_("At"), identity.host.in_(language), _mark(identity.clause, cluster, charter)))
    found.append(
        Statement(_("Term"), term_words(charter, today_in(cluster)), _mark(identity.term.clause, cluster, charter))
    )
    person = {
        "yes": _("a legal person"),
        "no": _("no legal person: property and money belong to participants"),
        "silent": _("not stated; treated as no legal person"),
    }[identity.legal_person]
    found.append(Statement(_("Legal form"), person, _mark(identity.legal_person_clause, cluster, charter)))
    return found


def term_words(charter: Charter, on: date) -> str:
    """Return how long the cluster lasts, in the reader's language; with the last day of the term that runs on a day."""
    kind = charter.identity.term.kind
    if kind != "until":
        return _("without an end date") if kind == "indefinite" else _("not stated")
    ends = term_ends(charter, on)
    return _("until %(day)s") % {"day": local_date(ends)} if ends else _("until a day that the text does not name")


def _mark(clause: str | None, cluster: Cluster, charter: Charter) -> ClauseMark | None:
    return mark_of(Citation("clause", clause), cluster, charter) if clause else None


def act_by_number(cluster: Cluster, kind: str, number: int, year: int, language: str) -> list[DecisionLine]:
    """Return the public acts with a number; several issuers may have used the same one."""
    rows = (
        acts_visible_to(cluster, guest_of(cluster))
        .filter(kind=kind, number=number, year=year)
        .select_related("cluster")
    )
    charter = charter_of(version_governing(cluster, today_in(cluster))).charter
    return [
        replace(decision_line(act, language, charter), url=reverse("procedures:act", args=[act.cluster.code, act.pk]))
        for act in rows.distinct()
    ]
