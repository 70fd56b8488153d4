"""Pictures of a process: keys, the path ahead, the chain of a case, its refusals and its history."""

from collections.abc import Sequence
from typing import Any

from django.template import Context

from eduklaster.ui.components import ChainStep, HistoryEntry, Key, PathStep, Refusal

from .library import DIR, register


@register.inclusion_tag(f"{DIR}/keys.html")
def keys(items: Sequence[Key]) -> dict[str, Any]:
    """``{% keys keys %}``: two keys and the effect; the last of them is the effect."""
    return {"keys": items, "last": len(items) - 1}


@register.inclusion_tag(f"{DIR}/path.html")
def path(steps: Sequence[PathStep], is_vertical: bool = False) -> dict[str, Any]:
    """``{% path steps %}``: steps ahead, in a row on a wide screen."""
    return {"steps": steps, "is_vertical": is_vertical}


@register.inclusion_tag(f"{DIR}/chain.html", takes_context=True)
def chain(context: Context, steps: Sequence[ChainStep], heading: int = 3) -> dict[str, Any]:
    """``{% chain steps %}``: the steps of a case with refused branches and margin notes."""
    return {"steps": steps, "heading": heading, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag(f"{DIR}/refusal.html")
def refusal(value: Refusal, heading: int = 4) -> dict[str, Any]:
    """``{% refusal refusal %}``: a refused attempt with its clause."""
    return {"refusal": value, "heading": heading}


@register.inclusion_tag(f"{DIR}/history.html")
def history(entries: Sequence[HistoryEntry]) -> dict[str, Any]:
    """``{% history entries %}``: what happened, the newest as given."""
    return {"entries": entries}
