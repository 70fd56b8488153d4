"""What tests of the living charter lean on."""

from __future__ import annotations

import pytest
from tests.factories.people import make_cluster

from eduklaster.clusters.models import Cluster

CODES = ("synergy", "smolensk", "kalininsky", "krasnogorsky", "zheleznogorsk")


@pytest.fixture
def cluster(db: None) -> Cluster:
    """The cluster «Synergy» with its charter in force."""
    return make_cluster("synergy")


@pytest.fixture(params=CODES)
def any_cluster(request: pytest.FixtureRequest, db: None) -> Cluster:
    """Each of the five seed clusters."""
    return make_cluster(request.param)
