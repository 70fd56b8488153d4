"""A document before it is issued: what it would say today and what it still lacks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import override

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of

from .content import Content, Mark, Snapshot
from .look import look_of
from .models import Blank
from .profiles import Profile, Requisite, profile_for, words
from .registry import DocumentKind, Frame
from .selectors import blank_of, series_next


@dataclass(frozen=True)
class Draft:
    """What a document would say, how it would look, what the standard still misses in it."""

    cluster: Cluster
    kind: DocumentKind
    subject: Any
    profile: Profile
    content: Content
    look: dict[str, Any]
    missing: tuple[Requisite, ...]
    blank: Blank | None
    series_number: int | None = None

    def snapshot(self, mark: Mark | None = None) -> Snapshot:
        """Return all that its files are made of."""
        return Snapshot(self.content, self.look, mark, dict(words(self.content.language)))

    def template(self) -> bytes | None:
        """Return the cluster's own Word blank, where it has one."""
        if self.blank is None or not self.blank.docx:
            return None
        with self.blank.docx.open("rb") as file:
            content: bytes = file.read()
        return content


def draft_of(cluster: Cluster, kind: DocumentKind, subject: Any) -> Draft:
    """Return the document that can be made of a thing, in the cluster's language, by the standard of its day."""
    on = kind.on(subject)
    profile = profile_for(cluster.calendar, on)
    blank = blank_of(cluster)
    number = series_next(cluster, kind.key, on.year) if kind.numbered else None
    frame = Frame(
        cluster=cluster,
        charter=rulebook_of(cluster, on).charter,
        profile=profile,
        language=cluster.language,
        words=words(cluster.language),
        on=on,
        place=blank.place.in_(cluster.language) if blank else "",
        number=str(number) if number else "",
    )
    with override(cluster.language):
        content = kind.build(subject, frame)
    look = look_of(profile, blank.parameters if blank else {})
    return Draft(
        cluster, kind, subject, profile, content, look.as_data(), tuple(profile.missing_in(content)), blank, number
    )
