"""Rows of short lists: records, what waits, facts, what upper rooms know, and that there is nothing."""

from collections.abc import Sequence
from typing import Any

from django.template import Context

from eduklaster.ui.components import EmptyState, Fact, QueueItem, Record
from eduklaster.ui.navigation import onward_for

from .library import DIR, register


@register.inclusion_tag(f"{DIR}/records.html")
def records(rows: Sequence[Record]) -> dict[str, Any]:
    """``{% records rows %}``: a short list of records with state or basis."""
    return {"rows": rows}


@register.inclusion_tag(f"{DIR}/onward.html", takes_context=True)
def onward(context: Context, subject: str, key: int) -> dict[str, Any]:
    """``{% onward 'procedures.act' act.pk %}``: what upper rooms know of an object and let the reader do with it."""
    return {"parts": onward_for(context["request"], subject, key), "csrf_token": context.get("csrf_token")}


@register.inclusion_tag(f"{DIR}/queue.html")
def queue(items: Sequence[QueueItem], heading: int = 3) -> dict[str, Any]:
    """``{% queue items %}``: what waits for the reader, each row with its due tile and its margin note."""
    return {"items": items, "heading": heading}


@register.inclusion_tag(f"{DIR}/facts.html")
def facts(items: Sequence[Fact]) -> dict[str, Any]:
    """``{% facts items %}``: a key-value list."""
    return {"items": items}


@register.inclusion_tag(f"{DIR}/empty.html", takes_context=True)
def empty(context: Context, value: EmptyState, heading: int = 2) -> dict[str, Any]:
    """``{% empty state %}``: why there is nothing here and what to do."""
    return {"empty": value, "heading": heading, "csrf_token": context.get("csrf_token")}
