"""Accounts, persons, organisations, their ties, contacts, consents, offices and invitations."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeBoundary, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Lower
from django.utils.translation import gettext_lazy as _

from eduklaster.clusters.models import DateRange
from eduklaster.kernel.sorting import LatinKey, UkKey

from .enums import (
    CodeKind,
    ConsentPurpose,
    ContactKind,
    EducationLevel,
    GrammaticalGender,
    Ownership,
    Sector,
    Visibility,
)


class UserManager(BaseUserManager["User"]):
    """Makes accounts; an address is kept in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make an account; without a password it can be entered only by a passkey or after a reset."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make an account of a platform administrator."""
        return self.create_user(email, password, is_platform_admin=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        """Find an account by its address, whatever its case."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """An account: e-mail and password or passkey. What it may do follows from the person's capacities on the day."""

    email = models.EmailField(_("e-mail"), unique=True)
    person = models.OneToOneField("people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="user")
    language = models.CharField(_("language"), max_length=2, default="uk")
    is_active = models.BooleanField(default=True)
    is_platform_admin = models.BooleanField(
        default=False, help_text="creates clusters, keeps backups; never alters acts, votes or case notes"
    )
    is_demo = models.BooleanField(default=False)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_any_case")]

    def __str__(self) -> str:
        """Return the person's short name, or the address."""
        return str(self.person) if self.person_id else self.email

    @property
    def is_staff(self) -> bool:
        """Platform administrators may use Django's own tools."""
        return self.is_platform_admin


class Person(models.Model):
    """A human being. Names are personal data: public pages show posts, and names only with consent."""

    surname = models.CharField(_("surname"), max_length=100)
    given_name = models.CharField(_("given name"), max_length=100)
    patronymic = models.CharField(_("patronymic"), max_length=100, blank=True)
    language = models.CharField(_("language"), max_length=2, default="uk")
    teaching_since = models.DateField(null=True, blank=True)
    managing_since = models.DateField(null=True, blank=True)
    search_key = models.CharField(max_length=720, editable=False, help_text="`naming.person_key`")
    registered_in = models.ForeignKey(
        "clusters.Cluster", null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        help_text="cluster whose secretary entered the person",
    )  # fmt: skip
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            GinIndex(OpClass(F("search_key"), name="gin_trgm_ops"), name="person_search"),
            models.Index(UkKey("surname"), UkKey("given_name"), "id", name="person_alphabet"),
        ]

    def __str__(self) -> str:
        """Return surname and initials."""
        initials = " ".join(f"{name[0]}." for name in (self.given_name, self.patronymic) if name)
        return f"{self.surname} {initials}".strip()

    @property
    def full_name(self) -> str:
        """Return surname, given name and patronymic."""
        return " ".join(part for part in (self.surname, self.given_name, self.patronymic) if part)


class Organisation(models.Model):
    """A legal person or a unit of one. Shared between clusters; each membership is a row of its own in `membership`."""

    official_name = models.CharField(_("official name"), max_length=500)
    short_name = models.CharField(_("short name"), max_length=200)
    code_kind = models.CharField(_("kind of code"), max_length=10, choices=CodeKind, blank=True)
    code = models.CharField(_("state code"), max_length=20, blank=True)
    legal_form = models.CharField(_("legal form"), max_length=120, blank=True)
    ownership = models.CharField(_("ownership"), max_length=20, choices=Ownership, default=Ownership.UNKNOWN)
    sector = models.CharField(_("sector"), max_length=20, choices=Sector, default=Sector.EDUCATION)
    levels = ArrayField(models.CharField(max_length=20, choices=EducationLevel), default=list, blank=True)
    industry_code = models.CharField(_("industry code"), max_length=20, blank=True)
    territory = models.CharField(_("territory"), max_length=200, blank=True)
    settlement = models.CharField(_("settlement"), max_length=200, blank=True)
    site = models.URLField(_("site"), blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="units")
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    search_key = models.CharField(max_length=1500, editable=False, help_text="`naming.organisation_key`")
    find_key = models.GeneratedField(
        expression=LatinKey(
            Concat("official_name", Value("\n"), "short_name", Value("\n"), "settlement", Value("\n"), "code")
        ),
        output_field=models.TextField(db_collation="C"), db_persist=True,
        help_text="what a typed part of a name, a place or a code is looked for in",
    )  # fmt: skip
    registered_in = models.ForeignKey(
        "clusters.Cluster", null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        help_text="cluster whose secretary entered the organisation",
    )  # fmt: skip
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code_kind", "code"], condition=~Q(code=""), name="organisation_code_one"),
            models.CheckConstraint(condition=Q(code="") | ~Q(code_kind=""), name="organisation_code_has_kind"),
        ]
        indexes = [
            GinIndex(OpClass(F("search_key"), name="gin_trgm_ops"), name="organisation_search"),
            GinIndex(OpClass(F("find_key"), name="gin_trgm_ops"), name="organisation_find"),
            models.Index(UkKey("short_name"), "id", name="organisation_alphabet"),
        ]

    def __str__(self) -> str:
        """Return the short name."""
        return self.short_name


