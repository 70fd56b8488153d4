"""A first charter that was not adopted goes back to its draft, is changed there, and is put to the vote again."""

from __future__ import annotations

from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client
from tests.drafting.test_wizard import inputs, page
from tests.factories.people import make_user
from tests.scenarios.stories import do, vote
from tests.scenarios.test_adoption import entered, said
from tests.world import CHARTERS, TELLER, World

from eduklaster.charter.loader import bundle
from eduklaster.clusters.enums import VersionState
from eduklaster.clusters.selectors import version_in_force
from eduklaster.drafting.enums import Stage
from eduklaster.drafting.models import Draft
from eduklaster.drafting.services import draft_go_live, draft_load, draft_save
from eduklaster.journal.models import Entry
from eduklaster.journal.services import journal_verify
from eduklaster.people.models import OfficeHolding
from eduklaster.people.services import person_create
from eduklaster.procedures.models import Case

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2026, 3, 2)


class Story:
    """A cluster that came of a draft a moment ago; who wrote the draft keeps its records."""

    def __init__(self, settings: Any) -> None:
        settings.FIXED_TODAY = DAY
        self.author = make_user(email="author@example.org")
        self.draft = draft_load(owner=self.author, content=bundle(CHARTERS / "synergy").encode())
        cluster = draft_go_live(draft=self.draft, owner=self.author, on=DAY)
        self.world = World(cluster, DAY, settings)
        self.world.go_to(DAY)
        self.client = Client(headers={"accept-language": "uk"})
        self.client.force_login(self.author)
        self.rector = self.world.client(self.world.office("rector", "Ректоренко"))
        people = [
            person_create(actor=TELLER, cluster=cluster, surname=f"Радник-{number}", given_name="Анна")
            for number in range(1, 22)
        ]
        assert entered(self.world, self.client, people).status_code == 302

    @property
    def back(self) -> str:
        return self.world.url("amendments/adoption/draft/")

    def read(self, path: str, client: Client | None = None) -> str:
        return unescape((client or self.client).get(self.world.url(path)).content.decode()).replace("\xa0", " ")

    def put_to_vote(self, *counts: int) -> Case:
        assert self.client.post(self.world.url("amendments/adoption/adopt_charter/open/")).status_code == 302
        case = Case.objects.latest("pk")
        assert vote(self.world, self.client, case, "adoption", said(*counts)).status_code == 302
        case.refresh_from_db()
        return case

    def renamed(self, territory: str) -> None:
        """Change the draft on its page."""
        known = inputs(self.client.get(page("identity", self.draft)))
        answer = self.client.post(page("identity", self.draft), known | {"territory": territory})
        assert answer.status_code == 302, answer.context["form"].errors

    def states(self) -> list[str]:
        return list(self.world.cluster.versions.order_by("number").values_list("state", flat=True))


def test_a_charter_voted_down_and_then_declined_is_changed_twice_and_adopted_at_last(settings: Any) -> None:
    story = Story(settings)
    stranger = Client()
    stranger.force_login(make_user(email="stranger@example.org"))
    first = story.world.cluster.versions.get()
    offices = list(OfficeHolding.objects.order_by("pk").values_list("pk", "office", "person_id"))
    assert story.client.post(story.back).status_code == 409, "nothing was decided on it yet"
    assert story.back not in story.read("amendments/adoption/")
    lost = story.put_to_vote(7, 5, 3)
    assert (lost.state, story.states()) == ("lost", [VersionState.REJECTED])

    assert story.back in story.read("amendments/adoption/")
    assert story.rector.get(story.back).status_code == 403, "who did not write it does not take it back"
    assert stranger.post(story.back).status_code == 403
    assert story.client.get(story.back).status_code == 200
    kept = story.draft.versions.count()
    assert story.client.post(story.back).status_code == 302
    story.draft.refresh_from_db()
    assert story.draft.is_open
    story.renamed("Київ і Київська область")
    assert story.draft.versions.count() == kept + 1, "each state is kept"
    assert "Київ і Київська область" not in story.read("charter/"), "the draft alone is changed"
    assert version_in_force(story.world.cluster, DAY) is None

    asked = story.client.get(page("live", story.draft))
    assert "drafting/again.html" in [template.name for template in asked.templates]
    assert story.client.post(page("live", story.draft)).status_code == 302
    assert story.states() == [VersionState.REJECTED, VersionState.DRAFT]
    assert Draft.objects.get().state == "live", "no second cluster came of it"
    first.refresh_from_db()
    assert "Київ і Київська область" not in first.source, "the text that was voted down stays as it was"
    assert story.client.post(story.back).status_code == 302, "still before its case: a slip is mended"
    story.renamed("Київ, Київська область")
    assert story.client.post(page("live", story.draft)).status_code == 302
    assert story.states() == [VersionState.REJECTED, VersionState.DRAFT], "changed in its place"

    adopted = story.put_to_vote(8, 4, 3)
    assert adopted.payload["version_id"] == story.world.cluster.versions.get(number=2).pk
    assert story.client.post(story.back).status_code == 409, "while a case decides on it the text stays"
    declined = story.rector.post(
        story.world.url(f"cases/{adopted.pk}/steps/order/decline/"),
        {"on": DAY.isoformat(), "reason": "Пункт 4 неясний."},
    )
    assert declined.status_code == 302
    assert story.states() == [VersionState.REJECTED, VersionState.REJECTED]
    assert story.client.post(story.back).status_code == 302
    story.renamed("Київщина")
    assert story.client.post(page("live", story.draft)).status_code == 302
    case = story.put_to_vote(15, 0, 0)
    assert do(story.world, story.rector, case, "order").status_code == 302
    assert story.states() == [VersionState.REJECTED, VersionState.REJECTED, VersionState.IN_FORCE]
    assert "Київщина" in story.world.cluster.versions.get(number=3).source
    assert story.client.post(story.back).status_code == 409, "in force: changed by its own procedure"

    assert list(Case.objects.order_by("pk").values_list("state", flat=True)) == ["lost", "declined", "effective"]
    assert list(OfficeHolding.objects.order_by("pk").values_list("pk", "office", "person_id")) == offices
    assert Entry.objects.filter(action="charter.taken_back").count() == 3
    assert list(journal_verify()) == []


def test_neither_the_address_nor_the_office_that_keeps_the_records_is_changed_so(settings: Any) -> None:
    story = Story(settings)
    story.put_to_vote(7, 5, 3)
    assert story.client.post(story.back).status_code == 302
    Draft.objects.filter(pk=story.draft.pk).update(content=story.draft.content.replace('"synergy"', '"inshyi"', 1))
    refused = story.client.post(page("live", story.draft))
    assert refused.status_code == 422
    data = story.draft.data
    data["roles"]["secretary"] = next(office for office in data["offices"] if office != data["roles"]["secretary"])
    draft_save(draft=Draft.objects.get(), data=data, stage=Stage.OFFICES, by=story.author)
    refused = story.client.post(page("live", story.draft))
    assert refused.status_code == 422
    assert story.states() == [VersionState.REJECTED]
