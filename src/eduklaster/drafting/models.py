"""Drafts of clusters: the charter as its future secretary writes it, with the text that it was read from."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import models

from .enums import DraftState, Stage


class Draft(models.Model):
    """A cluster being set up by one person. `content` is the charter as a mapping, always one that loads."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="charter_drafts")
    name = models.CharField(max_length=200)
    template = models.CharField(max_length=41, blank=True, help_text="code of the charter it began from")
    content = models.TextField(help_text="the charter as JSON; text, because the order of its parts matters")
    stage = models.CharField(max_length=20, choices=Stage, default=Stage.TEXT, help_text="the page worked on last")
    state = models.CharField(max_length=10, choices=DraftState, default=DraftState.OPEN)
    document = models.BinaryField(null=True, blank=True, help_text="the uploaded text, as it came")
    document_name = models.CharField(max_length=200, blank=True)
    document_edits = models.JSONField(default=list, help_text="corrections of the tree, replayed on each reading")
    texts = models.JSONField(default=dict, help_text="the cluster's own words by place, once the tree is taken over")
    cluster = models.ForeignKey("clusters.Cluster", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [models.Index(fields=["owner", "-changed_at"], name="draft_owner_recent")]

    def __str__(self) -> str:
        """Return the name of the future cluster."""
        return self.name

    @property
    def data(self) -> dict[str, Any]:
        """The charter as plain data; a fresh copy each time."""
        read: dict[str, Any] = json.loads(self.content)
        return read

    @property
    def is_open(self) -> bool:
        """Whether it can still be changed."""
        return self.state == DraftState.OPEN
