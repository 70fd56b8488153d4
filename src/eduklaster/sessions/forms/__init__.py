"""Forms of sessions and proposals: they parse and clean, they save nothing."""

from .agenda import ConflictForm, ConsensusForm, ItemForm, MinuteForm, PaperForm
from .attendance import AttendanceForm
from .calling import LeadersForm, ReasonForm, SessionForm, SignForm
from .paper import BringForm, PaperSessionForm
from .proposals import AdmissionForm, DispositionForm, ProposalForm
from .votes import VoteForm

__all__ = [
    "AdmissionForm",
    "AttendanceForm",
    "BringForm",
    "ConflictForm",
    "ConsensusForm",
    "DispositionForm",
    "ItemForm",
    "LeadersForm",
    "MinuteForm",
    "PaperForm",
    "PaperSessionForm",
    "ProposalForm",
    "ReasonForm",
    "SessionForm",
    "SignForm",
    "VoteForm",
]
