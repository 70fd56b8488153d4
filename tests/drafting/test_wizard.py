"""A sixth cluster is set up through the web by its own secretary, with no programmer."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from tests.factories.people import make_cluster, make_secretary, make_user

from eduklaster.charter.loader import load_text
from eduklaster.clusters.enums import ClusterState
from eduklaster.clusters.models import ClauseText, Cluster, FindingNote
from eduklaster.clusters.presenters.reading import reading_of
from eduklaster.clusters.selectors import finding_code
from eduklaster.drafting.checking import check
from eduklaster.drafting.models import Draft
from eduklaster.drafting.patterns import pattern, pattern_codes
from eduklaster.people.models import OfficeHolding, User

pytestmark = pytest.mark.django_db

TEXT = """Положення про Освітній кластер «Подільський»

1. Загальні положення
1.1. Кластер є добровільним об'єднанням закладів освіти.
1.2. Кластер не є юридичною особою.
2. Управління
2.1. Кластером керує Рада, до якої входить по одному представнику кожного учасника.
2.2. Рада вирішує більшістю у дві третини присутніх, якщо присутня половина місць.
2.3. Голову Ради обирає Рада.
"""

PAGES = ("text", "identity", "organs", "offices", "categories", "chains", "trials", "preview", "live")


@pytest.fixture
def secretary() -> User:
    """Somebody with an account and no cluster yet."""
    return make_user()


@pytest.fixture
def signed_in(client: Client, secretary: User) -> Client:
    """The browser of that person."""
    client.force_login(secretary)
    return client


def begin(client: Client, template: str = "") -> Draft:
    answer = client.post(reverse("drafting:drafts"), {"name": "Подільський", "template": template})
    assert answer.status_code == 302
    return Draft.objects.latest("pk")


def page(name: str, draft: Draft, *args: str) -> str:
    return reverse(f"drafting:{name}", args=[draft.pk, *args])


def inputs(answer: Any) -> dict[str, Any]:
    """Every field of the page's form as a browser would send it back."""
    found: dict[str, Any] = {}
    forms = [answer.context["form"], *(answer.context.get("formset") or [])]
    if answer.context.get("formset"):
        forms.append(answer.context["formset"].management_form)
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is not None and value is not False:
                found[bound.html_name] = value
    return found


IDENTITY = {
    "name": "Освітній кластер «Подільський»", "short_name": "Подільський", "title": "Положення про кластер",
    "kind": "regulation", "code": "podilsky", "territory": "Хмельницька область", "level": "regional", "language": "uk",
    "calendar": "UA", "time_zone": "Europe/Kyiv", "effective_from": "2026-01-15",
}  # fmt: skip


def test_a_guest_signs_in_first(client: Client) -> None:
    answer = client.get(reverse("drafting:drafts"))
    assert answer.status_code == 302
    assert "login" in answer["Location"]


def test_another_persons_draft_is_not_there(signed_in: Client) -> None:
    draft = begin(signed_in)
    stranger = Client()
    stranger.force_login(make_user())
    assert all(stranger.get(page(name, draft)).status_code == 404 for name in PAGES)
    assert stranger.post(page("delete", draft)).status_code == 404
    assert Draft.objects.filter(pk=draft.pk).exists()


@pytest.mark.parametrize("code", pattern_codes())
def test_a_pattern_loads_and_names_nobody(code: str) -> None:
    data = pattern(code)
    assert check(data).problems == ()
    assert "founders" not in data["participants"]
    assert "findings" not in data


@pytest.mark.parametrize("code", ["", *pattern_codes()])
def test_every_page_of_a_draft_answers(signed_in: Client, code: str) -> None:
    draft = begin(signed_in, code)
    for name in PAGES:
        assert signed_in.get(page(name, draft)).status_code == 200, name
    data = draft.data
    for organ in [*data["organs"], "new"]:
        assert signed_in.get(page("organ", draft, organ)).status_code == 200
    for matter in data.get("matters", {}):
        assert signed_in.get(page("chain", draft, matter)).status_code == 200


