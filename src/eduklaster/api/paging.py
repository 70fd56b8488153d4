"""Long lists in pages: bounded, counted, with the way to the next one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Any, Generic, TypeVar

from django.core.paginator import Page as Shown
from django.db.models import QuerySet
from pydantic import BaseModel, BeforeValidator, Field

from .inputs import In, _number_written

T = TypeVar("T")
LONGEST_PAGE = 100
LAST_PAGE = 100_000


class Paging(In):
    """Which part of a long list is wanted."""

    page: Annotated[int, Field(ge=1, le=LAST_PAGE), BeforeValidator(_number_written)] = 1
    """Number of the page, from 1."""
    per_page: Annotated[int, Field(ge=1, le=LONGEST_PAGE), BeforeValidator(_number_written)] = 30
    """How many entries a page has."""


class Page(BaseModel, Generic[T]):
    """A part of a long list. A page after the last one is empty."""

    # Words in `Field`: for a docstring each `Page[…]` would have its source looked for in all modules, a second in all.
    items: Annotated[list[T], Field(description="The entries of this page.")]
    page: Annotated[int, Field(description="Its number.")]
    per_page: Annotated[int, Field(description="How many entries a full page has.")]
    total: Annotated[int, Field(description="How many entries there are on all pages.")]
    pages: Annotated[int, Field(description="How many pages there are.")]


def page_of(rows: QuerySet[Any] | Sequence[Any], paging: Paging, show: Callable[[Iterable[Any]], list[T]]) -> Page[T]:
    """Return a page of rows; `show` turns the rows of the page into what is sent."""
    total = rows.count() if isinstance(rows, QuerySet) else len(rows)
    start = (paging.page - 1) * paging.per_page
    found = list(rows[start : start + paging.per_page]) if start < total else []
    return Page(
        items=show(found),
        page=paging.page,
        per_page=paging.per_page,
        total=total,
        pages=-(-total // paging.per_page),
    )


def page_shown(shown: Shown[Any], paging: Paging, items: list[T]) -> Page[T]:
    """Return a page that the selector of a page for people has cut already; it shows its last one instead of none."""
    return Page(
        items=items if paging.page == shown.number else [],
        page=paging.page,
        per_page=paging.per_page,
        total=shown.paginator.count,
        pages=-(-shown.paginator.count // paging.per_page),
    )
