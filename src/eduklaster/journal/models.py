"""Entries of the journal and the head of each chain."""

from __future__ import annotations

import pgtrigger
from django.db import models


class Head(models.Model):
    """The last link of a chain; the row is locked while a link is added."""

    chain = models.CharField(max_length=60, primary_key=True)
    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        db_table = "journal_head"


class Entry(models.Model):
    """One thing that happened. `hash` covers every other column and the hash of the entry before."""

    chain = models.CharField(max_length=60)
    number = models.BigIntegerField()
    at = models.DateTimeField()
    on = models.DateField(help_text="day of the action, local to the cluster")
    actor_id = models.BigIntegerField(null=True, help_text="account; empty for the platform itself")
    capacity = models.CharField(
        max_length=300, help_text="in which capacity: office, seat, participant; never a person's name"
    )
    action = models.CharField(max_length=80, help_text="stable code, such as participant.admitted")
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=60)
    rule = models.CharField(max_length=80, blank=True)
    citations = models.JSONField(default=list, help_text="[{kind: clause|default|act|law, ref}] strongest first")
    facts = models.JSONField(default=dict)
    changes = models.JSONField(default=dict, help_text="{field: [before, after]}")
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        db_table = "journal_entry"
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="journal_entry_chain_number")]
        indexes = [
            models.Index(fields=["chain", "object_type", "object_id", "number"], name="journal_entry_about"),
            models.Index(fields=["chain", "-number"], name="journal_entry_recent"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]
