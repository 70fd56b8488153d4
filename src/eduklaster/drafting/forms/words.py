"""What the forms call the parts and the words of a charter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Label = str | _StrPromise

LABELS: dict[str, Label] = {
    "name": _("Name"), "short_name": _("Short name"), "label": _("Name"), "one": _("The cluster’s word"),
    "many": _("The word in the plural"), "title": _("Title"), "kinds": _("What it does"), "kind": _("Kind"),
    "belongs_to": _("Belongs to"), "scope": _("Acts for"), "is_organisation": _("It is one organisation"),
    "convened_by": _("Convened by"), "composed_by": _("Matter that approves the composition"),
    "act_kinds": _("Acts that it issues"), "count": _("How many"), "each": _("Seats for each"),
    "seat_class": _("Class of seats (Latin word)"), "votes": _("With a vote"), "holders": _("Named posts or bodies, one on a line"),
    "office": _("Office"), "categories": _("Only these categories"), "chosen_by": _("Chosen by"),
    "in_agreement_with": _("In agreement with"), "term": _("Term"), "consecutive_terms": _("Terms in a row, at most"),
    "staggered_in": _("Changes in parts: how many"), "rotates_every": _("Changes in turn every"),
    "turns_from": _("First day of a turn"), "offices": _("Offices in turn or by rank"),
    "alternate": _("An alternate may stand in"), "takes_effect_by": _("Filled by the matter"), "by": _("By whom"),
    "matter": _("Matter"), "appointed_by": _("Appointed by"), "reports_to": _("Reports to"),
    "fact": _("Fact (Latin word)"), "must_be": _("Must be"), "unless": _("Not needed if (fact)"), "sector": _("Sector"),
    "tier": _("Vote"), "basis": _("Comes in by"), "admission": _("Matter by which one comes in"),
    "open_list": _("The text says «and others»"), "of": _("Sorts"), "facts": _("Facts that tell the group"),
    "permission": _("Permission on the platform (Latin word)"), "number": _("Number"), "organisation": _("Organisation"),
    "position": _("Position"), "category": _("Category"), "seats_head_in": _("Its head has a seat in"),
    "within": _("Within"), "reason_required": _("With reasons"), "then": _("What follows"), "to": _("Back to the step"),
    "is": _("Has the value"), "produces": _("Act that it issues"), "after": _("After the steps"),
    "due": _("Time to do it"), "wait": _("Is over only after"), "batch": _("One act may serve several cases"),
    "declaratory": _("The effect has come before; the act only records it"), "at_least": _("How many of them, at least"),
    "opened_by": _("Opened by"), "organ": _("Organ"), "strategic": _("Reserved for the governing organ"),
    "effect_at": _("The effect comes with the step"), "owner": _("Who sees to it"), "period": _("Period"),
    "nature": _("Nature"), "level": _("Level"), "issuer": _("Issued by"), "on": _("Day"), "valid_to": _("In force until"),
    "subject": _("About"), "act": _("Act"), "clauses": _("Clauses"), "finding": _("What was seen"),
    "treatment": _("How it is treated"), "main_organ": _("Organ that governs"),
    "approving_office": _("Office that approves by orders"), "executive": _("Who runs the cluster day by day"),
    "secretary": _("Office that keeps the records"), "also": _("Further clauses"), "clause": _("Clause"),
    "gist": _("In short"), "until": _("Last day"), "from": _("First day"), "note": pgettext_lazy("form", "Note"), "value": _("Value"),
    "concerned": _("Whom it concerns"), "territory_restricted": _("Only participants of the territory"),
    "aliases": _("Other spellings of the name, one on a line"), "territory_aliases": _("Other names of the territory, one on a line"),
    "host": _("Host institution"), "legal_person": _("Legal person"), "legal_person_clause": _("Clause about it"),
    "elects": _("The vote may choose among candidates"), "measure": _("How it is measured"),
    "lasts": _("How long"), "renews_for": _("Goes on each time for"), "version": _("Version"), "annex": _("Annex"), "one_primary_group": _("Each participant sits in one primary group"),
}  # fmt: skip

MODEL_LABELS: dict[tuple[str, str], Label] = {
    ("Step", "kind"): _("What is done"), ("Step", "title"): _("Own name of the step"), ("Step", "basis"): _("Cites the acts of the steps"),
    ("Chair", "by"): _("Who presides"), ("Chair", "office"): _("Office of the chair"), ("Chair", "clause"): _("Clause about the chair"),
    ("Chair", "title"): _("Own name of the chair"), ("Chair", "votes"): _("The chair has a vote"),
    ("SeatRule", "label"): _("Whose seats"), ("SeatRule", "kind"): _("How they come about"),
    ("Office", "kind"): _("What it does"), ("Requirement", "label"): _("Condition"),
    ("Category", "kinds"): _("Who it can be"), ("When", "fact"): _("Only when (fact, Latin word)"),
    ("Organ", "clause"): _("Clause about the organ"), ("Approval", "by"): _("Approved by"), ("Term", "kind"): _("Life of the cluster"),
    ("FinanceSource", "label"): _("Kind of money"), ("Indicator", "label"): _("Indicator"), ("Ground", "label"): _("Ground"),
    ("Power", "label"): _("What it may do"), ("Matter", "categories"): _("Only for these categories"), ("Approval", "act"): _("Act"),
}  # fmt: skip

LEVELS = {
    "school": _("One school"), "municipal": _("Municipal"), "district": _("District"), "regional": _("Regional"),
    "national": _("National"),
}  # fmt: skip
KINDS = {
    "regulation": _("Regulation"), "declaration": _("Declaration"), "bylaw": _("Bylaw"), "agreement": _("Agreement"),
}  # fmt: skip
ACTS = {
    "resolution": _("Resolution"), "decision": _("Decision"), "submission": _("Submission"), "order": _("Order"),
    "recommendation": _("Recommendation"), "signature": _("Signature"), "agreement": _("Agreement"), "none": _("No act"),
}  # fmt: skip

CHOICES: dict[tuple[str, str], Mapping[str, Label]] = {
    ("Identity", "kind"): KINDS,
    ("Identity", "level"): LEVELS,
    ("Identity", "legal_person"): {"yes": _("yes"), "no": _("no"), "silent": _("the text is silent")},
    ("Term", "kind"): {"indefinite": _("Without end"), "until": _("Until a day"), "silent": _("the text is silent")},
    ("Organ", "kinds"): {
        "governing": _("Governs"), "advisory": _("Advises"), "executive": _("Carries out"), "approving": _("Approves"),
        "constituent": _("Founds"), "working": _("Works on a task"),
    },
    ("Organ", "belongs_to"): {"cluster": _("the cluster"), "host": _("the host institution")},
    ("Organ", "scope"): {"cluster": _("the cluster"), "federation": _("the federation"), "project": _("a project")},
    ("Organ", "act_kinds"): ACTS,
    ("SeatRule", "kind"): {
        "per_participant": _("For each participant"), "per_founder": _("For each founder"),
        "per_component": _("For each part of the cluster"), "elected": _("Elected"), "appointed": _("Appointed"),
        "appointed_in_agreement": _("Appointed in agreement"), "ex_officio": _("By office"),
        "named_body": _("For a named body"), "rotating": _("In turn"), "ranked": _("By rank"), "template": _("By a list"),
        "host_rules": _("By the rules of the host"),
    },
    ("Chair", "by"): {
        "elected": _("Elected by the organ"), "office": _("The holder of an office"), "appointed": _("Appointed"),
        "host_rules": _("By the rules of the host"), "none": _("Nobody"),
    },
    ("Office", "kind"): {
        "executive": _("Runs the cluster"), "approving": _("Approves by orders"), "presiding": _("Presides"),
        "secretary": _("Keeps the records"), "member": _("Sits in an organ"), "authority": _("An authority"),
    },
    ("Office", "belongs_to"): {
        "cluster": _("the cluster"), "host": _("the host institution"), "external": _("nobody of the cluster"),
    },
    ("Category", "sector"): {
        "education": _("Education"), "science": _("Science"), "business": _("Business"), "authority": _("authority"),
        "civil": _("Civil society"), "health": _("health care"), "culture": _("Culture"), "sport": _("Sport"), "other": _("Other"),
    },
    ("Category", "tier"): {
        "voting": _("With a vote"), "associate": _("Associate, without a vote"), "observer": _("Observer"),
    },
    ("Category", "basis"): {
        "decision": _("A decision of an organ"), "order": _("An order"), "consent": _("Consent"),
        "signature": _("A signature"), "agreement": _("An agreement"), "charter": _("The charter itself"),
    },
    ("Category", "kinds"): {
        "organisation": _("An organisation"), "person": _("A person"), "community": _("A community"),
    },
    ("TargetGroup", "of"): {"participants": _("participants"), "people": _("the people served")},
    ("Component", "kind"): {
        "centre": _("Centre"), "project": _("Project"), "unit": _("Unit"), "network": _("Network"),
        "laboratory": _("Laboratory"), "training_site": _("Training site"), "bureau": _("Bureau"), "node": _("Node"),
    },
    ("Decline", "then"): {"close": _("the case is closed"), "back": _("the case goes back to a step")},
    ("Step", "produces"): ACTS,
    ("Plan", "kind"): {"own": _("A plan of its own"), "section_of_parent": _("A part of the plan of the parent organisation")},
    ("Plan", "period"): {"year": _("Calendar year"), "school_year": _("School year"), "silent": _("the text is silent")},
    ("Indicator", "nature"): {
        "formal": _("formal"), "informal": _("informal"), "main": _("main"), "contextual": _("contextual"),
    },
    ("LegalBasis", "level"): {
        "constitution": _("Constitution"), "international": _("International"), "national": _("National"),
        "regional": _("Regional"), "municipal": _("Municipal"), "host": _("the host institution"),
    },
    ("Finding", "kind"): {
        "silence": _("silence"), "contradiction": _("contradiction"), "tension": _("tension"), "ambiguity": _("ambiguity"),
        "naming": _("naming"), "numbering": _("numbering"), "dated": _("dated"), "layout": _("layout"),
        "evidence": _("evidence"), "privacy": _("privacy"),
    },
    ("Clause", "kind"): {
        "section": _("Section"), "clause": _("Clause"), "item": _("Item"), "paragraph": _("Paragraph"),
        "gap": _("A number that is missing"), "annex": _("Annex"), "row": _("Row of a table"),
    },
    ("Planned", "room"): {
        "governance": _("Organs and votes"), "finance": _("Finance"), "resources": _("Resources"), "library": _("Library"),
        "workforce": _("Staff"), "programmes": _("Programmes"), "planning": _("Plan"), "mentoring": _("Mentoring"),
        "events": _("Events"), "cases": _("Matters"), "monitoring": _("Monitoring"), "public": _("Public pages"),
        "documents": _("Documents"),
    },
    ("Screen", "screen"): {
        "register": _("Register of participants"), "founders": _("Founders"), "acts": _("Register of acts"),
        "cases": _("Matters"), "charter": _("Charter"), "health": _("Health of the charter"), "organs": _("Organs"),
        "offices": _("Offices"), "agreements": _("Agreements"), "public": _("Public pages"), "identity": _("Who it is"),
        "legal": _("Legal bases"), "vocabulary": _("Words of the cluster"), "home": _("First page"), "admission": _("Admission"),
        "leaving": _("Leaving"), "exclusion": _("Exclusion"), "rights": _("Rights and duties"), "history": _("History"),
        "proposals": _("Proposals"), "sessions": _("Sessions"), "votes": _("Votes"), "tasks": pgettext_lazy("execution", "Tasks"),
    },
}  # fmt: skip

HELP: dict[tuple[str, str], Label] = {
    ("Sourced", "also"): _("Numbers with commas between them."),
    ("Requirement", "must_be"): _("yes, no, a number, a word, or several words with commas between them."),
    ("Requirement", "fact"): _("Leave it empty: the secretary then answers the condition with yes or no."),
    ("Requirement", "unless"): _("When this fact is true, the condition is not asked."),
    ("Step", "after"): _("Leave it empty: the step follows the one before."),
    ("Step", "wait"): _("Such as the time to reply: the next step opens only then."),
    ("Matter", "opened_by"): _("Leave it empty: whoever does the first step."),
    ("Matter", "effect_at"): _("Leave it empty: the last step that is no registration or publication."),
    ("RuleValue", "from"): _("Leave it empty: as long as the charter is in force."),
}

PRODUCES = {
    "vote": "resolution", "order": "order", "approval": "decision", "signature": "signature", "agreement": "agreement",
    "submission": "submission", "recommendation": "recommendation",
}  # fmt: skip


def label_of(model: str, field: str) -> Label:
    """Return what a field is called; one that is new to the forms is called by its own word."""
    return MODEL_LABELS.get((model, field)) or LABELS.get(field) or field.replace("_", " ").capitalize()


def choices_of(model: str, field: str, allowed: tuple[str, ...]) -> list[tuple[str, Any]]:
    """Return the allowed words with their labels; a word that is new to the forms stands for itself."""
    known = CHOICES.get((model, field), {})
    return [
        (name, known.get(name, name.replace("_", " ")))
        for name in (*(n for n in known if n in allowed), *(a for a in allowed if a not in known))
    ]
