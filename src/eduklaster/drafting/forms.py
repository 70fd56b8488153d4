"""Forms of the wizard: each reads a part of the charter into fields and writes the fields back into the part."""

from __future__ import annotations

from typing import Any, get_args
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eduklaster.charter import messages
from eduklaster.charter.schema import Category, Charter, Office, SeatRule, Step
from eduklaster.clusters.enums import FindingState

from .patterns import words

Data = dict[str, Any]
_PARTIES = (
    "applicant", "participant", "author", "founders", "participants", "any_participant", "secretary", "main_organ",
    "approving_office", "executive", "person",
)  # fmt: skip


def literal(model: Any, field: str) -> tuple[str, ...]:
    """Return the allowed words of a field of the schema."""
    annotation = model.model_fields[field].annotation
    args = get_args(annotation)
    return tuple(args if all(isinstance(a, str) for a in args) else get_args(args[0]))


def keep_text(old: Any, new: str, language: str) -> dict[str, str]:
    """Return a text with what was entered; translations stay while the words of the main language stay."""
    if isinstance(old, dict) and old.get(language) == new:
        return old
    return words(new)


def own_words(text: Any, language: str) -> str:
    """Return a text of the data in a language."""
    return str(text.get(language, "")) if isinstance(text, dict) else ""


def clause_choices(charter: Charter, language: str) -> list[tuple[str, str]]:
    """Return the places of the text that a part may rest on, after «the text is silent»."""
    found = [("", _("The text is silent: the default applies"))]
    for depth, clause, _parent in charter.clause_walk():
        gist = clause.gist.in_(language)
        short = gist if len(gist) <= 70 else gist[:70].rsplit(" ", 1)[0] + "…"
        number = clause.number or clause.id
        found.append((clause.id, f"{'  ' * min(depth, 3)}{number} {short}"))
    return found


def party_choices(charter: Charter, language: str, extra: str = "") -> list[tuple[str, str]]:
    """Return everybody who may do a step, in words."""
    roles = [p for p in _PARTIES if p != "approving_office" or charter.roles.approving_office]
    found = [(p, messages.party_words(p, language, charter if p in _ROLES else None)) for p in roles]
    for name in charter.organs:
        found += [
            (f"{head}:{name}", messages.party_words(f"{head}:{name}", language, charter))
            for head in ("organ", "chair", "member")
        ]
    found += [(f"office:{name}", messages.party_words(f"office:{name}", language, charter)) for name in charter.offices]
    found += [(f"body:{name}", messages.party_words(f"body:{name}", language, charter)) for name in charter.bodies]
    if extra and extra not in dict(found):
        found.insert(0, (extra, messages.parties_words(extra.split("|"), language, charter)))
    return found


_ROLES = {"secretary", "main_organ", "approving_office", "executive"}

