"""Opens a file of a known type, checks that it is what it claims, and yields its lines. Nothing is ever executed."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path, PurePath

import puremagic

from eduklaster.charter.text.errors import TextImportError
from eduklaster.charter.text.readers import docx, pdf, plain
from eduklaster.charter.text.readers.source import Limits, Source, SourceLine

__all__ = ["Limits", "Source", "SourceLine", "read_bytes", "read_file"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_EXTENSIONS = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".markdown": "text",
    ".docx": "docx",
    ".pdf": "pdf",
}


def read_file(path: Path, limits: Limits | None = None) -> Source:
    """Lines of a TXT, Markdown, DOCX or PDF file; raises TextImportError with a stable code."""
    limits = limits or Limits()
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise TextImportError("unreadable", name=path.name)
        _refuse_large(size, limits)
        with path.open("rb") as stream:
            data = stream.read(limits.size + 1)
    except FileNotFoundError as error:
        raise TextImportError("not_found", name=path.name) from error
    except OSError as error:
        raise TextImportError("unreadable", name=path.name) from error
    return read_bytes(data, path.name, limits)


def read_bytes(data: bytes, name: str, limits: Limits | None = None) -> Source:
    """Lines of an uploaded file; ``name`` gives the extension, which must agree with the content."""
    limits = limits or Limits()
    _refuse_large(len(data), limits)
    extension = PurePath(name).suffix.lower()
    if not data.strip():
        raise TextImportError("empty")
    if data.startswith(_OLE):
        raise TextImportError("encrypted" if "EncryptedPackage".encode("utf-16-le") in data else "old_word")
    if extension == ".docm":
        raise TextImportError("macros")
    if extension not in _EXTENSIONS:
        raise TextImportError("unsupported_type", extension=extension or name)
    found = _content(data)
    if found != _EXTENSIONS[extension]:
        raise TextImportError("type_mismatch", extension=extension, found=found)
    if found == "docx":
        return docx.read(data, limits)
    if found == "pdf":
        return pdf.read(data, limits)
    return plain.read(data, limits, markdown=extension in {".md", ".markdown"})


def _refuse_large(size: int, limits: Limits) -> None:
    if size > limits.size:
        raise TextImportError("too_large", size=f"{size / 2**20:.1f}", limit=f"{limits.size / 2**20:g}")


def _content(data: bytes) -> str:
    """What the content is: pdf, docx, zip, text, or the media type that its signature tells."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(BytesIO(data)) as archive:
                return "docx" if "word/document.xml" in archive.namelist() else "zip"
        except zipfile.BadZipFile as error:
            raise TextImportError("broken") from error
    if b"\x00" not in data[:65536] or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text"
    try:
        return str(puremagic.from_string(data[:65536], mime=True)) or "binary"
    except (puremagic.PureError, ValueError):
        return "binary"
