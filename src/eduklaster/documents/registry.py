"""Which documents there are: each room says what can be made of its objects, who sees them and what they say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model, QuerySet
from django_stubs_ext import StrOrPromise

from eduklaster.charter.schema import Charter
from eduklaster.clusters.models import Cluster
from eduklaster.kernel.errors import NotFound
from eduklaster.kernel.text import Localized
from eduklaster.people.access import Viewer, office_name
from eduklaster.people.models import Affiliation, OfficeHolding, Person
from eduklaster.people.selectors import valid_on

from .content import Content
from .enums import Standing
from .naming import written
from .profiles import Profile


@dataclass(frozen=True)
class Frame:
    """What a builder is given: the cluster with its charter, the standard, the words of the document's language.

    `number` is what the document would get here, where its subject has no number of its own.
    """

    cluster: Cluster
    charter: Charter
    profile: Profile
    language: str
    words: Mapping[str, str]
    on: date
    place: str = ""
    number: str = ""

    def text(self, value: Any) -> str:
        """Return a text of the charter or of the records in the language of the document."""
        if value is None:
            return ""
        return value.in_(self.language) if hasattr(value, "in_") else str(value)

    def term(self, name: str) -> str:
        """Return the cluster's own word for a kind of document, or the standard's."""
        own = self.charter.vocabulary.get(name)
        return (own.one.in_(self.language) if own else "") or self.words.get(name, name)

    @property
    def masthead(self) -> dict[str, Any]:
        """Return what every document of the cluster says about itself."""
        identity = self.charter.identity
        return {
            "language": self.language,
            "profile": self.profile.key,
            "host": self.text(identity.host),
            "organisation": self.text(Localized(self.cluster.name)),
            "place": self.place,
            "dated": written(self.on, self.language),
        }


Builder = Callable[[Any, Frame], Content]


def always_valid(subject: Any) -> Standing:
    """Nothing but a later issue replaces such a document."""
    return Standing.VALID


@dataclass(frozen=True)
class DocumentKind:
    """A kind of document.

    `visible` bounds the rows it can be made of; `on` is its day; `may_issue` says who gives it out. `numbered` ones get
    a number of their own in the year, the others carry their subject's. `page` leads back to the subject.
    """

    key: str
    title: StrOrPromise
    subject: str
    model: type[Model]
    visible: Callable[[Cluster, Viewer], QuerySet[Any]]
    on: Callable[[Any], date]
    build: Builder
    page: Callable[[Any, Cluster], str]
    applies: Callable[[Any], bool] = lambda subject: True
    may_issue: Callable[[Cluster, Viewer, Any], bool] = lambda cluster, viewer, subject: viewer.is_secretary
    standing: Callable[[Any], Standing] = always_valid
    numbered: bool = False


_kinds: dict[str, DocumentKind] = {}


def register_document(kind: DocumentKind) -> None:
    """Offer a kind of document; call it in `AppConfig.ready`."""
    _kinds[kind.key] = kind


def kind_get(key: str) -> DocumentKind:
    """Return a kind.

    Raises:
        NotFound: There is none.
    """
    if key not in _kinds:
        raise NotFound
    return _kinds[key]


def kinds() -> list[DocumentKind]:
    """Return all kinds, in the order in which rooms offered them."""
    return list(_kinds.values())


def kinds_of(subject: str) -> list[DocumentKind]:
    """Return the kinds that can be made of a type of row."""
    return [kind for kind in _kinds.values() if kind.subject == subject]


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs for a party on a day: the post in the language of the document, the person."""

    post: str
    person: Person


SignatoryProvider = Callable[[Cluster, str, date, str], Sequence[Signatory]]
_signatories: list[SignatoryProvider] = []


def register_signatories(provider: SignatoryProvider) -> None:
    """Let a room tell who signs for parties that it knows: `provider(cluster, party, on, language)`."""
    if provider not in _signatories:
        _signatories.append(provider)


def signatories_of(cluster: Cluster, party: str, on: date, language: str) -> list[Signatory]:
    """Return who signs for `office:rector`, `organ:council`, `organisation:5` on a day; nobody where the post is empty."""
    return [one for provider in _signatories for one in provider(cluster, party, on, language)]


def office_signatories(cluster: Cluster, party: str, on: date, language: str) -> Sequence[Signatory]:
    """Return the holder of an office on a day, the acting one where there is no other."""
    head, _sep, name = party.partition(":")
    if head != "office":
        return []
    held = (
        OfficeHolding.objects.filter(valid_on(on), cluster=cluster, office=name)
        .select_related("person")
        .order_by("is_acting", "pk")
        .first()
    )
    return [Signatory(office_name(cluster, name, on).in_(language), held.person)] if held else []


def organisation_signatories(cluster: Cluster, party: str, on: date, language: str) -> Sequence[Signatory]:
    """Return the head of an organisation on a day."""
    head, _sep, key = party.partition(":")
    if head != "organisation" or not key.isdecimal():
        return []
    tie = (
        Affiliation.objects.filter(valid_on(on), organisation_id=int(key), is_head=True)
        .select_related("person", "organisation")
        .first()
    )
    return [Signatory(f"{tie.position} — {tie.organisation.short_name}", tie.person)] if tie else []


register_signatories(office_signatories)
register_signatories(organisation_signatories)
