"""A sixth cluster from every pattern and from an uploaded text: live, joined through the web, downloaded, loaded again."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.drafting.test_wizard import IDENTITY, TEXT, begin, inputs, page, revision
from tests.factories.people import make_user
from tests.scenarios.stories import do, vote
from tests.world import TELLER, World

from eduklaster.charter.casebook import run_cases
from eduklaster.charter.cli import charter as charter_command
from eduklaster.clusters.enums import ClusterState
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.services import version_put_in_force
from eduklaster.drafting.models import Draft
from eduklaster.drafting.patterns import pattern_codes
from eduklaster.governance.services import seats_sync
from eduklaster.kernel import clock
from eduklaster.membership.models import Participant
from eduklaster.people.models import Invitation, OfficeHolding
from eduklaster.procedures.models import Act, Case

pytestmark = pytest.mark.django_db

INVITED = {"keeper": "invite", "surname": "Соколенко", "given_name": "Ніна", "email": "nina@example.org"}


@pytest.fixture
def founder() -> Client:
    """The browser of somebody who sets a cluster up."""
    client = Client()
    client.force_login(make_user())
    return client


def named(client: Client, draft: Draft) -> None:
    """Say who the cluster is; the day before which nothing is asked lies a year back."""
    known = inputs(client.get(page("identity", draft)))
    answer = client.post(page("identity", draft), known | IDENTITY | {"effective_from": "2025-01-15"})
    assert answer.status_code == 302, answer.context["form"].errors


def went_live(client: Client, draft: Draft) -> Cluster:
    """Go live with an invited secretary."""
    answer = client.post(page("live", draft), INVITED)
    assert answer.status_code == 302, answer.context["form"].errors
    cluster = Cluster.objects.get(code="podilsky")
    assert cluster.state == ClusterState.FORMING
    assert OfficeHolding.objects.get(cluster=cluster).person == Invitation.objects.get().person
    return cluster


def assert_the_file_is_whole(client: Client, cluster: Cluster, folder: Path) -> None:
    """Download the living charter, check it, load it again: nothing is lost on the way."""
    given = client.get(reverse("clusters:charter", args=[cluster.code]))
    assert given.status_code == 200
    version = cluster.versions.get()
    file = client.get(page("download", Draft.objects.get(cluster=cluster))).content
    assert hashlib.sha256(file).hexdigest() == version.checksum
    place = folder / "charter.yaml"
    place.write_bytes(file)
    checked = CliRunner().invoke(charter_command, ["check", str(place)])
    assert "0 errors" in checked.output, checked.output
    assert checked.exit_code == 0
    sent = SimpleUploadedFile("charter.yaml", file, "application/yaml")
    assert client.post(reverse("drafting:drafts"), {"name": "Ще раз", "file": sent}).status_code == 302
    again = client.get(page("download", Draft.objects.latest("pk"))).content
    assert hashlib.sha256(again).hexdigest() == version.checksum


def at_work(cluster: Cluster, settings: object) -> World:
    """Let the cluster work: its charter is in force since a year, as after its founding."""
    start = clock.today() - timedelta(days=365)
    version_put_in_force(version=cluster.versions.get(), effective_from=start, actor=TELLER)
    Cluster.objects.filter(pk=cluster.pk).update(state=ClusterState.ACTIVE, founded_on=start)
    cluster.refresh_from_db()
    world = World(cluster, clock.today(), settings)
    world.go_to(clock.today())
    return world


def applied(
    world: World, client: Client, category: str, group: str = "", facts: tuple[str, ...] = (), name: str = "Ліцей № 7"
) -> Case:
    """Record on its page an application that came in on paper; `facts` are what it confirms."""
    form = {
        "new_name": name, "primary_group": group, "is_resident": "on", "note": "Заява від 1 березня",
        "authority_kind": "post", "authority_document": "Статут", **{f"fact_{fact}": "on" for fact in facts},
    }  # fmt: skip
    answer = client.post(world.url(f"participants/join/?category={category}"), form)
    assert answer.status_code == 302, answer.context["form"].errors
    return Case.objects.latest("pk")


@pytest.mark.parametrize("code", pattern_codes())
def test_a_cluster_by_a_pattern_goes_live_and_its_file_loads_again(founder: Client, code: str, tmp_path: Path) -> None:
    draft = begin(founder, code)
    named(founder, draft)
    if code == "zheleznogorsk":  # its text lets the founders sign, so the draft has to say who they are
        form = inputs(founder.get(page("row", draft, "founders", "new")))
        form |= {"number": "1", "organisation": "Ліцей № 1", "position": "директор", "category": "school"}
        answer = founder.post(page("row", draft, "founders", "new"), form | {"clause": "1"})
        assert answer.status_code == 302, answer.context["form"].errors
    assert_the_file_is_whole(founder, went_live(founder, draft), tmp_path)


@pytest.mark.parametrize(
    ("code", "organ", "step", "category", "head", "facts"),
    [
        ("kalininsky", "nes", "recommendation", "school", "centre_head", ()),
        ("smolensk", "council", "decision", "education", "", ("vocational_or_higher_programme", "programme_in_region")),
    ],
)
def test_a_school_joins_a_cluster_set_up_by_a_pattern(
    founder: Client, settings: object, code: str, organ: str, step: str, category: str, head: str,
    facts: tuple[str, ...],
) -> None:  # fmt: skip
    draft = begin(founder, code)
    named(founder, draft)
    world = at_work(went_live(founder, draft), settings)
    group = "social_partnership" if code == "kalininsky" else ""
    for number in range(3):
        world.participant(f"Школа № {number}", category, group=group)
    seats_sync(cluster=world.cluster, on=world.start, actor=TELLER)
    seats = world.fill(organ)
    secretary = world.client(OfficeHolding.objects.get(cluster=world.cluster).person)
    case = applied(world, secretary, category, group, facts)
    voted = vote(world, secretary, case, step, dict.fromkeys(seats, "for"))
    assert voted.status_code == 302, voted.context["form"].errors
    if head:
        signed = do(world, world.client(world.office(head, "Павленко")), case, "order")
        assert signed.status_code == 302
        assert Act.objects.filter(kind="order").count() == 1
    assert Participant.objects.filter(cluster=world.cluster).count() == 4


def test_a_cluster_from_an_uploaded_text_admits_a_school_by_its_own_majority(
    founder: Client, settings: object, tmp_path: Path
) -> None:
    draft = begin(founder)
    written, content = docx.Document(), BytesIO()
    for line in filter(None, TEXT.splitlines()):
        written.add_paragraph(line)
    written.save(content)
    sent = SimpleUploadedFile("podilsky.docx", content.getvalue())
    assert founder.post(page("text", draft), {"document": sent}).status_code == 302
    assert founder.post(page("adopt", draft)).status_code == 302
    named(founder, draft)
    share = {"value_0": "at least", "value_1": "2", "value_2": "3", "clause": "2.2", "revision": revision(draft)}
    assert founder.post(page("rule", draft, "organs.council", "voting.threshold"), share).status_code == 302
    tried = page("trials", draft) + "?ask=vote&organ=council&seats=9&present=9&for_=5&against=4&abstain=0"
    kept = {"name": "П’ять із дев’яти", "expected": "lost", "revision": revision(draft)}
    assert founder.post(tried, kept).status_code == 302

    open_ones = founder.get(page("clauses", draft) + "?show=uncovered").context["rows"]
    for row in open_ones:
        form = inputs(founder.get(row["url"])) | {"served": "not_automated", "reason_uk": "Це роблять люди."}
        assert founder.post(row["url"], form).status_code == 302
    assert not founder.get(page("clauses", draft) + "?show=uncovered").context["rows"]

    cluster = went_live(founder, draft)
    assert_the_file_is_whole(founder, cluster, tmp_path)
    world = at_work(cluster, settings)
    (tmp_path / "cases").mkdir()
    cases = Client().get(reverse("clusters:cases", args=[cluster.code]))
    (tmp_path / "cases" / "kept.yaml").write_bytes(cases.content)
    report = run_cases(tmp_path)
    assert (report.passed, report.failed) == (1, 0), report.as_text(verbose=True)

    for number in range(3):
        world.participant(f"Школа № {number}", "member")
    seats_sync(cluster=cluster, on=world.start, actor=TELLER)
    seats = world.fill("council")
    assert len(seats) == 3
    secretary = world.client(OfficeHolding.objects.get(cluster=cluster).person)
    case = applied(world, secretary, "member")
    said = {seats[0]: "for", seats[1]: "against", seats[2]: "against"}
    refused = vote(world, secretary, case, "decision", said)
    assert Participant.objects.count() == 3, refused
    case = applied(world, secretary, "member", name="Музей науки")
    assert vote(world, secretary, case, "decision", {**said, seats[1]: "for"}).status_code == 302
    assert Participant.objects.filter(cluster=cluster).count() == 4
    act = Act.objects.latest("pk")
    assert "2.2" in secretary.get(world.url(f"acts/{act.pk}/")).content.decode()


def test_a_cluster_without_kept_cases_has_no_file_of_them(founder: Client) -> None:
    draft = begin(founder)
    named(founder, draft)
    cluster = went_live(founder, draft)
    assert founder.get(reverse("clusters:cases", args=[cluster.code])).status_code == 404
    assert reverse("clusters:cases", args=[cluster.code]) not in founder.get(
        reverse("clusters:charter", args=[cluster.code])
    ).content.decode()  # fmt: skip
