"""What a document says, as plain data: requisites, blocks of text, signatures. Builders make it, renderers draw it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal

BlockType = Literal[
    "paragraph",
    "plain",
    "heading",
    "item",
    "label",
    "table",
    "facts",
    "clause",
    "choices",
    "lines",
    "redline",
    "break",
    "lead",
]
BLOCK_TYPES = frozenset(BlockType.__args__)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `width` is its share of the line."""

    title: str
    width: float = 1.0
    align: Literal["left", "center", "right"] = "left"


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the text.

    paragraph: `text`. plain: `text` without an indent. lead: `text`, the word that resolves («НАКАЗУЮ:»). heading: `text`, `level`. item: `number`, `text`.
    label: `number` (the word, «СЛУХАЛИ:») and `text`. table: `columns`, `rows`, `text` (its title). facts: `rows` of two.
    clause: `number`, `text`, `level`. choices: `rows` of one. lines: `level` empty lines to write on.
    redline: `rows` of (how, text), how is same, out or in. break: a new page.
    """

    type: BlockType
    text: str = ""
    number: str = ""
    level: int = 0
    columns: Sequence[Column] = ()
    rows: Sequence[Sequence[str]] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs: the post as it is held, the name as the standard writes it.

    `seal` stands where the signature would be: «(підпис)» in an extract, whose original is signed elsewhere.
    """

    post: str
    name: str = ""
    seal: str = ""


@dataclass(frozen=True, slots=True)
class Endorsement:
    """Who agreed to a document or approved it: the post or the organ, the name, the day in words or the act.

    `name` is empty for an organ, whose act stands in `dated`. Without a day it was not given yet.
    """

    post: str
    name: str = ""
    dated: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that a document says. `on` is ISO, `dated` the same day in words; `place` and `number` may be missing, which the standard is asked about.

    `agreed` are marks of agreement of others, `visas` those of offices of the house; `annex` follows the signatures on a
    page of its own. `layout` chooses the drawing: sheet, ballot or certificate.
    """

    kind: str
    variant: str
    language: str
    profile: str
    name: str
    on: str
    dated: str = ""
    number: str = ""
    host: str = ""
    organisation: str = ""
    unit: str = ""
    place: str = ""
    heading: str = ""
    addressee: Sequence[str] = ()
    approval: Sequence[str] = ()
    body: Sequence[Block] = ()
    signatures: Sequence[Signature] = ()
    seen: Sequence[Signature] = ()
    seen_title: str = ""
    agreed: Sequence[Endorsement] = ()
    visas: Sequence[Endorsement] = ()
    copy_of: str = ""
    certified: Sequence[Signature] = ()
    certified_on: str = ""
    annex: Sequence[Block] = ()
    note: str = ""
    layout: Literal["sheet", "ballot", "certificate"] = "sheet"

    def as_data(self) -> dict[str, Any]:
        """Return it as JSON can keep it."""
        return asdict(self)

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Content:
        """Read it back; an unknown field is an error."""
        known = {f.name for f in fields(cls)}
        unknown = set(data) - known
        if unknown:
            raise ValueError(f"unknown fields of a document: {sorted(unknown)}")
        values = dict(data)
        for name in ("body", "annex"):
            values[name] = [
                Block(**{**block, "columns": [Column(**c) for c in block["columns"]]}) for block in data.get(name, ())
            ]
        for name in ("signatures", "seen", "certified"):
            values[name] = [Signature(**row) for row in data.get(name, ())]
        for name in ("agreed", "visas"):
            values[name] = [Endorsement(**row) for row in data.get(name, ())]
        return cls(**values)


@dataclass(frozen=True, slots=True)
class Mark:
    """By what an issued document is recognised: its code, the address that checks it, drawn as a QR code."""

    code: str
    url: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Content with the look and the mark: all that a file is made of."""

    content: Content
    look: Mapping[str, Any]
    mark: Mark | None = None
    words: Mapping[str, str] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        """Return it as JSON can keep it."""
        return {
            "content": self.content.as_data(),
            "look": dict(self.look),
            "mark": asdict(self.mark) if self.mark else None,
            "words": dict(self.words),
        }

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Snapshot:
        """Read it back."""
        mark = Mark(**data["mark"]) if data["mark"] else None
        return cls(Content.of(data["content"]), data["look"], mark, data["words"])
