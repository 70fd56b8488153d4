"""From what a document says to its files."""

from .docx import docx
from .pdf import pdf, pictures

__all__ = ["docx", "pdf", "pictures"]