@pytest.mark.parametrize("code", ["", *pattern_codes()])
def test_what_is_sent_back_unchanged_changes_no_rule(signed_in: Client, code: str) -> None:
    draft = begin(signed_in, code)
    before = draft.data
    for organ in before["organs"]:
        fields = inputs(signed_in.get(page("organ", draft, organ)))
        assert signed_in.post(page("organ", draft, organ), fields).status_code == 302, organ
    for category in before["participants"]["categories"]:
        fields = inputs(signed_in.get(page("category", draft, category["id"])))
        assert signed_in.post(page("category", draft, category["id"]), fields).status_code == 302
    for office in before["offices"]:
        fields = inputs(signed_in.get(page("office", draft, office)))
        assert signed_in.post(page("office", draft, office), fields).status_code == 302
    draft.refresh_from_db()
    was, now = check(before).loaded, check(draft.data).loaded
    assert was is not None
    assert now is not None
    assert now.charter.organs == was.charter.organs
    assert now.charter.offices == was.charter.offices
    assert now.charter.participants == was.charter.participants


def test_a_sixth_cluster_is_set_up_through_the_web(signed_in: Client, secretary: User) -> None:
    draft = begin(signed_in)
    file = SimpleUploadedFile("podilsky.txt", TEXT.encode(), "text/plain")
    assert signed_in.post(page("text", draft), {"document": file}).status_code == 302
    assert "Кластером керує Рада" in signed_in.get(page("text", draft)).content.decode()
    assert signed_in.post(page("adopt", draft)).status_code == 302
    assert signed_in.post(page("identity", draft), IDENTITY).status_code == 302

    organ = inputs(signed_in.get(page("organ", draft, "council")))
    organ |= {"name": "Рада", "clause": "2.1", "voting_threshold": "at least 2/3", "quorum_threshold": "at least 1/2",
              "rules_clause": "2.2", "seats-0-clause": "2.1"}  # fmt: skip
    assert signed_in.post(page("organ", draft, "council"), organ).status_code == 302
    chain = inputs(signed_in.get(page("chain", draft, "admit")))
    assert signed_in.post(page("chain", draft, "admit"), chain).status_code == 302
    assert signed_in.get(page("trials", draft), {"organ": "council", "seats": 9, "present": 9, "for_": 5, "against": 4,
                                                 "abstain": 0}).context["result"].carried is False  # fmt: skip

    given = signed_in.get(page("download", draft)).content.decode()
    charter = load_text(given).charter
    assert charter.organs["council"].clause == "2.1"
    assert charter.clause_ids() >= {"1.1", "1.2", "2.1", "2.2", "2.3"}

    assert signed_in.post(page("live", draft)).status_code == 302
    cluster = Cluster.objects.get(code="podilsky")
    assert cluster.state == ClusterState.FORMING
    assert OfficeHolding.objects.get(cluster=cluster).person == secretary.person
    assert ClauseText.objects.filter(version__cluster=cluster, clause="2.2").exists()
    assert signed_in.get(page("done", draft)).status_code == 200
    for name in ("charter", "health", "defaults", "matters"):
        assert signed_in.get(reverse(f"clusters:{name}", args=["podilsky"])).status_code == 200
    answer = signed_in.get(reverse("clusters:clause", args=["podilsky", "2.2"])).content.decode()
    assert "дві третини присутніх" in answer


def test_a_live_draft_can_no_longer_be_changed(signed_in: Client) -> None:
    draft = begin(signed_in)
    signed_in.post(page("identity", draft), IDENTITY)
    signed_in.post(page("live", draft))
    draft.refresh_from_db()
    answer = signed_in.post(page("identity", draft), {**IDENTITY, "short_name": "Інший"})
    assert answer.status_code == 422
    assert Draft.objects.get(pk=draft.pk).content == draft.content
    assert signed_in.post(page("live", draft)).status_code == 422
    assert Cluster.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "args", "fields"),
    [
        ("identity", (), {**IDENTITY, "code": "Великі Літери"}),
        ("identity", (), {**IDENTITY, "time_zone": "Europe/Nowhere"}),
        ("organ", ("council",), {"name": "", "kinds": ["governing"], "chair_by": "elected", "seats-TOTAL_FORMS": "0",
                                 "seats-INITIAL_FORMS": "0"}),
        ("organ", ("council",), {"name": "Рада", "kinds": ["governing"], "chair_by": "elected", "voting_threshold": "all",
                                 "seats-TOTAL_FORMS": "0", "seats-INITIAL_FORMS": "0"}),
        ("chain", ("admit",), {"steps-TOTAL_FORMS": "0", "steps-INITIAL_FORMS": "0"}),
        ("chain", ("admit",), {"steps-TOTAL_FORMS": "1", "steps-INITIAL_FORMS": "0", "steps-0-kind": "dance", "steps-0-by": "secretary"}),
    ],
)  # fmt: skip
def test_broken_input_answers_422_and_changes_nothing(
    signed_in: Client, name: str, args: tuple[str, ...], fields: dict[str, Any]
) -> None:
    draft = begin(signed_in)
    assert signed_in.post(page(name, draft, *args), fields).status_code == 422
    assert Draft.objects.get(pk=draft.pk).content == draft.content


