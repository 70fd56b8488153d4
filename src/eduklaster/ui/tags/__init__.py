"""The tags and filters of ``{% load ui %}``: the components of every page.

Tags that take a value from :mod:`eduklaster.ui.components` draw it; tags with an end, such as
``{% card %}…{% endcard %}``, wrap their content. Nothing here queries a database.
Each module registers its own in the one library, so importing them all makes it whole.
"""

from . import boxes, charter, forms, numbers, process, rows, signs, ways, words
from .library import register

__all__ = ["boxes", "charter", "forms", "numbers", "process", "register", "rows", "signs", "ways", "words"]
