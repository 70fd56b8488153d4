"""A list page: search, filters, sorting and paging live in the address; what is seen can be exported.

Built on django-filter and django-tables2. The page costs the same number of queries for 3 rows and for
300 000: one count, or the counts of the quick selections which make it up, and one page of rows.
`tables` and `filters` hold what a room derives from, `page` puts them together, `rows` counts and reads, `exports` makes
the files.
"""

from .exports import XLSX_LIMIT, safe_cell, workbook
from .filters import ListFilter, Quick
from .page import PAGE_SIZES, ListPage
from .tables import DayColumn, ListTable, NumberColumn

__all__ = [
    "PAGE_SIZES",
    "XLSX_LIMIT",
    "DayColumn",
    "ListFilter",
    "ListPage",
    "ListTable",
    "NumberColumn",
    "Quick",
    "safe_cell",
    "workbook",
]
