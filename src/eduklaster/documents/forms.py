"""What people enter: a blank, and what is written on a document that they check."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import clusters_listed

from .look import MEASURES
from .profiles import Profile
from .trying import LARGEST_PACKED

_MEASURE_LABELS = {
    "left": _("Left margin, mm"),
    "right": _("Right margin, mm"),
    "top": _("Top margin, mm"),
    "bottom": _("Bottom margin, mm"),
    "size": _("Size of letters, points"),
    "spacing": _("Line spacing"),
}


class BlankForm(forms.Form):
    """The blank of a cluster's documents; measures stay within the standard."""

    place = forms.CharField(
        label=_("Place of issue"), max_length=120, required=False,
        help_text=_("As it stands under the date: «м. Біла Церква», «г. Ижевск»."),
    )  # fmt: skip
    letterhead = forms.CharField(
        label=_("Lines of the letterhead"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Address, telephone of the office, state code of the host: one line each. No private contacts."),
    )  # fmt: skip
    shows_host = forms.BooleanField(label=_("Name the host organisation above the cluster"), required=False)
    template = forms.FileField(
        label=_("Word blank of your own"), required=False,
        help_text=_("A .docx file with placeholders; take the platform's blank as a beginning. It is tried out before it is accepted."),
    )  # fmt: skip
    drops_template = forms.BooleanField(label=_("Go back to the platform's Word blank"), required=False)
    note = forms.CharField(label=_("Why it changes"), max_length=300, required=False)

    def __init__(self, *args: Any, profile: Profile, **kwargs: Any) -> None:
        """Ask for measures in the bounds of the standard."""
        super().__init__(*args, **kwargs)
        for name in MEASURES:
            low, high = profile.limits[name]
            whole = name != "spacing"
            field = forms.FloatField(
                label=_MEASURE_LABELS[name], min_value=low, max_value=high, step_size=None if whole else 0.05
            )
            field.help_text = _("From %(low)s to %(high)s by %(standard)s.") % {
                "low": f"{low:g}",
                "high": f"{high:g}",
                "standard": profile.standard,
            }
            self.fields[name] = field
        self.order_fields(["place", "letterhead", "shows_host", *MEASURES, "template", "drops_template", "note"])

    def clean_template(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["template"]
        if file and file.size > LARGEST_PACKED:
            raise ValidationError(_("A blank has at most 5 MB."))
        return file

    @property
    def parameters(self) -> dict[str, Any]:
        """Return the entered look."""
        data = self.cleaned_data
        lines = [line.strip() for line in data["letterhead"].splitlines() if line.strip()]
        return {
            **{name: data[name] for name in MEASURES},
            "letterhead": lines[:6],
            "shows_host": data["shows_host"],
        }


class NumberForm(forms.Form):
    """Checking by what is printed on a document."""

    number = forms.CharField(label=_("Number of the document"), max_length=40)
    on = forms.DateField(
        label=_("Date of the document"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    cluster = forms.ModelChoiceField(
        label=_("Cluster"), queryset=Cluster.objects.none(), required=False, to_field_name="code", empty_label=_("Any")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the listed clusters."""
        super().__init__(*args, **kwargs)
        self.fields["cluster"].queryset = clusters_listed()  # type: ignore[attr-defined]


class FileForm(forms.Form):
    """Checking a file: only its hash is computed, nothing is kept."""

    file = forms.FileField(label=_("PDF file of the document"), help_text=_("The file is compared and not kept."))

    def clean_file(self) -> Any:
        """Refuse what is larger than any document."""
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_MAX_BYTES:
            limit = settings.UPLOAD_MAX_BYTES // 1024 // 1024
            raise ValidationError(_("The file is larger than %(limit)s MB."), params={"limit": limit})
        return file


class SignedCopyForm(FileForm):
    """A signed copy: a PDF with a signature inside, a .p7s beside it, or a container."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say what is accepted."""
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _("Signed file")
        self.fields["file"].help_text = _(
            "Signed PDF, .p7s, .p7m, .asice or .asics. The file is checked before it is kept."
        )