KINDS = {
    "regulation": gettext_lazy("Regulation"),
    "declaration": gettext_lazy("Declaration"),
    "bylaw": gettext_lazy("Bylaw"),
    "agreement": gettext_lazy("Agreement"),
}
LEVELS = {
    "school": gettext_lazy("One school"),
    "municipal": gettext_lazy("Municipal"),
    "district": gettext_lazy("District"),
    "regional": gettext_lazy("Regional"),
    "national": gettext_lazy("National"),
}
ORGAN_KINDS = {
    "governing": gettext_lazy("Governs"),
    "advisory": gettext_lazy("Advises"),
    "executive": gettext_lazy("Carries out"),
    "approving": gettext_lazy("Approves"),
    "constituent": gettext_lazy("Founds"),
    "working": gettext_lazy("Works on a task"),
}
SEAT_KINDS = {
    "per_participant": gettext_lazy("For each participant"),
    "per_founder": gettext_lazy("For each founder"),
    "per_component": gettext_lazy("For each part of the cluster"),
    "elected": gettext_lazy("Elected"),
    "appointed": gettext_lazy("Appointed"),
    "appointed_in_agreement": gettext_lazy("Appointed in agreement"),
    "ex_officio": gettext_lazy("By office"),
    "named_body": gettext_lazy("For a named body"),
    "rotating": gettext_lazy("In turn"),
    "ranked": gettext_lazy("By rank"),
    "template": gettext_lazy("By a list"),
    "host_rules": gettext_lazy("By the rules of the host"),
}
CHAIRS = {
    "elected": gettext_lazy("Elected by the organ"),
    "office": gettext_lazy("The holder of an office"),
    "appointed": gettext_lazy("Appointed"),
    "host_rules": gettext_lazy("By the rules of the host"),
    "none": gettext_lazy("Nobody"),
}
OFFICE_KINDS = {
    "executive": gettext_lazy("Runs the cluster"),
    "approving": gettext_lazy("Approves by orders"),
    "presiding": gettext_lazy("Presides"),
    "secretary": gettext_lazy("Keeps the records"),
    "member": gettext_lazy("Sits in an organ"),
    "authority": gettext_lazy("An authority"),
}
SECTORS = {
    "education": gettext_lazy("Education"),
    "science": gettext_lazy("Science"),
    "business": gettext_lazy("Business"),
    "authority": gettext_lazy("authority"),
    "civil": gettext_lazy("Civil society"),
    "health": gettext_lazy("health care"),
    "culture": gettext_lazy("Culture"),
    "sport": gettext_lazy("Sport"),
    "other": gettext_lazy("Other"),
}
TIERS = {
    "voting": gettext_lazy("With a vote"),
    "associate": gettext_lazy("Associate, without a vote"),
    "observer": gettext_lazy("Observer"),
}
BASES = {
    "decision": gettext_lazy("A decision of an organ"),
    "order": gettext_lazy("An order"),
    "consent": gettext_lazy("Consent"),
    "signature": gettext_lazy("A signature"),
    "agreement": gettext_lazy("An agreement"),
    "charter": gettext_lazy("The charter itself"),
}
THRESHOLDS = ("more than 1/2", "at least 1/2", "at least 2/3", "more than 2/3", "at least 3/4", "all")
RULES = {
    "quorum_threshold": "quorum.threshold",
    "quorum_base": "quorum.base",
    "voting_threshold": "voting.threshold",
    "voting_base": "voting.base",
    "voting_method": "voting.method",
    "voting_tie": "voting.tie",
}


class StartForm(forms.Form):
    """What a draft begins from."""

    name = forms.CharField(label=gettext_lazy("Working name"), max_length=120)
    template = forms.ChoiceField(
        label=gettext_lazy("Begin from"),
        required=False,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "A pattern brings its organs and procedures, without its proper names. All of it can be changed."
        ),
    )

    def __init__(self, *args: Any, patterns: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].choices = patterns  # type: ignore[attr-defined]


class UploadForm(forms.Form):
    """The cluster's own text."""

    document = forms.FileField(
        label=gettext_lazy("Text of the charter"),
        help_text=gettext_lazy("DOCX, PDF, TXT or Markdown, up to 20 MB. The file stays with the draft."),
        widget=forms.ClearableFileInput(attrs={"accept": ".docx,.pdf,.txt,.md"}),
    )


