"""A sixth cluster is set up through the web by its own secretary, with no programmer."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml.html import fromstring
from pytest_django import DjangoAssertNumQueries
from tests.factories.people import make_cluster, make_secretary, make_user

from eduklaster.charter.keys import KEYS
from eduklaster.charter.loader import load_text
from eduklaster.clusters.enums import ClusterState
from eduklaster.clusters.models import ClauseText, Cluster, FindingNote
from eduklaster.clusters.presenters.reading import reading_of
from eduklaster.clusters.selectors import finding_code
from eduklaster.drafting.checking import check
from eduklaster.drafting.models import Draft
from eduklaster.drafting.patterns import pattern, pattern_codes
from eduklaster.drafting.sections import MORE, SINGLES
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

PAGES = (
    "text", "identity", "organs", "offices", "categories", "rules", "chains", "more", "clauses", "trials", "preview",
    "live", "history",
)  # fmt: skip


# The pattern with the most kinds of parts is walked whole; of the others, what differs from charter to charter.
WALKED = "krasnogorsky"


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
    page = fromstring(answer.content.decode())
    form = next(f for f in page.forms if f.xpath('.//*[contains(@class, "btn-key")]'))
    found: dict[str, Any] = {}
    for name, value in form.form_values():
        found.setdefault(name, []).append(value)
    return found


def revision(draft: Draft) -> int:
    return Draft.objects.get(pk=draft.pk).revision


IDENTITY = {
    "name": "Освітній кластер «Подільський»", "short_name": "Подільський", "title": "Положення про кластер",
    "kind": "regulation", "code": "podilsky", "territory": "Хмельницька область", "level": "regional", "language": "uk",
    "calendar": "UA", "time_zone": "Europe/Kyiv", "effective_from": "2026-01-15",
}  # fmt: skip


EMPTY = {f"{name}-{what}_FORMS": "0" for name in ("seats", "powers") for what in ("TOTAL", "INITIAL")}


def test_a_draft_bears_its_working_name_until_it_is_given_another(signed_in: Client) -> None:
    draft = begin(signed_in)
    identity = draft.data["identity"]
    assert {identity["name"]["uk"], identity["short_name"]["uk"]} == {"Подільський"}


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
    some = None if code == WALKED else 1
    for organ in [*[*data["organs"]][:some], "new"]:
        assert signed_in.get(page("organ", draft, organ)).status_code == 200
    for matter in [*data.get("matters", {})][:some]:
        assert signed_in.get(page("chain", draft, matter)).status_code == 200
        assert signed_in.get(page("matter", draft, matter)).status_code == 200
    for section in MORE if code == WALKED else ():
        for key in [*(key for key, _row in section.rows(data))][-1:]:
            assert signed_in.get(page("row", draft, section.name, key)).status_code == 200, (section.name, key)
    # One key of each type is enough: the page is the same.
    for key in {spec.type: key for key, spec in KEYS.items() if spec.type != "chain"}.values() if not code else ():
        assert signed_in.get(page("rule", draft, "cluster", key)).status_code == 200, key


@pytest.mark.parametrize("code", ["", *pattern_codes()])
def test_what_is_sent_back_unchanged_changes_no_rule(signed_in: Client, code: str) -> None:
    draft = begin(signed_in, code)
    before, some = draft.data, None if code == WALKED else 1
    for organ in [*before["organs"]][:some]:
        fields = inputs(signed_in.get(page("organ", draft, organ)))
        assert signed_in.post(page("organ", draft, organ), fields).status_code == 302, organ
    for category in before["participants"]["categories"][:some]:
        fields = inputs(signed_in.get(page("category", draft, category["id"])))
        assert signed_in.post(page("category", draft, category["id"]), fields).status_code == 302
    for office in [*before["offices"]][:some]:
        fields = inputs(signed_in.get(page("office", draft, office)))
        assert signed_in.post(page("office", draft, office), fields).status_code == 302
    for matter, found in [*before.get("matters", {}).items()][: some and 3]:
        for step in found["steps"][:1]:
            address = page("step", draft, matter, step["id"])
            assert signed_in.post(address, inputs(signed_in.get(address))).status_code == 302, (matter, step["id"])
    for section in MORE if code == WALKED else ():
        for key in [key for key, _row in section.rows(before)][:1]:
            address = page("row", draft, section.name, key)
            answer = signed_in.post(address, inputs(signed_in.get(address)))
            assert answer.status_code == 302, (section.name, key)
    for single in SINGLES if code == WALKED else ():
        if before.get(single.path[0]):
            address = page("single", draft, single.name)
            assert signed_in.post(address, inputs(signed_in.get(address))).status_code == 302, single.name
    draft.refresh_from_db()
    was, now = check(before).loaded, check(draft.data).loaded
    assert was is not None
    assert now is not None
    assert now.charter == was.charter


def test_a_sixth_cluster_is_set_up_through_the_web(signed_in: Client, secretary: User) -> None:
    draft = begin(signed_in)
    file = SimpleUploadedFile("podilsky.txt", TEXT.encode(), "text/plain")
    assert signed_in.post(page("text", draft), {"document": file}).status_code == 302
    assert "Кластером керує Рада" in signed_in.get(page("text", draft)).content.decode()
    assert signed_in.post(page("adopt", draft)).status_code == 302
    assert signed_in.post(page("identity", draft), IDENTITY).status_code == 302

    organ = inputs(signed_in.get(page("organ", draft, "council")))
    organ |= {"name": "Рада", "clause": "2.1", "also": "2.2, 2.3", "seats-0-clause": "2.1"}
    assert signed_in.post(page("organ", draft, "council"), organ).status_code == 302
    share = {"value_0": "at least", "value_1": "2", "value_2": "3", "clause": "2.2", "revision": revision(draft)}
    assert signed_in.post(page("rule", draft, "organs.council", "voting.threshold"), share).status_code == 302
    assert signed_in.get(page("trials", draft), {"organ": "council", "seats": 9, "present": 9, "for_": 5, "against": 4,
                                                 "abstain": 0}).context["result"].answer == "lost"  # fmt: skip

    given = signed_in.get(page("download", draft)).content.decode()
    charter = load_text(given).charter
    assert charter.organs["council"].clause == "2.1"
    assert charter.organs["council"].also == ["2.2", "2.3"]
    assert str(charter.organs["council"].rules["voting.threshold"].value) == "at least 2/3"  # type: ignore[union-attr]
    assert charter.clause_ids() >= {"1.1", "1.2", "2.1", "2.2", "2.3"}

    assert signed_in.post(page("live", draft), {"keeper": "me"}).status_code == 302
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
    signed_in.post(page("live", draft), {"keeper": "me"})
    draft.refresh_from_db()
    answer = signed_in.post(page("identity", draft), {**IDENTITY, "short_name": "Інший"})
    assert answer.status_code == 422
    assert Draft.objects.get(pk=draft.pk).content == draft.content
    assert signed_in.post(page("live", draft), {"keeper": "me"}).status_code == 422
    assert Cluster.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "args", "fields"),
    [
        ("identity", (), {**IDENTITY, "code": "Великі Літери"}),
        ("identity", (), {**IDENTITY, "time_zone": "Europe/Nowhere"}),
        ("organ", ("council",), {"name": "", "kinds": ["governing"], **EMPTY}),
        ("organ", ("council",), {"name": "Рада", "kinds": ["governing"], "also": "77.7", **EMPTY}),
        ("rule", ("organs.council", "voting.threshold"), {"value_0": "at least", "value_1": "4", "value_2": "3", "clause": "1"}),
        ("rule", ("organs.council", "voting.threshold"), {"value_0": "at least", "value_1": "2", "value_2": "3"}),
        ("rule", ("cluster", "leaving.window"), {"value": "31 грудня", "clause": "1"}),
        ("step", ("admit", "new"), {"kind": "dance", "by": "secretary", "needs-TOTAL_FORMS": "0", "needs-INITIAL_FORMS": "0"}),
        ("clause", ("1",), {"kind": "section", "gist": "Загальне", "served": "not_automated"}),
        ("row", ("finance", "new"), {"label": "", "needs-TOTAL_FORMS": "0", "needs-INITIAL_FORMS": "0"}),
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
    new = inputs(signed_in.get(page("step", draft, "leave", "new"))) | {"kind": "publication", "by": "secretary"}
    assert signed_in.post(page("step", draft, "leave", "new"), new).status_code == 302
    assert steps()[-1] == "publication"
    before = steps()
    signed_in.post(address, {"up": "publication"})
    assert steps().index("publication") == len(before) - 2
    signed_in.post(address, {"drop": "publication"})
    assert "publication" not in steps()
    signed_in.post(address, {"reset": "1"})
    assert "leave" not in Draft.objects.get(pk=draft.pk).data["matters"]


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
    health = reverse("clusters:health", args=[cluster.code])
    client.force_login(make_user())
    assert client.get(address).status_code == 403
    assert "/note/" not in client.get(health).content.decode()
    client.force_login(make_secretary(cluster))
    assert client.get(address).status_code == 200
    assert "/note/" in client.get(health).content.decode()
    assert client.post(address, {"state": "interpreted", "note": "", "act": ""}).status_code == 422
    assert not FindingNote.objects.exists()
    entered = {"state": "interpreted", "note": "Читаємо так", "act": "ухвала № 7"}
    assert client.post(address, entered).status_code == 302
    assert FindingNote.objects.get().act == "ухвала № 7"
    assert "ухвала № 7" in client.get(reverse("clusters:health", args=[cluster.code])).content.decode()


def test_two_editors_notice_each_other(signed_in: Client, secretary: User) -> None:
    draft = begin(signed_in)
    other = make_user()
    assert signed_in.post(page("history", draft), {"email": "nobody@example.org"}).status_code == 422
    assert signed_in.post(page("history", draft), {"email": other.email}).status_code == 302
    second = Client()
    second.force_login(other)
    mine = inputs(signed_in.get(page("office", draft, "head")))
    theirs = inputs(second.get(page("office", draft, "head"))) | {"name": "Директор"}
    assert second.post(page("office", draft, "head"), theirs).status_code == 302
    kept = Draft.objects.get(pk=draft.pk).content
    answer = signed_in.post(page("office", draft, "head"), mine | {"name": "Керівниця"})
    assert answer.status_code == 422
    assert Draft.objects.get(pk=draft.pk).content == kept
    assert second.get(page("delete", draft)).status_code == 200
    assert second.post(page("delete", draft)).status_code == 409
    signed_in.post(reverse("drafting:editor_remove", args=[draft.pk, other.pk]))
    assert second.get(page("office", draft, "head")).status_code == 404


def test_a_former_state_is_returned_to_and_the_return_undone(signed_in: Client) -> None:
    draft = begin(signed_in)
    first = draft.content
    signed_in.post(
        page("office", draft, "head"), inputs(signed_in.get(page("office", draft, "head"))) | {"name": "Директор"}
    )
    changed = Draft.objects.get(pk=draft.pk).content
    assert signed_in.post(page("restore", draft, "1"), {"revision": revision(draft)}).status_code == 302
    assert Draft.objects.get(pk=draft.pk).content == first
    assert signed_in.post(page("restore", draft, "2")).status_code == 302
    assert Draft.objects.get(pk=draft.pk).content == changed


def test_a_case_is_kept_with_the_verdict_that_the_text_demands(signed_in: Client) -> None:
    draft = begin(signed_in)
    vote = "?ask=vote&organ=council&seats=9&present=9&for_=5&against=4&abstain=0"
    assert signed_in.get(page("trials", draft) + vote).context["result"].answer == "carried"
    fields = {"name": "П’ять із дев’яти", "expected": "lost", "revision": revision(draft)}
    assert signed_in.post(page("trials", draft) + vote, fields).status_code == 302
    answer = signed_in.get(page("trials", draft))
    assert answer.context["failed"] == 1
    share = {"value_0": "at least", "value_1": "2", "value_2": "3", "clause": "1", "revision": revision(draft)}
    assert signed_in.post(page("rule", draft, "organs.council", "voting.threshold"), share).status_code == 302
    assert signed_in.get(page("trials", draft)).context["failed"] == 0
    cases = signed_in.get(page("download", draft) + "?cases=1").content.decode()
    assert "answer: lost" in cases
    assert signed_in.post(page("trials", draft), {"drop": "0"}).status_code == 302
    assert Draft.objects.get(pk=draft.pk).cases == []


@pytest.mark.parametrize("code", ["", *pattern_codes()])
def test_a_downloaded_file_is_loaded_again_word_for_word(signed_in: Client, code: str) -> None:
    draft = begin(signed_in, code)
    given = signed_in.get(page("download", draft)).content
    file = SimpleUploadedFile("charter.yaml", given, "application/yaml")
    assert signed_in.post(reverse("drafting:drafts"), {"name": "Ще раз", "file": file}).status_code == 302
    again = Draft.objects.latest("pk")
    assert again.pk != draft.pk
    assert signed_in.get(page("download", again)).content == given


def test_a_file_that_is_no_charter_begins_no_draft(signed_in: Client) -> None:
    file = SimpleUploadedFile("charter.yaml", b"schema: 1\norgans: {}\n", "application/yaml")
    answer = signed_in.post(reverse("drafting:drafts"), {"name": "Хибний", "file": file})
    assert answer.status_code == 422
    assert not Draft.objects.exists()


def test_what_serves_a_clause_is_written_down(signed_in: Client) -> None:
    draft = begin(signed_in)
    address = page("clause", draft, "1")
    fields = inputs(signed_in.get(address)) | {"served": "not_automated", "reason_uk": "Це робить людина."}
    assert signed_in.post(address, fields).status_code == 302
    (row,) = Draft.objects.get(pk=draft.pk).data["not_automated"]
    assert row["reason"] == dict.fromkeys(("uk", "ru", "en"), "Це робить людина.")
    fields = inputs(signed_in.get(address)) | {"served": "planned", "room": "finance"}
    assert signed_in.post(address, fields).status_code == 302
    data = Draft.objects.get(pk=draft.pk).data
    assert data["not_automated"] == []
    assert data["planned"] == [{"clause": "1", "room": "finance"}]


def test_a_step_gets_its_needs_its_term_and_its_way_to_decline(signed_in: Client) -> None:
    draft = begin(signed_in)
    address = page("step", draft, "admit", "new")
    fields = inputs(signed_in.get(address)) | {
        "kind": "order", "by": ["office:head"], "due_0": "10", "due_1": "working day", "batch": "on", "decline__on": "on",
        "decline__within_0": "5", "decline__within_1": "day", "clause": "1", "needs-0-label": "Подано звіт",
        "needs-0-must_be": "так", "needs-0-clause": "1",
    }  # fmt: skip
    assert signed_in.post(address, fields).status_code == 302
    loaded = check(Draft.objects.get(pk=draft.pk).data).loaded
    assert loaded is not None
    step = loaded.charter.matters["admit"].steps[-1]
    assert (step.kind, step.by, step.produces, step.batch, str(step.due)) == (
        "order",
        "office:head",
        "order",
        True,
        "10 working days",
    )
    assert step.decline is not None
    assert str(step.decline.within) == "5 days"
    assert [(need.label.uk, need.must_be) for need in step.needs] == [("Подано звіт", True)]


def test_somebody_else_is_invited_to_keep_the_records(signed_in: Client, secretary: User) -> None:
    draft = begin(signed_in)
    signed_in.post(page("identity", draft), IDENTITY)
    assert signed_in.post(page("live", draft), {"keeper": "invite"}).status_code == 422
    invited = {"keeper": "invite", "surname": "Соколенко", "given_name": "Ніна", "email": "nina@example.org"}
    assert signed_in.post(page("live", draft), invited).status_code == 302
    holding = OfficeHolding.objects.get(cluster__code="podilsky")
    assert holding.person.surname == "Соколенко"
    assert holding.person != secretary.person
