"""What a person can do with tasks and with the head's report.

Each write takes the lock of the cluster first, checks state and access, and journals what it changed.
"""

from .contests import contest_decide, item_of, task_contest
from .extensions import extension_answer, extension_ask
from .reports import report_accept, report_return, task_report
from .tasks import TaskDraft, task_set, task_take, task_withdraw

__all__ = [
    "TaskDraft",
    "contest_decide",
    "extension_answer",
    "extension_ask",
    "item_of",
    "report_accept",
    "report_return",
    "task_contest",
    "task_report",
    "task_set",
    "task_take",
    "task_withdraw",
]