class OrganisationFlag(models.Model):
    """A dated mark on an organisation, such as low results; sensitive, never public by default."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="flags")
    kind = models.SlugField(max_length=40)
    source = models.CharField(max_length=300)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)


class Affiliation(models.Model):
    """A person's tie to an organisation, dated."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="affiliations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="affiliations")
    position = models.CharField(_("position"), max_length=200)
    is_head = models.BooleanField(_("heads the organisation"), default=False)
    may_represent = models.BooleanField(_("represents it in clusters"), default=False)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True, help_text="first day on which it no longer holds")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="affiliation_ends_after_start",
            ),
            ExclusionConstraint(
                name="affiliation_one_head",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_until", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                condition=Q(is_head=True),
            ),
        ]


class ContactPoint(models.Model):
    """A way to reach a person or an organisation; private unless its owner says otherwise."""

    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="contacts")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="contacts"
    )
    kind = models.CharField(max_length=12, choices=ContactKind)
    value = models.CharField(
        max_length=300, help_text="as it was written; several phones in one line are kept as they are"
    )
    visibility = models.CharField(max_length=14, choices=Visibility, default=Visibility.PRIVATE)
    basis = models.CharField(max_length=200, blank=True, help_text="lawful basis of keeping it")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True) ^ Q(organisation__isnull=True), name="contact_point_has_one_owner"
            )
        ]


class Consent(models.Model):
    """A consent, given for one purpose and withdrawable; history is kept."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=20, choices=ConsentPurpose)
    cluster = models.ForeignKey("clusters.Cluster", null=True, blank=True, on_delete=models.PROTECT)
    guardian = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="consents_as_guardian"
    )
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose", "cluster"], condition=Q(withdrawn_at__isnull=True),
                nulls_distinct=False, name="consent_one_standing",
            )
        ]  # fmt: skip


class OfficeHolding(models.Model):
    """Who holds an office of a cluster, from an act. At most one holder and one acting holder on any day."""

    cluster = models.ForeignKey("clusters.Cluster", on_delete=models.PROTECT, related_name="office_holdings")
    office = models.CharField(max_length=60, help_text="id of the office in the charter")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="offices")
    is_acting = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True, help_text="first day on which it no longer holds")
    basis = models.CharField(max_length=300, help_text="the act as it is cited")
    basis_act_id = models.BigIntegerField(null=True, blank=True, help_text="procedures.Act, where the act is kept here")

    acting_flag = models.GeneratedField(
        expression=models.Case(models.When(is_acting=True, then=1), default=0),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="office_ends_after_start",
            ),
            ExclusionConstraint(
                name="office_one_holder",
                expressions=[
                    ("cluster", RangeOperators.EQUAL),
                    ("office", RangeOperators.EQUAL),
                    ("acting_flag", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_until", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
            ),
        ]


class Invitation(models.Model):
    """A single-use link by which a person makes an account. Only the hash of the token is kept."""

    email = models.EmailField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="invitations")
    cluster = models.ForeignKey("clusters.Cluster", null=True, blank=True, on_delete=models.PROTECT)
    token_hash = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=2)
    invited_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True, help_text="when the letter left; empty if it could not")
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)


class WordForms(models.Model):
    """The cases of a person's name, or of a post in a cluster, as somebody checked them; they win over the rules.

    They hold for the wording that was checked: after a change of the name or the post the rules speak again.
    """

    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="word_forms")
    cluster = models.ForeignKey("clusters.Cluster", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=2)
    text = models.CharField(max_length=310, help_text="full name or post in the nominative, as it stood")
    gender = models.CharField(
        max_length=9, blank=True, choices=GrammaticalGender, help_text="by which the name declines"
    )
    forms = models.JSONField(help_text="{case: [surname, given name, patronymic]} or {case: [post]}")
    checked_at = models.DateTimeField()
    checked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, cluster__isnull=True) | Q(person__isnull=True, cluster__isnull=False),
                name="word_forms_of_person_or_post",
            ),
            models.UniqueConstraint(
                fields=["person", "language"], condition=Q(person__isnull=False), name="word_forms_person"
            ),
            models.UniqueConstraint(
                fields=["cluster", "language", "text"], condition=Q(cluster__isnull=False), name="word_forms_post"
            ),
        ]


class ImportBatch(models.Model):
    """An uploaded list that is being previewed; nothing is written to the registers until it is applied, whole."""

    class State(models.TextChoices):
        """Life of an import."""

        PREVIEW = "preview", _("preview")
        APPLIED = "applied", _("applied")
        DISCARDED = "discarded", _("discarded")

    cluster = models.ForeignKey("clusters.Cluster", on_delete=models.CASCADE, related_name="import_batches")
    kind = models.CharField(max_length=30)
    file_name = models.CharField(max_length=255)
    rows = models.JSONField(help_text="parsed rows with their problems and matches")
    ignored = models.JSONField(default=dict, help_text="columns without a known name, rows with cells under no head")
    state = models.CharField(max_length=10, choices=State, default=State.PREVIEW)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT)
    uploaded_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True, blank=True)
