"""Writing persons, organisations, ties, contacts, consents, offices, invitations and accounts.

Who may call a service is asked before, with `people.access`: effects of signed acts call the same services
with no viewer. Journal entries name ids and fields, never names or contacts.
"""

from .accounts import (
    account_deactivate,
    account_language_set,
    invitation_accept,
    invitation_send,
    invitation_withdraw,
)
from .contacts import (
    consent_give,
    consent_withdraw,
    contact_add,
    contact_change_visibility,
    contact_remove,
)
from .offices import office_assign, office_end
from .organisations import (
    OrganisationFields,
    organisation_create,
    organisation_flag_end,
    organisation_flag_set,
    organisation_merge,
    organisation_update,
)
from .persons import PersonFields, affiliation_end, affiliation_start, person_create, person_update
from .wording import name_forms_check, post_forms_check

__all__ = [
    "OrganisationFields",
    "PersonFields",
    "account_deactivate",
    "account_language_set",
    "affiliation_end",
    "affiliation_start",
    "consent_give",
    "consent_withdraw",
    "contact_add",
    "contact_change_visibility",
    "contact_remove",
    "invitation_accept",
    "invitation_send",
    "invitation_withdraw",
    "name_forms_check",
    "office_assign",
    "office_end",
    "organisation_create",
    "organisation_flag_end",
    "organisation_flag_set",
    "organisation_merge",
    "organisation_update",
    "person_create",
    "person_update",
    "post_forms_check",
]