def test_a_file_that_is_no_text_is_refused_beside_its_field(signed_in: Client) -> None:
    draft = begin(signed_in)
    answer = signed_in.post(page("text", draft), {"document": SimpleUploadedFile("a.pdf", b"MZ\x00\x01 no pdf")})
    assert answer.status_code == 422
    assert answer.context["form"].errors["document"]
    assert Draft.objects.get(pk=draft.pk).document is None


def test_the_tree_of_a_text_is_corrected_and_a_correction_taken_back(signed_in: Client) -> None:
    draft = begin(signed_in)
    signed_in.post(page("text", draft), {"document": SimpleUploadedFile("a.txt", TEXT.encode())})
    lines = len(signed_in.get(page("text", draft)).context["lines"])
    assert signed_in.post(page("correct", draft), {"do": "drop", "node": "2.3"}).status_code == 302
    assert len(signed_in.get(page("text", draft)).context["lines"]) < lines
    assert (
        signed_in.post(page("correct", draft), {"do": "split", "node": "2.2", "before": "якщо присутня"}).status_code
        == 302
    )
    assert signed_in.post(page("correct", draft), {"do": "drop", "node": "9.9"}).status_code == 422
    for _time in range(2):
        signed_in.post(page("correct", draft), {"undo": "1"})
    assert len(signed_in.get(page("text", draft)).context["lines"]) == lines


def test_steps_are_added_moved_and_removed(signed_in: Client) -> None:
    draft = begin(signed_in)

    def steps() -> list[str]:
        loaded = check(Draft.objects.get(pk=draft.pk).data).loaded
        assert loaded is not None
        return [step.id for step in loaded.charter.matters["leave"].steps]

    address = page("chain", draft, "leave")
    signed_in.post(address, inputs(signed_in.get(address)))
    before = steps()
    answer = signed_in.post(address, {**inputs(signed_in.get(address)), "add": "1"})
    fields = inputs(signed_in.get(answer["Location"]))
    last = len(before)
    fields |= {f"steps-{last}-kind": "publication", f"steps-{last}-by": "secretary", f"steps-{last}-id": ""}
    assert signed_in.post(address, fields).status_code == 302
    assert steps() == [*before, "publication" if "publication" not in before else "publication_2"]
    signed_in.post(address, {**inputs(signed_in.get(address)), f"steps-{last}-DELETE": "on"})
    assert steps() == before
    if len(before) > 1:
        signed_in.post(address, {**inputs(signed_in.get(address)), "down_0": "1"})
        assert steps()[:2] == [before[1], before[0]]


def test_a_draft_is_deleted_only_after_the_question(signed_in: Client) -> None:
    draft = begin(signed_in)
    assert signed_in.get(page("delete", draft)).status_code == 200
    assert Draft.objects.filter(pk=draft.pk).exists()
    assert signed_in.post(page("delete", draft)).status_code == 302
    assert not Draft.objects.filter(pk=draft.pk).exists()


def test_the_list_of_drafts_costs_the_same_for_1_and_for_30(
    signed_in: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    begin(signed_in)
    signed_in.get(reverse("drafting:drafts"))
    with CaptureQueriesContext(connection) as one:
        signed_in.get(reverse("drafting:drafts"))
        expected = len(one)
    for _number in range(29):
        begin(signed_in)
    with django_assert_num_queries(expected):
        signed_in.get(reverse("drafting:drafts"))


def test_only_the_secretary_records_what_became_of_a_finding(client: Client) -> None:
    cluster = make_cluster("synergy")
    code = finding_code(reading_of(cluster).findings[0])
    address = reverse("drafting:finding", args=[cluster.code, code])
    assert client.get(address).status_code == 403
    client.force_login(make_user())
    assert client.get(address).status_code == 403
    client.force_login(make_secretary(cluster))
    assert client.get(address).status_code == 200
    assert client.post(address, {"state": "interpreted", "note": "", "act": ""}).status_code == 422
    assert not FindingNote.objects.exists()
    entered = {"state": "interpreted", "note": "Читаємо так", "act": "ухвала № 7"}
    assert client.post(address, entered).status_code == 302
    assert FindingNote.objects.get().act == "ухвала № 7"
    assert "ухвала № 7" in client.get(reverse("clusters:health", args=[cluster.code])).content.decode()
