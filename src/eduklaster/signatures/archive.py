"""Reading a container (ZIP) of a stranger: bounded, with nothing written anywhere."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass

from .results import Code, Container, Unusable

_KINDS = {
    "application/vnd.etsi.asic-e+zip": Container.ASIC_E,
    "application/vnd.etsi.asic-s+zip": Container.ASIC_S,
}


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may ask of us: bytes as uploaded and unpacked, parts, and how far one part may swell."""

    size: int = 50 * 1024 * 1024
    unpacked: int = 200 * 1024 * 1024
    parts: int = 200
    swelling: int = 200


@dataclass(frozen=True, slots=True)
class Archive:
    """An opened container: which kind, and its parts by name."""

    kind: Container
    parts: dict[str, bytes]

    @property
    def documents(self) -> dict[str, bytes]:
        """The parts that are signed rather than sign."""
        return {name: data for name, data in self.parts.items() if name != "mimetype" and not _is_meta(name)}


def _is_meta(name: str) -> bool:
    return name.upper().startswith("META-INF/")


def is_zip(data: bytes) -> bool:
    """Whether a file starts as a ZIP archive does."""
    return data[:4] in (b"PK\x03\x04", b"PK\x05\x06")


def _refuse(what: str, container: Container = Container.NONE) -> Unusable:
    return Unusable(Code.UNSAFE, container, what=what)


def _checked(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(entries) > limits.parts:
        raise _refuse("parts")
    names = [entry.filename for entry in entries]
    if len({name.casefold() for name in names}) < len(names):
        raise _refuse("duplicate")
    for entry in entries:
        name = entry.filename
        if name.startswith(("/", "\\")) or "\\" in name or ".." in name.split("/") or "\x00" in entry.orig_filename:
            raise _refuse("name")
        if entry.flag_bits & 0x1:
            raise _refuse("encrypted")
        if entry.file_size > limits.swelling * max(entry.compress_size, 1024):
            raise _refuse("bomb")
    if sum(entry.file_size for entry in entries) > limits.unpacked:
        raise _refuse("bomb")


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, room: int) -> bytes:
    """Read one part, no further than the room that is left: what the directory says of its size is only a claim."""
    with archive.open(entry) as part:
        data = part.read(room + 1)
    if len(data) > room:
        raise _refuse("bomb")
    return data


def open_archive(data: bytes, limits: Limits) -> Archive:
    """Open an ASiC container (ETSI EN 319 162-1): `mimetype` first, stored and plain, then everything else.

    Raises:
        Unusable: Not such a container, damaged, or unsafe; `what` names how.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            signs = any(_is_meta(entry.filename) and "sign" in entry.filename.lower() for entry in entries)
            if not any(entry.filename == "mimetype" for entry in entries) and not signs:
                raise Unusable(Code.NOT_A_SIGNATURE)
            _checked(entries, limits)
            first = min(entries, key=lambda entry: entry.header_offset)
            if first.filename != "mimetype" or first.compress_type != zipfile.ZIP_STORED or first.header_offset != 0:
                raise _refuse("mimetype")
            kind = _KINDS.get(_read(archive, first, 100).decode("ascii", "replace").strip())
            if kind is None:
                raise Unusable(Code.NOT_A_SIGNATURE)
            parts, room = {}, limits.unpacked
            for entry in entries:
                if not entry.is_dir():
                    parts[entry.filename] = _read(archive, entry, room)
                    room -= len(parts[entry.filename])
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, RuntimeError, OSError) as error:
        raise Unusable(Code.DAMAGED, what=str(error)[:200]) from error
    return Archive(kind, parts)
