"""Forms of the room: they parse and clean, they save nothing; services decide."""

from .admission import BatchForm, DeclarationForm, JoinForm
from .agreements import AgreementForm, EndForm, HoldingForm
from .duties import DutyForm
from .founding import ClosingForm, FounderSignForm, MeetingForm
from .leaving import ExcludeForm, LeaveForm
from .units import UNIT_KINDS, HeadForm, UnitForm

__all__ = [
    "UNIT_KINDS",
    "AgreementForm",
    "BatchForm",
    "ClosingForm",
    "DeclarationForm",
    "DutyForm",
    "EndForm",
    "ExcludeForm",
    "FounderSignForm",
    "HeadForm",
    "HoldingForm",
    "JoinForm",
    "LeaveForm",
    "MeetingForm",
    "UnitForm",
]
