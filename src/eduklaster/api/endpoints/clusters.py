"""Clusters, and who the caller is in them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import clusters_listed
from eduklaster.people.access import Viewer

from ..access import caller_of
from ..contract import operation
from ..inputs import Code
from ..paging import Page, Paging, page_of
from .common import Out, at, example

router = Router(tags=["clusters"])


class CapacityOut(Out):
    """Something that the caller is in a cluster today."""

    kind: str
    """Kind: `office`, `seat`, `chair`, `head`, `representative`, `member`, `founder`, `component_head`, `admin`."""
    party: str
    """The party of cases for which it acts: `office:rector`, `participant:17`."""
    label: str
    """In words."""
    until: date | None
    """First day on which it no longer holds."""


class ClusterOut(Out):
    """A cluster."""

    model_config = example(
        code="luhova", name="Освітній кластер «Лугова»", short_name="Лугова", territory="Луговий район",
        level="district", language="uk", time_zone="Europe/Kyiv", state="active", founded_on="2025-09-01",
        page="/c/luhova/",
    )  # fmt: skip

    code: str
    """Its code, which stands in addresses."""
    name: str
    """Official name."""
    short_name: str
    """Short name."""
    territory: str
    """Where it works."""
    level: str
    """How wide it reaches: `school`, `municipal`, `district`, `regional`, `national`."""
    language: str
    """Language of its documents."""
    time_zone: str
    """Zone of its days (IANA)."""
    state: str
    """Life of the cluster: `forming`, `active`, `suspended`, `winding_up`, `terminated`."""
    founded_on: date | None
    """Day of its founding."""
    page: str
    """Its public page."""


class ClusterForMe(ClusterOut):
    """A cluster and what the caller is in it."""

    model_config = example(
        code="luhova", name="Освітній кластер «Лугова»", short_name="Лугова", territory="Луговий район",
        level="district", language="uk", time_zone="Europe/Kyiv", state="active", founded_on="2025-09-01",
        page="/c/luhova/", today="2026-03-02",
        capacities=[{"kind": "office", "party": "office:secretary", "label": "Секретар", "until": None}],
    )  # fmt: skip

    today: date
    """The date there now."""
    capacities: list[CapacityOut]
    """What the caller is there today; empty for nobody in particular."""


class MeOut(Out):
    """Who calls."""

    model_config = example(
        email="anna@example.org", name="Анна Лугова", language="uk", key="Звіт ради", scope="read",
        expires_at="2026-09-01T00:00:00+03:00",
    )  # fmt: skip

    email: str
    """Address of the account."""
    name: str
    """The person behind it."""
    language: str
    """Language of the account."""
    key: str | None
    """Name of the key that is used; nothing in a browser."""
    scope: str | None
    """What the key may do: `read` or `write`."""
    expires_at: datetime | None
    """When the key stops working."""


def _plain(cluster: Cluster) -> dict[str, Any]:
    return {
        "code": cluster.code,
        "name": str(cluster.name),
        "short_name": str(cluster.short_name),
        "territory": str(cluster.territory),
        "level": cluster.level,
        "language": cluster.language,
        "time_zone": cluster.time_zone,
        "state": cluster.state,
        "founded_on": cluster.founded_on,
        "page": f"/c/{cluster.code}/",
    }


def _capacities(viewer: Viewer) -> list[CapacityOut]:
    return [
        CapacityOut(kind=one.kind, party=one.party, label=str(one.label), until=one.valid_until)
        for one in viewer.capacities
    ]


@operation(router, "get", "/me", MeOut)
def get_me(request: HttpRequest) -> MeOut:
    """Who calls, and by which key."""
    caller = caller_of(request)
    user, key = caller.account, caller.key
    return MeOut(
        email=user.email,
        name=user.person.full_name if user.person else "",
        language=user.language,
        key=key.name if key else None,
        scope=key.scope if key else None,
        expires_at=key.expires_at if key else None,
    )


@operation(router, "get", "/clusters", Page[ClusterOut], anyone=True)
def list_clusters(request: HttpRequest, paging: Query[Paging]) -> Page[ClusterOut]:
    """The clusters of this installation."""
    return page_of(clusters_listed(), paging, lambda rows: [ClusterOut(**_plain(row)) for row in rows])


@operation(router, "get", "/clusters/{cluster}", ClusterForMe, anyone=True)
def get_cluster(request: HttpRequest, cluster: Code) -> ClusterForMe:
    """A cluster, and what the caller is in it."""
    found, viewer = at(request, cluster)
    return ClusterForMe(**_plain(found), today=viewer.on, capacities=_capacities(viewer))
