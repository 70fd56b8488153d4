"""Kinds of organisations' attributes, contacts and consents."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CodeKind(models.TextChoices):
    """Which state register a code comes from."""

    EDRPOU = "edrpou", _("EDRPOU (Ukraine)")
    INN = "inn", _("INN (Russia)")
    OGRN = "ogrn", _("OGRN (Russia)")
    OTHER = "other", _("other code")


class Ownership(models.TextChoices):
    """Who owns an organisation."""

    STATE = "state", _("state")
    COMMUNAL = "communal", _("communal or municipal")
    PRIVATE = "private", _("private")
    CORPORATE = "corporate", _("corporate")
    CIVIL = "civil", _("civil society")
    UNKNOWN = "unknown", _("not stated")


class Sector(models.TextChoices):
    """What an organisation does."""

    EDUCATION = "education", _("education")
    SCIENCE = "science", _("science")
    BUSINESS = "business", _("business")
    AUTHORITY = "authority", _("authority")
    CIVIL = "civil", _("civil society")
    HEALTH = "health", _("health care")
    CULTURE = "culture", _("culture")
    SPORT = "sport", _("sport")
    OTHER = "other", _("other")


class EducationLevel(models.TextChoices):
    """Levels at which an institution teaches."""

    PRESCHOOL = "preschool", _("preschool")
    GENERAL = "general", _("general secondary")
    SUPPLEMENTARY = "supplementary", _("out-of-school")
    VOCATIONAL = "vocational", _("vocational")
    PRE_HIGHER = "pre_higher", _("professional pre-higher")
    HIGHER = "higher", _("higher")
    IN_SERVICE = "in_service", _("in-service training")


class ContactKind(models.TextChoices):
    """How somebody can be reached."""

    PHONE = "phone", _("phone")
    EMAIL = "email", _("e-mail")
    MESSENGER = "messenger", _("messenger")
    SITE = "site", _("site")
    ADDRESS = "address", _("address")


class Visibility(models.TextChoices):
    """Who may see a contact."""

    PRIVATE = "private", _("only the owner and the secretary")
    ORGAN = "organ", _("members of the organs")
    PARTICIPANTS = "participants", _("participants of the cluster")
    PUBLIC = "public", _("everybody")


class ConsentPurpose(models.TextChoices):
    """What a person agreed to."""

    ACCOUNT = "account", _("an account on the platform")
    PUBLIC_NAME = "public_name", _("the name shown beside the post on public pages")
    CONTACTS = "contacts", _("contacts shown as their visibility says")
    NOTIFICATIONS = "notifications", _("letters about the work of the cluster")


class GrammaticalGender(models.TextChoices):
    """How a name declines; a matter of grammar only."""

    MASCULINE = "masculine", _("as a man's name")
    FEMININE = "feminine", _("as a woman's name")
