"""Forms of beginning: what a draft begins from, the text, who the cluster is, corrections of the tree."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .texts import LANGUAGE_NAMES, Data, own_words, translations, with_fallback
from .words import KINDS, LEVELS

_TEXTS = ("name", "short_name", "title", "territory")


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

    file = forms.FileField(
        label=gettext_lazy("Or a file that was downloaded here"),
        required=False,
        help_text=gettext_lazy("A charter as YAML. It is loaded word for word, and the choice above is left aside."),
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}),
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

    def __init__(self, *args: Any, identity: Data, **kwargs: Any) -> None:
        self.main = str(identity["language"])
        super().__init__(*args, **{**kwargs, "initial": self._read(identity)})
        for name in _TEXTS:
            for code in (c for c in LANGUAGE_NAMES if c != self.main):
                label = f"{self.fields[name].label} · {LANGUAGE_NAMES[code]}"
                self.fields[f"{name}__{code}"] = forms.CharField(label=label, max_length=300, required=False)

    @property
    def basic_fields(self) -> list[Any]:
        """What is asked first."""
        return [bound for bound in self if "__" not in bound.name]

    @property
    def translation_fields(self) -> list[Any]:
        """The names in the other languages."""
        return [bound for bound in self if "__" in bound.name]

    def _read(self, identity: Data) -> Data:
        found: Data = {n: own_words(identity[n], self.main) for n in _TEXTS}
        for name in _TEXTS:
            said = translations(identity[name], self.main)
            found |= {f"{name}__{code}": said[code] for code in LANGUAGE_NAMES if code != self.main}
        rest = ("kind", "code", "level", "language", "calendar", "time_zone", "effective_from")
        return {**found, **{n: identity[n] for n in rest}}

    def written(self, identity: Data) -> Data:
        """Return the identity with the fields written into it; a missing translation repeats the main words."""
        data, language = self.cleaned_data, self.cleaned_data["language"]
        said = {}
        for name in _TEXTS:
            entered = {code: data.get(f"{name}__{code}", "") for code in LANGUAGE_NAMES} | {language: data[name]}
            said[name] = with_fallback(entered, language)
        rest = {n: data[n] for n in ("kind", "code", "level", "language", "calendar", "time_zone")}
        return {**identity, **said, **rest, "effective_from": data["effective_from"].isoformat()}


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


class EditorForm(forms.Form):
    """Who else writes on a draft."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail of the account"),
        help_text=gettext_lazy("The person has an account on this platform."),
    )


class LiveForm(forms.Form):
    """Who keeps the records of the new cluster."""

    keeper = forms.ChoiceField(
        label=gettext_lazy("Who keeps the records"),
        choices=[("me", gettext_lazy("I do")), ("invite", gettext_lazy("Somebody else, who gets an invitation"))],
        widget=forms.RadioSelect,
        initial="me",
    )
    surname = forms.CharField(
        label=gettext_lazy("Surname"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Surname, given name and e-mail are asked for only when somebody else is invited."),
    )
    given_name = forms.CharField(label=gettext_lazy("Given name"), max_length=100, required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)

    def clean(self) -> Data:
        """Ask for the invited person."""
        data: Data = super().clean() or {}
        if data.get("keeper") == "invite":
            for name in ("surname", "given_name", "email"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("The invitation needs this."))
        return data
