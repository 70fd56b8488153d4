"""Tasks in a story: given from an act, reported, returned, accepted, extended, contested."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from eduklaster.execution.models import Task
from eduklaster.execution.services import (
    TaskDraft,
    extension_answer,
    extension_ask,
    report_accept,
    report_return,
    task_contest,
    task_report,
    task_set,
    task_take,
)
from eduklaster.procedures.models import Act

from ..reading import day_of
from .cases import Cases
from .stage import StoryFault

_PROOF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n"


class Errands(Cases):
    """Gives tasks and does what becomes of them."""

    def _schedule_task(self, item: Mapping[str, Any]) -> None:
        """Put a task and what becomes of it among the events of the story."""
        given: list[Task] = []
        self._at(item["day"], lambda on: given.append(self._give(item["task"], item, on)))
        for day, verb, who, *words in item["task"].get("then", ()):
            self._at(
                day,
                lambda on, verb=verb, who=who, words=words: self._errand(given[0], verb, who, words, on),  # type: ignore[misc]
            )

    def _give(self, given: Mapping[str, Any], item: Mapping[str, Any], on: date) -> Task:
        """Give a task from the last act of whoever decided; `until` is a day like all others."""
        act = Act.objects.filter(cluster=self.cluster, issuer=given["from"], on__lte=on).order_by("-on", "-pk").first()
        if act is None:
            raise StoryFault(f"{self.data['code']}: {given['from']} has issued nothing by {on}")
        head, _sep, name = given["owner"].partition(":")
        owner = f"participant:{self.participant(name).pk}" if head == "p" else given["owner"]
        draft = TaskDraft(
            title=given["title"], owner=owner, text=given.get("text", ""), proof=given.get("proof", ""),
            due_on=day_of(given["until"], self.anchor) if "until" in given else None, act_id=act.pk,
            power=given.get("power", ""),
        )  # fmt: skip
        return task_set(cluster=self.cluster, draft=draft, doer=self.doer(item["actor"], on), on=on)

    def _errand(self, task: Task, verb: str, who: str, words: Sequence[Any], on: date) -> None:
        text = str(words[0]) if words else ""
        common: dict[str, Any] = {
            "cluster": self.cluster, "task_id": task.pk, "doer": self.doer(who, on), "on": on,
        }  # fmt: skip
        match verb:
            case "take":
                task_take(**common)
            case "report":
                proofs = [SimpleUploadedFile(str(words[1]), _PROOF, "application/pdf")] if len(words) > 1 else []
                task_report(**common, text=text, proofs=proofs)
            case "accept":
                report_accept(**common, note=text)
            case "return":
                report_return(**common, reason=text)
            case "ask":
                extension_ask(**common, until=day_of(words[1], self.anchor), reason=text)
            case "grant":
                extension_answer(**common, is_granted=True, note=text)
            case "contest":
                task_contest(**common, reason=text)
            case _:
                raise StoryFault(f"{self.data['code']}: a task knows no «{verb}»")
