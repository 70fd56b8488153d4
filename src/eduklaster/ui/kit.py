"""Samples for ``/ui/kit/``: every component with values made up for the show, in the reader's language."""

import datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eduklaster.ui.components import (
    Action,
    ChainStep,
    ClauseBar,
    ClauseMark,
    Confirmation,
    Crumb,
    DateTile,
    EmptyState,
    Fact,
    Figure,
    HistoryEntry,
    Key,
    LegendItem,
    PathStep,
    QueueItem,
    QuickFilter,
    Record,
    Refusal,
    Seats,
    Silence,
    State,
    StripChapter,
    Tab,
    TreeChapter,
    TreeClause,
    VoteResult,
)
from eduklaster.ui.context import Shell
from eduklaster.ui.navigation import Account, HelpContact, NavItem, Notifications

_DAY = datetime.date(2026, 4, 16)


class SampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(
        label=gettext_lazy("Institution"), help_text=gettext_lazy("Begin to type the name."), max_length=200
    )
    day = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    people = forms.IntegerField(
        label=gettext_lazy("How many people will come"),
        min_value=1,
        max_value=120,
        help_text=gettext_lazy("Roughly. The equipment depends on it."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[("s", gettext_lazy("School")), ("u", gettext_lazy("University"))],
        required=False,
    )
    audience = forms.MultipleChoiceField(
        label=gettext_lazy("For whom"),
        choices=[
            ("t", gettext_lazy("Teachers")),
            ("p", gettext_lazy("Pupils")),
            ("f", gettext_lazy("Parents")),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    alarm = forms.ChoiceField(
        label=gettext_lazy("In case of an alarm"),
        choices=[("o", gettext_lazy("Hold it online")), ("m", gettext_lazy("Move it to another day"))],
        widget=forms.RadioSelect,
    )
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    task = forms.CharField(label=gettext_lazy("What has to be solved"), widget=forms.Textarea, required=False)
    file = forms.FileField(label=gettext_lazy("Document"), required=False)
    consent = forms.BooleanField(label=gettext_lazy("I agree that the dispatcher sees my telephone number."))


class KitShell(Shell):
    """A shell of an invented cluster with a long name."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        here = reverse("ui:kit")
        tabs = (
            ("home", _("Mine"), 4),
            ("book-2", _("Charter"), None),
            ("gavel", _("Sessions"), 1),
            ("users", _("Participants"), None),
            ("lifebuoy", _("Services"), None),
            ("calendar", _("Calendar"), None),
        )
        # Cached properties take an assigned value, so no provider is asked.
        self.navigation = [
            NavItem(label, here if index == 1 else f"{here}?tab={index}", icon, index == 1, count)
            for index, (icon, label, count) in enumerate(tabs)
        ]
        self.account = Account(name=_("Lesia Hrynchuk"), role=_("secretary of the council"), url=here)
        self.is_signed_in = True
        self.notifications = Notifications(url=here, count=3)
        self.user_menu = [
            NavItem(_("Security"), here, "shield-lock"),
            NavItem(_("Settings"), here, "settings"),
        ]
        self.search_url = here
        self.footer = [
            NavItem(_("Check a document by its number"), here),
            NavItem(_("Privacy and consents"), here),
        ]
        self.contact = HelpContact(phone="(044) 000-00-00", note=_("Secretariat, weekdays 9:00–17:00"))


def _marks(url: str) -> dict[str, ClauseMark]:
    return {
        "charter": ClauseMark("charter", _("cl. 4.3"), url),
        "default": ClauseMark("default", _("default · D-05"), url),
        "act": ClauseMark("act", _("order № 41"), url),
        "law": ClauseMark("law", _("Order of the Ministry № 1435"), url),
        "gap": ClauseMark("gap", _("no cl. 2.2.3"), url),
        "plain": ClauseMark("charter", _("sect. V")),
    }


def _chain(marks: dict[str, ClauseMark], url: str) -> list[ChainStep]:
    return [
        ChainStep(
            _("The case is opened"),
            "done",
            when=_("2 March · Maryna Orlova, secretary of the council"),
            text=_("The ground: unfair use of rights towards the cluster."),
            icon="folder",
            marks=[marks["charter"]],
            note=_("A participant may be excluded by an order of the head on a proposal of the council."),
            refusals=[
                Refusal(
                    _("Refused: the ground “unfair performance of duties”"),
                    _("This charter has no such ground. There are two: unfair use of rights, hindrance."),
                    [marks["charter"]],
                    when=_("2 March, 10:42"),
                )
            ],
        ),
        ChainStep(
            _("The council has made its proposal"),
            "done",
            when=_("20 March · session № 5"),
            text=_("6 for, 1 against. Present 7 of 9, quorum 5."),
            icon="gavel",
            marks=[marks["default"]],
            note=_("The charter does not name the quorum. The default applies."),
        ),
        ChainStep(
            _("Decision of the head"),
            "now",
            when=_("now · until 3 April"),
            text=_("Silence changes nothing: the school remains a participant."),
            icon="signature",
            marks=[marks["default"]],
            note=_("Ten days from the proposal."),
            actions=[Action(_("Remind the head"), url, "ink"), Action(_("Open the proposal"), url)],
        ),
        ChainStep(_("The order takes effect"), "todo", when=_("after the order"), icon="flag", marks=[marks["act"]]),
    ]


def _strip(url: str) -> list[StripChapter]:
    letters = {"c": "charter", "d": "default", "a": "act", "p": "planned", "q": "question", "h": "person"}
    rows = (
        ("I", "ccq"),
        ("II", "ch"),
        ("III", "cccdccpcc"),
        ("IV", "ccdqdaccad"),
        ("V", "qpc"),
        ("VI", "dcc"),
    )
    return [
        StripChapter(
            label,
            [
                ClauseBar(f"{label}.{index}", letters[letter], url=url, is_current=(label, index) == ("IV", 3))
                for index, letter in enumerate(states, 1)
            ],
        )
        for label, states in rows
    ]


def kit_context(request: HttpRequest) -> dict[str, Any]:
    """Everything that ``ui/kit.html`` shows."""
    url = reverse("ui:kit")
    marks = _marks(url)
    bad_form = SampleForm(
        {"bad-title": "", "bad-people": "500", "bad-day": "2026-05-12", "bad-alarm": "o"}, prefix="bad"
    )
    bad_form.is_valid()
    return {
        "shell": KitShell(request),
        "url": url,
        "marks": marks,
        "mark_list": list(marks.values()),
        "crumbs": [Crumb(_("Charter"), url), Crumb(_("Section IV"), url), Crumb(_("Council of the cluster"))],
        "states": [
            State(_("in force"), "ok"),
            State(_("awaits an order"), "now"),
            State(_("planned")),
            State(_("a document is missing"), "warn"),
            State(_("refused"), "no"),
            State(_("done by a person"), "plum"),
        ],
        "keys": [
            Key(_("Proposal of the council"), _("made on 20 March: 6 for, 1 against"), "got"),
            Key(_("Order of the head"), _("not signed yet, 6 days left"), "wait"),
            Key(_("The school is excluded"), _("from the date of the order, not earlier"), "off", "flag"),
        ],
        "path": [
            PathStep(_("Your answer"), _("today until 17:00"), "done"),
            PathStep(_("The council votes"), _("Thu, 23 April, openly"), "on"),
            PathStep(_("Order of the rector"), _("on the basis of the resolution")),
            PathStep(_("The new clause is in force"), _("from the date in the order"), "end"),
        ],
        "chain": _chain(marks, url),
        "strip": _strip(url),
        "tree": [
            TreeChapter(
                _("IV. Management"),
                [
                    TreeClause("4.1", _("Part of the technopark"), url),
                    TreeClause("4.2", _("How the charter is adopted"), url, "act"),
                    TreeClause("4.3", _("Council of the cluster"), url, "default", is_current=True),
                    TreeClause(
                        "4.5",
                        _("Duties of the head"),
                        url,
                        "question",
                        children=[TreeClause("4.5.2", _("Events and partners"), url, "person")],
                    ),
                    TreeClause("4.8", _("Voluntary donations"), url, "planned"),
                ],
            )
        ],
        "silences": [
            Silence(_("Quorum"), _("More than half of the occupied seats: 4 of 6"), marks["default"]),
            Silence(_("How often"), _("At least once in a quarter"), marks["act"]),
            Silence(_("Who chairs"), _("The head of the cluster"), marks["charter"]),
        ],
        "records": [
            Record(
                _("Order № 41 “On the council”"),
                url,
                _("signed on 12 January"),
                "signature",
                State(_("in force"), "ok"),
            ),
            Record(
                _("Session of the council № 4"),
                url,
                _("24 April · quorum 4 of 6"),
                "gavel",
                State(_("planned")),
            ),
            Record(
                _("Plan of work for 2026/27"),
                url,
                _("adopted on 9 April"),
                "calendar-event",
                mark=marks["act"],
            ),
        ],
        "queue": [
            QueueItem(
                _("Prepare the draft of an order: a new seat in the council"),
                url,
                text=_("The project was created on 10 April. Its head neither votes nor counts until the order."),
                waits=_("Waits: the rector, then Iryna Boiko"),
                tile=DateTile(_DAY, is_soon=True),
                marks=[marks["charter"]],
                note=_("Heads of new members join the council by an order of the rector."),
            ),
            QueueItem(
                _("Send invitations to the session"),
                url,
                waits=_("Wait: members of the council"),
                tile=DateTile(_DAY + datetime.timedelta(days=4)),
                state=State(_("a document is missing"), "warn"),
                marks=[marks["default"]],
            ),
        ],
        "seats": Seats(
            ["for"] * 7 + ["against"] * 3 + ["abstained"] * 2 + ["present"] * 2 + ["absent"] * 4 + ["pending"],
            line=10,
            line_label=_("quorum: 10"),
        ),
        "vote": VoteResult(8, 4, 1, 7.5, _("more than 7.5 needed"), 15),
        "legend": [
            LegendItem(_("the charter says so"), "ln-charter"),
            LegendItem(_("silent, a default applies"), "ln-default"),
            LegendItem(_("changed by an act"), "ln-act"),
            LegendItem(_("planned"), "ln-planned"),
            LegendItem(_("institutions"), "k-leaf", 12),
            LegendItem(_("employers"), "k-plum", 5),
        ],
        "figures": [
            Figure("47", _("participants, 6 of them key members")),
            Figure("1 284", _("consultations in the first quarter")),
            Figure("63", _("communities reached"), marks["charter"]),
            Figure("94 %", _("got the service without a break")),
        ],
        "facts": [
            Fact(_("Participant"), _("Lyceum “Hope”")),
            Fact(_("Basis"), _("consent № 12"), marks["act"]),
            Fact(_("Community"), _("Obukhiv")),
        ],
        "history": [
            HistoryEntry(
                _DAY,
                _("The order is signed"),
                _("the rector"),
                icon="signature",
                tone="ok",
                marks=[marks["act"]],
            ),
            HistoryEntry(
                datetime.datetime(2026, 4, 9, 10, 42, tzinfo=datetime.UTC),
                _("An order without a proposal is refused"),
                _("the platform"),
                icon="hand-stop",
                tone="no",
                marks=[marks["charter"]],
            ),
            HistoryEntry(
                _DAY - datetime.timedelta(days=14), _("The case is opened"), _("Maryna Orlova"), icon="folder"
            ),
        ],
        "ptabs": [
            Tab(_("Overview"), url, is_current=True),
            Tab(_("Documents"), url, count=12),
            Tab(_("History"), url, icon="history"),
        ],
        "quick": [
            QuickFilter(_("All"), url, is_current=True, count=47),
            QuickFilter(_("Key members"), url, count=6),
            QuickFilter(_("Await a decision"), url, count=2),
        ],
        "page_of_list": Paginator(range(230), 10).get_page(request.GET.get("page", 4)),
        "rows": [
            (
                _("Regional centre of inclusive education"),
                _("Key member"),
                State(_("in force"), "ok"),
                marks["act"],
                _DAY,
            ),
            (
                _("Project “Theatre at school”"),
                _("New member"),
                State(_("awaits an order"), "now"),
                marks["charter"],
                _DAY,
            ),
        ],
        "form": SampleForm(),
        "bad_form": bad_form,
        "confirmation": Confirmation(
            _("Leave the cluster?"),
            _("Leaving needs nobody's approval. It takes effect today and cannot be taken back."),
            _("Leave the cluster"),
            action_url=url,
            cancel_url=url,
            consequences=[
                _("Bookings from tomorrow on are released."),
                _("The seat in the council becomes free."),
            ],
            marks=[marks["charter"]],
        ),
        "empty": EmptyState(
            _("No proposals yet"),
            _("Proposals of participants to the council appear here. The council answers each of them."),
            Action(_("Make the first proposal"), url, "ink", "plus"),
            marks["default"],
        ),
        "flowers": _flowers(),
        "colors": (
            ("ink", _("Ink")),
            ("apricot", _("Apricot")),
            ("apricot-tint", _("Apricot, ground")),
            ("leaf", _("Leaf")),
            ("leaf-tint", _("Leaf, ground")),
            ("berry", _("Berry")),
            ("honey", _("Honey")),
            ("plum", _("Plum")),
            ("sky", _("Sky")),
            ("paper", _("Paper")),
            ("surface", _("Sheet")),
            ("sunk", _("Inset")),
        ),
        "day": _DAY,
    }


def _flowers() -> list[tuple[str, list[str], int]]:
    """Flowers with 3 to 16 members; every kind of petal and one waiting seat."""
    return [
        ("СИНЕРГІЯ", ["leaf", "drop"] * 3, 1),
        ("Районный образовательный кластер Калининского района", ["house", "dot"] * 5, 0),
        ("ПООК Железногорск", ["leaf"] * 12, 0),
        ("МУНМК Красногорский район", ["leaf", "dot", "dot"] * 3, 0),
        ("Образовательно-производственный кластер Смоленской области", ["tooth"] * 8, 0),
        *[
            (f"{count}", ["leaf", "drop", "house", "dot", "tooth"][count % 5 : count % 5 + 1] * count, 0)
            for count in range(3, 17)
        ],
    ]
