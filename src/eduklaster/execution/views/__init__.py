"""Pages of tasks: find, call one service, choose a template."""

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
