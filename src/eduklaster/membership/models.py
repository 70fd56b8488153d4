"""Participants, founders, acknowledgements, agreements, components."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from eduklaster.clusters.models import DateRange
from eduklaster.kernel.text import Localized, LocalizedTextField

from .enums import (
    AgreementKind,
    AgreementState,
    AuthorityKind,
    FounderState,
    ParticipantKind,
    ParticipantState,
)

A_PERSON = Localized({"uk": "Фізична особа", "ru": "Физическое лицо", "en": "A natural person"})


class Participant(models.Model):
    """One spell of membership of an organisation, person or community in a cluster. Joining again makes a new row."""

    cluster = models.ForeignKey("clusters.Cluster", on_delete=models.PROTECT, related_name="participants")
    number = models.PositiveIntegerField(help_text="number in the register, never reused")
    kind = models.CharField(max_length=14, choices=ParticipantKind, default=ParticipantKind.ORGANISATION)
    organisation = models.ForeignKey(
        "people.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )
    person = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )
    community_name = models.CharField(max_length=300, blank=True)
    category = models.CharField(max_length=60, help_text="id of the category in the charter")
    primary_group = models.CharField(max_length=60, blank=True, help_text="id of the target group in the charter")
    other_groups = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    basis = models.CharField(max_length=12, help_text="charter, order, consent, signature, agreement or decision")
    basis_act = models.ForeignKey(
        "procedures.Act", null=True, blank=True, on_delete=models.PROTECT, related_name="admitted"
    )
    state = models.CharField(max_length=12, choices=ParticipantState, default=ParticipantState.ACTIVE)
    is_resident = models.BooleanField(_("inside the territory"), default=True)
    joined_on = models.DateField()
    left_on = models.DateField(null=True, blank=True, help_text="first day on which it is no longer a participant")
    left_by_act = models.ForeignKey(
        "procedures.Act", null=True, blank=True, on_delete=models.PROTECT, related_name="released"
    )
    resources = models.JSONField(default=dict, help_text="declared resources by kind")
    sort_key = models.TextField(
        db_collation="C", default="", editable=False,
        help_text="place of the shown name in the alphabet; kept by triggers, also when the organisation is renamed",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cluster", "number"], name="participant_number"),
            models.CheckConstraint(
                condition=Q(kind="organisation", organisation__isnull=False, person__isnull=True)
                | Q(kind="person", organisation__isnull=True, person__isnull=False)
                | (Q(kind="community", organisation__isnull=True) & ~Q(community_name="")),
                name="participant_is_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["active", "suspended"], left_on__isnull=True)
                | Q(state__in=["withdrawn", "excluded", "dissolved"], left_on__isnull=False),
                name="participant_left_has_day",
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")),
                name="participant_leaves_after_joining",
            ),
            ExclusionConstraint(
                name="participant_one_spell",
                expressions=[
                    ("cluster", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    (DateRange("joined_on", "left_on", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                condition=Q(organisation__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["cluster", "state", "category"], name="participant_register"),
            models.Index(fields=["cluster", "joined_on", "left_on"], name="participant_on_a_day"),
            models.Index(fields=["cluster", "sort_key", "number"], name="participant_alphabet"),
        ]

    def __str__(self) -> str:
        """Return the name of the organisation, community or person."""
        return str(self.organisation or self.community_name or self.person)

    @property
    def public_name(self) -> Localized:
        """How acts and seats call it, which everybody may read: a natural person is not named there."""
        return A_PERSON if self.kind == ParticipantKind.PERSON else Localized.same(str(self))


class Founder(models.Model):
    """A row of the founders' register: listed is not founder until an authorised representative has signed."""

    cluster = models.ForeignKey("clusters.Cluster", on_delete=models.PROTECT, related_name="founders")
    number = models.CharField(max_length=10, help_text="printed number of the row")
    order = models.PositiveSmallIntegerField()
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="founder_rows")
    position = models.CharField(max_length=200, help_text="position of the signatory, public")
    category = models.CharField(max_length=60)
    clause = models.CharField(max_length=40, blank=True)
    signatory = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    authority_kind = models.CharField(max_length=20, choices=AuthorityKind, blank=True)
    authority_document = models.CharField(max_length=300, blank=True)
    authority_file = models.FileField(upload_to="authority/%Y/", blank=True)
    signed_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=FounderState, default=FounderState.LISTED)
    participant = models.OneToOneField(
        Participant, null=True, blank=True, on_delete=models.PROTECT, related_name="founder_row"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cluster", "number"], name="founder_number"),
            models.UniqueConstraint(fields=["cluster", "organisation"], name="founder_once"),
            models.CheckConstraint(
                condition=~Q(state="signed")
                | (Q(signed_on__isnull=False) & ~Q(authority_kind="") & ~Q(authority_document="")),
                name="founder_signed_with_authority",
            ),
        ]


