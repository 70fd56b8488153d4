"""Forms of the public site."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from eduklaster.clusters.selectors import clusters_listed
from eduklaster.procedures.enums import ActKind


class CheckForm(forms.Form):
    """Checking a document by its number."""

    cluster = forms.ChoiceField(label=_("Cluster"))
    kind = forms.ChoiceField(label=_("Kind of document"), choices=ActKind.choices)
    number = forms.IntegerField(label=_("Number"), min_value=1, max_value=1_000_000)
    year = forms.IntegerField(label=_("Year"), min_value=1990, max_value=2100)

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Offer the listed clusters."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["cluster"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- declared above
        field.choices = [(cluster.code, str(cluster)) for cluster in clusters_listed()]
