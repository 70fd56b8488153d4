"""Forms of the units of the cluster and of who heads them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from eduklaster.people.access import Viewer
from eduklaster.people.forms import day_field
from eduklaster.people.lookup import person_field
from eduklaster.people.selectors import persons_visible_to

UNIT_KINDS = (
    ("centre", _("centre")),
    ("project", _("project")),
    ("unit", _("unit")),
    ("network", _("network")),
    ("laboratory", _("laboratory")),
    ("training_site", _("training site")),
    ("bureau", _("bureau")),
    ("node", _("node")),
)


class UnitForm(forms.Form):
    """A new unit or project of the cluster."""

    name = forms.CharField(label=_("Name"), max_length=300)
    code = forms.SlugField(label=_("Short code"), max_length=60, help_text=_("Latin letters, for the address."))
    kind = forms.ChoiceField(label=_("Kind"), choices=UNIT_KINDS)
    head = person_field(
        label=_("Who is to head it"),
        required=False,
        help_text=_(
            "Begin to write the surname. Where the charter gives the head a seat, the draft order names this person."
        ),
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        """Offer the people whom the proposer may see."""
        super().__init__(*args, **kwargs)
        self.fields["head"].offer(persons_visible_to(viewer))  # type: ignore[attr-defined]


class HeadForm(forms.Form):
    """Who heads a unit from a day, by which paper; nobody, where the post stays empty."""

    head = person_field(
        label=_("New head"), required=False, help_text=_("Leave it empty where nobody has taken over yet.")
    )
    on = day_field(label=_("From the day"))
    basis = forms.CharField(
        label=_("By which paper"), max_length=300, help_text=_("For instance: order № 7 of 2 March.")
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        """Offer the people of the cluster."""
        super().__init__(*args, **kwargs)
        self.fields["head"].offer(persons_visible_to(viewer))  # type: ignore[attr-defined]