class Component(models.Model):
    """A unit or project inside the cluster; its head may have a seat in an organ."""

    cluster = models.ForeignKey("clusters.Cluster", on_delete=models.PROTECT, related_name="components")
    code = models.CharField(max_length=60)
    name = LocalizedTextField()
    kind = models.CharField(max_length=20)
    organisation = models.ForeignKey("people.Organisation", null=True, blank=True, on_delete=models.PROTECT)
    head = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="heads_components"
    )
    head_since = models.DateField(null=True, blank=True)
    founded_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    is_founding = models.BooleanField(default=False, help_text="named in the charter itself")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cluster", "code"], name="component_code")]


class Acknowledgement(models.Model):
    """A participant confirms that it has read a version of the charter."""

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="acknowledgements")
    version = models.ForeignKey("clusters.CharterVersion", on_delete=models.PROTECT, related_name="acknowledgements")
    by = models.ForeignKey("people.User", null=True, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["participant", "version"], name="acknowledgement_once")]


class ExtraDuty(models.Model):
    """A duty that a published decision laid on participants; other duties derive from the charter."""

    cluster = models.ForeignKey("clusters.Cluster", on_delete=models.PROTECT, related_name="extra_duties")
    label = LocalizedTextField()
    act = models.ForeignKey("procedures.Act", on_delete=models.PROTECT, related_name="duties")
    categories = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)


class Agreement(models.Model):
    """An agreement that serves the cluster's work. Parties are organisations and persons, never the cluster."""

    cluster = models.ForeignKey("clusters.Cluster", on_delete=models.PROTECT, related_name="agreements")
    kind = models.CharField(_("kind"), max_length=20, choices=AgreementKind)
    number = models.CharField(_("number"), max_length=60, blank=True)
    subject = models.CharField(_("subject"), max_length=500)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    valid_from = models.DateField(_("in force from"), null=True, blank=True)
    valid_until = models.DateField(_("in force until"), null=True, blank=True, help_text=_("last day"))
    survives_leaving = models.BooleanField(_("goes on when a party leaves the cluster"), default=True)
    is_public = models.BooleanField(_("shown to everybody"), default=True)
    state = models.CharField(max_length=12, choices=AgreementState, default=AgreementState.DRAFT)
    file = models.FileField(_("file"), upload_to="agreements/%Y/", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
                name="agreement_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        """Return the subject."""
        return self.subject


class AgreementParty(models.Model):
    """A party of an agreement: an organisation or a person. There is no column for a cluster on purpose."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(
        "people.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="agreements"
    )
    person = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="agreements"
    )
    role = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=True) ^ Q(person__isnull=True),
                name="agreement_party_is_one_thing",
            ),
            models.UniqueConstraint(
                fields=["agreement", "organisation"],
                condition=Q(organisation__isnull=False),
                name="agreement_party_once",
            ),
        ]


class Holding(models.Model):
    """Something of use to the cluster (an account, equipment, a site) with the organisation that holds it.

    The cluster itself can hold nothing: `holder` is an organisation and compulsory.
    """

    class Kind(models.TextChoices):
        """What is held."""

        ACCOUNT = "account", _("bank account")
        EQUIPMENT = "equipment", _("equipment")
        PREMISES = "premises", _("premises")
        SITE = "site", _("site or domain")
        OTHER = "other", _("other property")

    cluster = models.ForeignKey("clusters.Cluster", on_delete=models.PROTECT, related_name="holdings")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    name = models.CharField(_("name"), max_length=300)
    holder = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, related_name="holdings", verbose_name=_("holder")
    )
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    recorded_on = models.DateField()
