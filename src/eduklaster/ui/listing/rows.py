"""The rows under a table: counted once, and found by key where there are very many."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django_tables2.data import TableQuerysetData


class Rows(TableQuerysetData):  # type: ignore[misc]
    """Rows that are counted once, by the database or by whoever knows, even before the table has pages."""

    def __init__(self, rows: QuerySet[Any], count: Callable[[], int] | None = None) -> None:
        super().__init__(rows)
        self._counted = count

    def __len__(self) -> int:
        return self._number

    def __iter__(self) -> Iterator[Any]:
        """All rows, as exports want them: a few thousand in memory at a time."""
        return self.data.iterator(chunk_size=2000)  # type: ignore[no-any-return]

    @cached_property
    def _number(self) -> int:
        number: int = self._counted() if self._counted else self.data.count()
        return number


class ManyRows(Rows):
    """Rows of which a page is found by key: narrow keys are sorted and cut in a subquery, then the rows are read."""

    everything: QuerySet[Any]
    """The rows without what the reader asked for: to read by key, the filters need not be asked again."""

    def __getitem__(self, key: int | slice) -> Any:
        if isinstance(key, slice):
            return self.everything.order_by(*self.data.query.order_by).filter(pk__in=self.data.values("pk")[key])
        return self.data[key]
