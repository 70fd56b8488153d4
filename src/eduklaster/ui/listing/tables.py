"""The table of a list: our markup, and columns for numbers and days."""

import datetime
from typing import Any

import django_tables2

from eduklaster.ui.typography import local_date


class ListTable(django_tables2.Table):  # type: ignore[misc]  # django-tables2 ships no types
    """Base of every table: our markup; the first column names the row and becomes the head of a card."""

    class Meta:
        template_name = "ui/table.html"
        attrs = {"class": "tbl cards"}


class NumberColumn(django_tables2.Column):  # type: ignore[misc]
    """Numbers stand on the right."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", {"td": {"class": "r"}, "th": {"class": "r"}})
        super().__init__(*args, **kwargs)


class DayColumn(django_tables2.Column):  # type: ignore[misc]
    """A date or a moment in the reader's short format; exports keep the date itself."""

    def __init__(self, *args: Any, style: str = "short", **kwargs: Any) -> None:
        kwargs.setdefault("attrs", {"td": {"class": "num"}})
        super().__init__(*args, **kwargs)
        self.style = style

    def render(self, value: datetime.date) -> str:
        """The words of the date."""
        return local_date(value, self.style)

    def value(self, value: datetime.date) -> datetime.date:
        """The date itself."""
        return value
