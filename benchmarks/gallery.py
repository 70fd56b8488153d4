"""Draws every kind of document of every demo cluster into a folder, for looking at: `python -m benchmarks.gallery FOLDER [kind ...]`.

For each cluster and kind: the PDF and the Word file of one or two subjects of each variant, and each page as a picture.
Works with the demo of EDUKLASTER_HOME, whose platform may be running. Nothing is written to the database: every document is
drawn as it would be issued today, with a mark that leads nowhere; the list says what it would lack.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SUBJECTS = 2
_MARK = "0000-0000-0000-0000"


def main() -> int:
    """Draw what the arguments name."""
    folder, wanted = Path(sys.argv[1]), set(sys.argv[2:])
    folder.mkdir(parents=True, exist_ok=True)
    from eduklaster.operations.main import platform

    with platform():
        from eduklaster.clusters.models import Cluster
        from eduklaster.documents.registry import kinds

        for kind in kinds():
            if wanted and kind.key not in wanted:
                continue
            for cluster in Cluster.objects.order_by("code"):
                for position, subject in enumerate(_subjects(kind, cluster)):
                    _draw(folder, kind, cluster, subject, position)
    return 0


def _subjects(kind: Any, cluster: Any) -> Iterator[Any]:
    """Yield a few subjects of a kind as the secretary sees them, each of another variant where there are variants."""
    from eduklaster.people.access import secretary_office, viewer_for
    from eduklaster.people.models import OfficeHolding, User

    office = secretary_office(cluster, _today(cluster))
    held = OfficeHolding.objects.filter(cluster=cluster, office=office, valid_until=None).first()
    user = User.objects.filter(person=held.person if held else None).first() or User(
        person=held.person if held else None
    )
    viewer = viewer_for(user, cluster)
    seen: dict[str, int] = {}
    for subject in kind.visible(cluster, viewer).order_by("-pk")[:60]:
        variant = str(getattr(subject, "kind", ""))
        if kind.applies(subject) and seen.get(variant, 0) < SUBJECTS:
            seen[variant] = seen.get(variant, 0) + 1
            yield subject


def _today(cluster: Any) -> Any:
    from eduklaster.clusters.selectors import today_in

    return today_in(cluster)


def _draw(folder: Path, kind: Any, cluster: Any, subject: Any, position: int) -> None:
    from eduklaster.documents.content import Mark
    from eduklaster.documents.drafts import draft_of
    from eduklaster.documents.rendering import docx, pdf, pictures

    draft = draft_of(cluster, kind, subject)
    snapshot = draft.snapshot(Mark(_MARK, f"https://example.org/verify/{_MARK}/"))
    variant = f"-{draft.content.variant}" if draft.content.variant else ""
    stem = f"{kind.key}{variant}-{cluster.code}-{position + 1}"
    (folder / f"{stem}.pdf").write_bytes(pdf(snapshot))
    (folder / f"{stem}.docx").write_bytes(docx(snapshot, draft.template()))
    pages = pictures(snapshot, ppi=60)
    for number, page in enumerate(pages, 1):
        (folder / f"{stem}-p{number:02d}.png").write_bytes(page)
    lacks = ", ".join(requisite.key for requisite in draft.missing)
    print(f"{stem}: {len(pages)} pages{'; lacks ' + lacks if lacks else ''}")


if __name__ == "__main__":
    raise SystemExit(main())
