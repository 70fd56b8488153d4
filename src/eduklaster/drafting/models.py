"""Drafts of clusters: the charter as its future secretary writes it, with the text that it was read from."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import models

from .enums import DraftState, Stage


class Draft(models.Model):
    """A cluster being set up by a person and the editors she takes in. `content` is a charter that always loads.

    `revision` grows with every change, so two people who change the same state notice each other.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="charter_drafts")
    editors = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="shared_charter_drafts")
    name = models.CharField(max_length=200)
    revision = models.PositiveIntegerField(default=1, help_text="grows with every kept change")
    template = models.CharField(max_length=41, blank=True, help_text="code of the charter it began from")
    content = models.TextField(help_text="the charter as JSON; text, because the order of its parts matters")
    stage = models.CharField(max_length=20, choices=Stage, default=Stage.TEXT, help_text="the page worked on last")
    state = models.CharField(max_length=10, choices=DraftState, default=DraftState.OPEN)
    document = models.BinaryField(null=True, blank=True, help_text="the uploaded text, as it came")
    document_name = models.CharField(max_length=200, blank=True)
    document_edits = models.JSONField(default=list, help_text="corrections of the tree, replayed on each reading")
    texts = models.JSONField(default=dict, help_text="the cluster's own words by place, once the tree is taken over")
    cases = models.JSONField(default=list, help_text="situations with the verdict that the text demands")
    cluster = models.ForeignKey("clusters.Cluster", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    amends = models.ForeignKey(
        "clusters.CharterVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="the version in force that this draft is to replace; empty: a new cluster",
    )  # fmt: skip
    amendment = models.ForeignKey(
        "amendments.Amendment", null=True, blank=True, on_delete=models.PROTECT, related_name="drafts",
        help_text="the amendment as which it was filed",
    )  # fmt: skip
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


class DraftVersion(models.Model):
    """A state of a draft as it was kept once: the charter, its words, its cases; never changed."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="versions")
    revision = models.PositiveIntegerField()
    stage = models.CharField(max_length=20, choices=Stage)
    content = models.TextField()
    texts = models.JSONField(default=dict)
    cases = models.JSONField(default=list)
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    kept_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "revision"], name="draft_version_once")]

    def __str__(self) -> str:
        """Return the number of the state."""
        return str(self.revision)
