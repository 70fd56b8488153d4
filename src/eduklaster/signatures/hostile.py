"""What reading a stranger's file may raise."""

from __future__ import annotations

from cryptography.exceptions import UnsupportedAlgorithm
from lxml import etree
from pyhanko.pdf_utils.misc import PdfError

#: What the libraries that read PDF, ASN.1 and XML may raise on a stranger's file made to break them. Such a file is
#: reported as damaged; nothing of ours is written with it.
HOSTILE = (
    PdfError, etree.LxmlError, UnsupportedAlgorithm, ValueError, KeyError, IndexError, TypeError, AttributeError,
    AssertionError, OverflowError, RecursionError, NotImplementedError, EOFError,
)  # fmt: skip