class IdentityForm(forms.Form):
    """Who the cluster is."""

    name = forms.CharField(label=gettext_lazy("Full name"), max_length=300)
    short_name = forms.CharField(label=gettext_lazy("Short name"), max_length=80)
    title = forms.CharField(label=gettext_lazy("Title of the text"), max_length=300)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of text"), choices=list(KINDS.items()))
    code = forms.RegexField(
        r"^[a-z][a-z0-9-]{1,40}$",
        label=gettext_lazy("Code in addresses"),
        help_text=gettext_lazy("Small Latin letters, digits and hyphens."),
        error_messages={"invalid": gettext_lazy("Begin with a small Latin letter; then letters, digits and hyphens.")},
    )
    territory = forms.CharField(label=gettext_lazy("Territory"), max_length=200)
    level = forms.ChoiceField(label=gettext_lazy("Level"), choices=list(LEVELS.items()))
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the text"), choices=[("uk", "Українська"), ("ru", "Русский"), ("en", "English")]
    )
    calendar = forms.RegexField(
        r"^[A-Z]{2}$",
        label=gettext_lazy("Country whose working days count"),
        help_text=gettext_lazy("Two letters, such as UA."),
        error_messages={"invalid": gettext_lazy("Two capital Latin letters, such as UA.")},
    )
    time_zone = forms.CharField(label=gettext_lazy("Time zone"), help_text=gettext_lazy("Such as Europe/Kyiv."))
    effective_from = forms.DateField(
        label=gettext_lazy("In force from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean_time_zone(self) -> str:
        """Accept a zone that exists."""
        zone = str(self.cleaned_data["time_zone"]).strip()
        if zone not in available_timezones():
            raise forms.ValidationError(_("There is no such time zone."))
        return zone

    @staticmethod
    def read(identity: Data) -> Data:
        """Return the fields of an identity."""
        language = identity["language"]
        texts = {n: own_words(identity[n], language) for n in ("name", "short_name", "title", "territory")}
        rest = ("kind", "code", "level", "language", "calendar", "time_zone", "effective_from")
        return {**texts, **{n: identity[n] for n in rest}}

    def write(self, identity: Data) -> Data:
        """Return the identity with the fields written into it."""
        data, language = self.cleaned_data, self.cleaned_data["language"]
        texts = {n: keep_text(identity.get(n), data[n], language) for n in ("name", "short_name", "title", "territory")}
        rest = {n: data[n] for n in ("kind", "code", "level", "language", "calendar", "time_zone")}
        return {**identity, **texts, **rest, "effective_from": data["effective_from"].isoformat()}


class PartForm(forms.Form):
    """A part of the charter that rests on a clause or on a default."""

    def __init__(self, *args: Any, charter: Charter, language: str, **kwargs: Any) -> None:
        self.charter, self.language = charter, language
        super().__init__(*args, **kwargs)
        for name in ("clause", "chair_clause", "rules_clause"):
            if name in self.fields:
                self.fields[name].choices = clause_choices(charter, language)  # type: ignore[attr-defined]


def source_of(part: Data, clause: str, default: str) -> Data:
    """Return a part with its one source: the clause, or the default where the text is silent."""
    if not clause and part.get("act"):
        return part  # a norm is edited by an act, not here
    found = {k: v for k, v in part.items() if k not in {"clause", "default", "act"}}
    if clause:
        return {**found, "clause": clause}
    return {**found, "default": part.get("default") or default}


def _choices(labels: dict[str, Any], allowed: tuple[str, ...]) -> list[tuple[str, Any]]:
    return [(name, label) for name, label in labels.items() if name in allowed]


class OrganForm(PartForm):
    """An organ: what it does, who presides, how it decides."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("What it does"),
        widget=forms.CheckboxSelectMultiple,
        choices=_choices(ORGAN_KINDS, tuple(ORGAN_KINDS)),
    )
    clause = forms.ChoiceField(label=gettext_lazy("Clause about the organ"), required=False)
    chair_by = forms.ChoiceField(label=gettext_lazy("Who presides"), choices=list(CHAIRS.items()))
    chair_office = forms.ChoiceField(label=gettext_lazy("Office of the chair"), required=False)
    chair_clause = forms.ChoiceField(label=gettext_lazy("Clause about the chair"), required=False)
    quorum_threshold = forms.ChoiceField(label=gettext_lazy("Quorum"), required=False)
    quorum_base = forms.ChoiceField(label=gettext_lazy("Base of the quorum"), required=False)
    voting_threshold = forms.ChoiceField(label=gettext_lazy("Majority"), required=False)
    voting_base = forms.ChoiceField(label=gettext_lazy("Base of the majority"), required=False)
    voting_method = forms.ChoiceField(label=gettext_lazy("Ballot"), required=False)
    voting_tie = forms.ChoiceField(label=gettext_lazy("When the votes are tied"), required=False)
    rules_clause = forms.ChoiceField(
        label=gettext_lazy("Clause about quorum and voting"),
        required=False,
        help_text=gettext_lazy(
            "What is chosen above rests on this clause. Leave the rules empty where the text is silent."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        from eduklaster.charter.keys import KEYS

        silent = ("", _("The text is silent: the default applies"))
        for field, key in RULES.items():
            spec = KEYS[key]
            values = THRESHOLDS if spec.type == "threshold" else spec.choices
            current = str((self.initial or {}).get(field) or "")
            values = (*values, current) if current and current not in values else values
            named = [(v, messages.value_words(key, spec.parse(v), self.language)) for v in values]
            self.fields[field].choices = [silent, *named]  # type: ignore[attr-defined]
        offices = [(n, o.name.in_(self.language)) for n, o in self.charter.offices.items()]
        self.fields["chair_office"].choices = [("", "—"), *offices]  # type: ignore[attr-defined]

    def clean(self) -> Data:
        """Ask for the office of a presiding holder and for the clause of a rule that is set."""
        data: Data = super().clean() or {}
        if data.get("chair_by") == "office" and not data.get("chair_office"):
            self.add_error("chair_office", _("Choose the office whose holder presides."))
        if any(data.get(f) for f in RULES) and not data.get("rules_clause"):
            self.add_error("rules_clause", _("Name the clause that says so, or leave the rules to the default."))
        return data

    @staticmethod
    def read(organ: Data, language: str) -> Data:
        """Return the fields of an organ."""
        chair, rules = organ.get("chair") or {}, organ.get("rules") or {}
        found: Data = {
            "name": own_words(organ.get("name"), language),
            "kinds": organ.get("kinds", ["governing"]),
            "clause": organ.get("clause", ""),
            "chair_by": chair.get("by", "elected"),
            "chair_office": chair.get("office", ""),
            "chair_clause": chair.get("clause", ""),
        }
        for field, key in RULES.items():
            rule = rules.get(key)
            if isinstance(rule, dict) and rule.get("clause"):
                found[field], found["rules_clause"] = rule["value"], rule["clause"]
        return found

    def write(self, organ: Data) -> Data:
        """Return the organ with the fields written into it; whatever the form does not show stays."""
        data = self.cleaned_data
        found = source_of(
            {**organ, "name": keep_text(organ.get("name"), data["name"], self.language)}, data["clause"], "D-38"
        )
        found["kinds"] = data["kinds"]
        found["chair"] = self._chair(organ.get("chair") or {})
        rules = dict(organ.get("rules") or {})
        for field, key in RULES.items():
            if isinstance(rules.get(key), list):
                continue  # dated values are edited in the file
            if data[field]:
                rules[key] = {**rules.get(key, {}), "value": data[field], "clause": data["rules_clause"]}
                rules[key].pop("default", None)
            elif rules.get(key, {}).get("clause"):
                del rules[key]
        if rules or "rules" in found:
            found["rules"] = rules
        return found

    def _chair(self, old: Data) -> Data:
        """Return who presides; what the form does not show stays while the way stays the same."""
        data = self.cleaned_data
        chair = dict(old)
        if chair.get("by") != data["chair_by"] or (data["chair_by"] == "office"):
            chair = {**chair, "by": data["chair_by"]}
            chair.pop("office", None)
            if data["chair_by"] == "office":
                chair["office"] = data["chair_office"]
        return source_of(chair, data["chair_clause"], "D-39")


class SeatForm(PartForm):
    """A group of seats."""

    id = forms.CharField(widget=forms.HiddenInput, required=False)
    label = forms.CharField(label=gettext_lazy("Whose seats"), max_length=300, required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("How they come about"), choices=_choices(SEAT_KINDS, literal(SeatRule, "kind"))
    )
    count = forms.IntegerField(label=gettext_lazy("How many"), min_value=1, max_value=10000, required=False)
    clause = forms.ChoiceField(label=gettext_lazy("Clause"), required=False)

    @staticmethod
    def read(seat: Data, language: str) -> Data:
        """Return the fields of a group of seats."""
        return {
            "id": seat["id"], "label": own_words(seat["label"], language), "kind": seat["kind"],
            "count": seat.get("count"), "clause": seat.get("clause", ""),
        }  # fmt: skip

    def write(self, seat: Data) -> Data:
        """Return the group of seats with the fields written into it."""
        data = self.cleaned_data
        found = source_of({**seat, "id": data["id"], "kind": data["kind"]}, data["clause"], "D-38")
        found["label"] = keep_text(seat.get("label"), data["label"], self.language)
        found.pop("count", None)
        return {**found, "count": data["count"]} if data["count"] else found


class OfficeForm(PartForm):
    """An office."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    kind = forms.ChoiceField(
        label=gettext_lazy("What it does"), choices=_choices(OFFICE_KINDS, literal(Office, "kind"))
    )
    appointed_by = forms.ChoiceField(label=gettext_lazy("Appointed by"), required=False)
    clause = forms.ChoiceField(label=gettext_lazy("Clause"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        current = str((self.initial or {}).get("appointed_by") or "")
        choices = [("", "—"), *party_choices(self.charter, self.language, current)]
        self.fields["appointed_by"].choices = choices  # type: ignore[attr-defined]

    @staticmethod
    def read(office: Data, language: str) -> Data:
        """Return the fields of an office."""
        return {
            "name": own_words(office.get("name"), language), "kind": office.get("kind", "member"),
            "appointed_by": office.get("appointed_by", ""), "clause": office.get("clause", ""),
        }  # fmt: skip

    def write(self, office: Data) -> Data:
        """Return the office with the fields written into it."""
        data = self.cleaned_data
        default = "D-77" if data["kind"] == "secretary" else "D-68"
        found = source_of({**office, "kind": data["kind"]}, data["clause"], default)
        found["name"] = keep_text(office.get("name"), data["name"], self.language)
        found.pop("appointed_by", None)
        return {**found, "appointed_by": data["appointed_by"]} if data["appointed_by"] else found


class CategoryForm(PartForm):
    """A category of participants."""

    label = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    sector = forms.ChoiceField(label=gettext_lazy("Sector"), choices=_choices(SECTORS, literal(Category, "sector")))
    tier = forms.ChoiceField(label=gettext_lazy("Vote"), choices=_choices(TIERS, literal(Category, "tier")))
    basis = forms.ChoiceField(label=gettext_lazy("Comes in by"), choices=_choices(BASES, literal(Category, "basis")))
    clause = forms.ChoiceField(label=gettext_lazy("Clause"), required=False)

    @staticmethod
    def read(category: Data, language: str) -> Data:
        """Return the fields of a category."""
        return {
            "label": own_words(category.get("label"), language), "sector": category.get("sector", "education"),
            "tier": category.get("tier", "voting"), "basis": category.get("basis", "decision"),
            "clause": category.get("clause", ""),
        }  # fmt: skip

    def write(self, category: Data) -> Data:
        """Return the category with the fields written into it."""
        data = self.cleaned_data
        found = source_of({**category, **{n: data[n] for n in ("sector", "tier", "basis")}}, data["clause"], "D-60")
        return {**found, "label": keep_text(category.get("label"), data["label"], self.language)}


class RequirementForm(PartForm):
    """A condition for joining."""

    id = forms.CharField(widget=forms.HiddenInput, required=False)
    label = forms.CharField(label=gettext_lazy("Condition"), max_length=300, required=False)
    clause = forms.ChoiceField(label=gettext_lazy("Clause"), required=False)

    @staticmethod
    def read(requirement: Data, language: str) -> Data:
        """Return the fields of a condition."""
        label = own_words(requirement["label"], language)
        return {"id": requirement["id"], "label": label, "clause": requirement.get("clause", "")}

    def write(self, requirement: Data) -> Data:
        """Return the condition with the fields written into it."""
        data = self.cleaned_data
        found = source_of({"fact": data["id"], **requirement, "id": data["id"]}, data["clause"], "D-60")
        return {**found, "label": keep_text(requirement.get("label"), data["label"], self.language)}


class StepForm(PartForm):
    """A link of a chain."""

    id = forms.CharField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("What is done"))
    by = forms.ChoiceField(label=gettext_lazy("By whom"))
    title = forms.CharField(label=gettext_lazy("Own name of the step"), max_length=200, required=False)
    clause = forms.ChoiceField(label=gettext_lazy("Clause"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(k, messages.step_kind_words(k, self.language)) for k in literal(Step, "kind")]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        current = str((self.initial or {}).get("by") or "")
        self.fields["by"].choices = party_choices(self.charter, self.language, current)  # type: ignore[attr-defined]

    @staticmethod
    def read(step: Data, language: str) -> Data:
        """Return the fields of a step."""
        by = step["by"]
        return {
            "id": step["id"], "kind": step["kind"], "by": "|".join(by) if isinstance(by, list) else by,
            "title": own_words(step.get("title"), language), "clause": step.get("clause", ""),
        }  # fmt: skip

    def write(self, step: Data, default: str) -> Data:
        """Return the step with the fields written into it."""
        data = self.cleaned_data
        found = {**step, "id": data["id"], "kind": data["kind"]}
        found["by"] = data["by"].split("|") if "|" in data["by"] else data["by"]
        if step.get("kind") != data["kind"]:
            found["produces"] = PRODUCES.get(data["kind"], "none")
        found.pop("title", None)
        if data["title"]:
            found["title"] = keep_text(step.get("title"), data["title"], self.language)
        return source_of(found, data["clause"], default)


PRODUCES = {
    "vote": "resolution", "order": "order", "approval": "decision", "signature": "signature", "agreement": "agreement",
    "submission": "submission", "recommendation": "recommendation",
}  # fmt: skip


class TrialForm(forms.Form):
    """A vote to try the rules on."""

    organ = forms.ChoiceField(label=gettext_lazy("Organ"))
    seats = forms.IntegerField(label=gettext_lazy("Seats, all filled"), min_value=1, max_value=1000, initial=9)
    present = forms.IntegerField(label=gettext_lazy("Present"), min_value=0, max_value=1000, initial=7)
    for_ = forms.IntegerField(label=gettext_lazy("For"), min_value=0, max_value=1000, initial=4)
    against = forms.IntegerField(label=gettext_lazy("Against"), min_value=0, max_value=1000, initial=2)
    abstain = forms.IntegerField(label=gettext_lazy("Abstain"), min_value=0, max_value=1000, initial=1)

    def __init__(self, *args: Any, charter: Charter, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organs = [(n, o.name.in_(language)) for n, o in charter.organs.items()]
        self.fields["organ"].choices = organs  # type: ignore[attr-defined]

    def clean(self) -> Data:
        """Refuse a vote that cannot be."""
        data: Data = super().clean() or {}
        if not self.errors:
            if data["present"] > data["seats"]:
                self.add_error("present", _("No more can be present than there are seats."))
            if data["for_"] + data["against"] + data["abstain"] > data["present"]:
                self.add_error("for_", _("More votes than members present."))
        return data


class CorrectionForm(forms.Form):
    """A correction of the tree of the text."""

    DO = [(name, name) for name in ("join", "split", "drop", "number", "kind", "level", "heading")]
    do = forms.ChoiceField(choices=DO)
    node = forms.CharField(max_length=60)
    offset = forms.IntegerField(required=False, min_value=1)
    before = forms.CharField(required=False, max_length=200, help_text="words before which a piece is split")
    number = forms.CharField(required=False, max_length=40)
    kind = forms.CharField(required=False, max_length=20)
    by = forms.IntegerField(required=False, min_value=-3, max_value=3)


class FindingForm(forms.Form):
    """What the cluster says about a finding of its charter's health."""

    state = forms.ChoiceField(label=gettext_lazy("State"), choices=FindingState.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=gettext_lazy("What was decided"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    act = forms.CharField(
        label=gettext_lazy("Act"), required=False, max_length=300, help_text=gettext_lazy("Number and day of the act.")
    )


def fresh_id(prefix: str, taken: set[str]) -> str:
    """Return an id that is free: prefix, prefix_2, prefix_3…"""
    number = 1
    while (name := prefix if number == 1 else f"{prefix}_{number}") in taken:
        number += 1
    return name
