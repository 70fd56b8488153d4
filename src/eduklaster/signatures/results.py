"""What an examination of a signed copy finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Container(StrEnum):
    """How signatures and document are put together."""

    PADES = "pades"
    CADES_DETACHED = "cades_detached"
    CADES_ENVELOPING = "cades_enveloping"
    ASIC_E = "asic_e"
    ASIC_S = "asic_s"
    NONE = "none"


class Integrity(StrEnum):
    """Whether the signature is what the signer's key made, and what it signs is unchanged."""

    HOLDS = "holds"
    BROKEN = "broken"
    UNKNOWN = "unknown"


class Trust(StrEnum):
    """Whether the chain of the certificate leads to one that the operator trusts."""

    TRUSTED = "trusted"
    NOT_LISTED = "not_listed"
    NOT_VALID_THEN = "not_valid_then"
    NOT_FOR_SIGNING = "not_for_signing"
    NOT_ASKED = "not_asked"


class Content(StrEnum):
    """Whether what is signed is the document that was issued."""

    SAME = "same"
    OTHER = "other"
    UNKNOWN = "unknown"


class Code(StrEnum):
    """The answer as a whole."""

    TRUSTED = "signature.trusted"
    NOT_LISTED = "signature.not_listed"
    NOT_VALID_THEN = "signature.not_valid_then"
    NOT_FOR_SIGNING = "signature.not_for_signing"
    ALGORITHM_UNKNOWN = "signature.algorithm_unknown"
    UNPROVEN = "signature.unproven"
    EDITED = "signature.edited"
    EDITED_UNPROVEN = "signature.edited_unproven"
    OTHER_DOCUMENT = "signature.other_document"
    CHANGED = "signature.changed"
    BROKEN = "signature.broken"
    MISSING = "signature.missing"
    NOT_A_SIGNATURE = "file.not_a_signature"
    EMPTY = "file.empty"
    TOO_LARGE = "file.too_large"
    UNSAFE = "file.unsafe"
    DAMAGED = "file.damaged"


KEPT = frozenset(
    {
        Code.TRUSTED, Code.NOT_LISTED, Code.NOT_VALID_THEN, Code.NOT_FOR_SIGNING, Code.ALGORITHM_UNKNOWN,
        Code.UNPROVEN, Code.EDITED, Code.EDITED_UNPROVEN,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Issued:
    """The document as it left the house: its SHA-256 in hexadecimal digits and, where at hand, its bytes."""

    sha256: str
    content: bytes | None = None


@dataclass(frozen=True, slots=True)
class Signer:
    """One signature: who, with which certificate, when by its own account, and what the checks say."""

    name: str
    post: str
    organisation: str
    issuer: str
    serial: str
    signed_at: datetime | None
    algorithm: str
    integrity: Integrity
    trust: Trust
    content: Content
    is_algorithm_known: bool = True
    is_changed_since: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the signature as plain data."""
        return {**asdict(self), "signed_at": self.signed_at.isoformat() if self.signed_at else None}


@dataclass(frozen=True, slots=True)
class Result:
    """What was found. `facts` are plain numbers and words for the sentence; `signers` come in the order of the file.

    There is no truth value on purpose. Ask `may_be_kept`.
    """

    code: Code
    container: Container
    signers: tuple[Signer, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Refuse to be a truth value.

        Raises:
            TypeError: Always; ask `may_be_kept`.
        """
        raise TypeError("A result is not a truth value; ask .may_be_kept.")

    @property
    def may_be_kept(self) -> bool:
        """Whether the copy can stand beside the document: nothing shows that it is broken or about something else."""
        return self.code in KEPT

    def as_json(self) -> dict[str, Any]:
        """Return the result as plain data."""
        return {
            "code": self.code.value,
            "container": self.container.value,
            "signers": [signer.as_json() for signer in self.signers],
            "facts": dict(self.facts),
        }


class Unusable(Exception):
    """The file cannot be examined: `code` says why, `facts` what was met."""

    def __init__(self, code: Code, container: Container = Container.NONE, **facts: Any) -> None:
        super().__init__(code.value)
        self.result = Result(code, container, facts=facts)
