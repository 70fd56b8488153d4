"""Pages of tasks: find, call one service, choose a template."""

from .calendar import calendar
from .head import head_report_detail, head_report_handed_in, head_report_list, head_report_new, head_report_words
from .steps import (
    proof_file,
    task_back,
    task_checked,
    task_done,
    task_longer,
    task_longer_answer,
    task_powers,
    task_ruling,
    task_taken,
)
from .tasks import task_detail, task_list, task_new

__all__ = [
    "calendar",
    "head_report_detail",
    "head_report_handed_in",
    "head_report_list",
    "head_report_new",
    "head_report_words",
    "proof_file",
    "task_back",
    "task_checked",
    "task_detail",
    "task_done",
    "task_list",
    "task_longer",
    "task_longer_answer",
    "task_new",
    "task_powers",
    "task_ruling",
    "task_taken",
]
