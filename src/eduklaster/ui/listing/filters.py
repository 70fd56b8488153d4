"""What narrows a list: its filters, and quick selections by one field."""

from collections.abc import Sequence
from dataclasses import dataclass

import django_filters
from django_stubs_ext import StrOrPromise


class ListFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter ships no types
    """Base of every set of filters; give each filter a ``label`` of your own."""


@dataclass(frozen=True, slots=True)
class Quick:
    """Quick selections by one field, with counts."""

    field: str
    """Field of the model and name of the parameter; the filter set must have a filter of this name."""
    choices: Sequence[tuple[str, StrOrPromise]]
