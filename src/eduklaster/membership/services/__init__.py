"""Admitting, releasing and excluding participants; founders, acknowledgements, agreements, holdings, components."""

from __future__ import annotations

from .agreements import AgreementInput, agreement_end, agreement_register, agreements_expire
from .components import component_found, component_head_change
from .duties import duty_lay, duty_propose
from .founders import (
    Authority,
    founder_accede,
    founder_admit,
    founder_authority_set,
    founder_list,
    founder_sign,
    founder_sign_at_meeting,
    founders_list_by_charter,
)
from .holdings import cluster_owns_nothing, holding_record
from .mergers import organisation_rows_move
from .openings import (
    Opening,
    admission_open,
    applicant_update,
    exclusion_open,
    leaving_notify,
    meeting_open,
    unit_propose,
)
from .participants import NewParticipant, acknowledge, participant_admit, participant_release

__all__ = [
    "AgreementInput",
    "Authority",
    "NewParticipant",
    "Opening",
    "acknowledge",
    "admission_open",
    "agreement_end",
    "agreement_register",
    "agreements_expire",
    "applicant_update",
    "cluster_owns_nothing",
    "component_found",
    "component_head_change",
    "duty_lay",
    "duty_propose",
    "exclusion_open",
    "founder_accede",
    "founder_admit",
    "founder_authority_set",
    "founder_list",
    "founder_sign",
    "founder_sign_at_meeting",
    "founders_list_by_charter",
    "holding_record",
    "leaving_notify",
    "meeting_open",
    "organisation_rows_move",
    "participant_admit",
    "participant_release",
    "unit_propose",
]
