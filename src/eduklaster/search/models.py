"""The words of what can be found."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from eduklaster.kernel.sorting import LatinKey

from .enums import Kind


def _of(kind: Kind, *names: str) -> Q:
    everything = ("act", "case", "item", "proposal", "version")
    return Q(kind=kind, **{f"{name}__isnull": name not in names for name in everything})


class SearchEntry(models.Model):
    """The basic forms of one thing's words. It goes with the thing; whether somebody may see it is asked of the thing."""

    key = models.CharField(max_length=80, unique=True, help_text="act:7, item:7, clause:VERSION:4.3")
    cluster = models.ForeignKey("clusters.Cluster", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    act = models.ForeignKey("procedures.Act", null=True, on_delete=models.CASCADE, related_name="+")
    case = models.ForeignKey("procedures.Case", null=True, on_delete=models.CASCADE, related_name="+")
    item = models.ForeignKey("organ_sessions.AgendaItem", null=True, on_delete=models.CASCADE, related_name="+")
    proposal = models.ForeignKey("organ_sessions.Proposal", null=True, on_delete=models.CASCADE, related_name="+")
    version = models.ForeignKey("clusters.CharterVersion", null=True, on_delete=models.CASCADE, related_name="+")
    clause = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=2, help_text="in which the text was written, as far as the cluster says")
    organ = models.CharField(max_length=60, blank=True, help_text="id of the organ in the charter")
    on = models.DateField(null=True)
    text = models.TextField(blank=True, help_text="what fragments are cut from")
    vector = SearchVectorField(help_text="basic forms; those of the title weigh more")
    plain = models.TextField(help_text="title and beginning of the text, for words that are typed wrong")
    find_key = models.GeneratedField(
        expression=LatinKey(F("plain")), output_field=models.TextField(db_collation="C"), db_persist=True
    )
    digest = models.CharField(max_length=64, help_text="of everything above: what is the same is not written again")

    class Meta:
        indexes = [
            GinIndex(fields=["vector"], name="search_words"),
            GinIndex(OpClass(F("find_key"), name="gin_trgm_ops"), name="search_find"),
            models.Index(fields=["cluster", "kind", "-on"], name="search_kind"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=_of(Kind.ACT, "act")
                | _of(Kind.CASE, "case")
                | _of(Kind.ITEM, "item")
                | _of(Kind.PROPOSAL, "proposal")
                | _of(Kind.CLAUSE, "version"),
                name="search_entry_of_its_kind",
            )
        ]
