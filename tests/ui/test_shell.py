"""The page around every content."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.shortcuts import render
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils import translation

import eduklaster.ui
from eduklaster.kernel.errors import AccessError, NotFound, StateError
from eduklaster.ui import errors, navigation
from eduklaster.ui.appearance import Appearance
from eduklaster.ui.emblem import emblem
from eduklaster.ui.icons import ICONS, UnknownIcon, icon_svg, icons_missing
from eduklaster.ui.navigation import NavItem

ROOM = Path(eduklaster.ui.__file__).parent
STYLES = ROOM / "static" / "ui"
TEMPLATES = sorted((ROOM / "templates").rglob("*.html"))


@dataclass(frozen=True)
class SampleCluster:
    code: str = "synergy"
    short_name: str = "Освітньо-виробничий кластер «СИНЕРГІЯ»"
    territory_name: str = "Київщина"

    @property
    def emblem_svg(self) -> str:
        return emblem(self.short_name, ["leaf"] * 6)


@pytest.fixture
def request_of_page() -> HttpRequest:
    return RequestFactory().get("/charter/4/?x=1")


def page_for(request: HttpRequest | None, **context: object) -> str:
    source = '{% extends "ui/page.html" %}{% block title %}T{% endblock %}{% block content %}C{% endblock %}'
    return Template(source).render(Context({"request": request, **context}))


def test_a_platform_page_stands_without_a_cluster(request_of_page: HttpRequest) -> None:
    page = page_for(request_of_page)
    assert "<title>T · eduklaster</title>" in page
    assert 'class="bar' not in page


def test_a_page_without_a_request_still_stands() -> None:
    assert 'id="main"' in page_for(None)


def test_a_cluster_gives_its_name_and_emblem(request_of_page: HttpRequest) -> None:
    request_of_page.cluster = SampleCluster()  # type: ignore[attr-defined]
    page = page_for(request_of_page)
    assert "«СИНЕРГІЯ»" in page
    assert page.count('class="emblem"') == 2


def test_tabs_come_from_the_rooms_and_the_longest_address_is_current(request_of_page: HttpRequest) -> None:
    def provider(request: HttpRequest) -> list[NavItem]:
        return [NavItem("All", "/"), NavItem("Charter", "/charter/", count=2), NavItem("Cases", "/cases/")]

    navigation.register_navigation(provider)
    navigation.register_navigation(provider)  # twice is once
    try:
        items = navigation.navigation_for(request_of_page)
        page = page_for(request_of_page)
    finally:
        navigation.unregister_navigation(provider)
    mine = [item for item in items if item.url in {"/", "/charter/", "/cases/"}]
    assert [item.label for item in mine if item.is_current] == ["Charter"]
    assert len([item for item in items if item.label == "Cases"]) == 1
    assert 'class="bar' in page


def test_the_look_is_kept_in_a_cookie_and_drawn_by_the_server(client: Client) -> None:
    answer = client.post("/ui/appearance/", {"theme": "dark", "contrast": "more", "text": "large", "next": "/ui/kit/"})
    assert answer.status_code == 302
    assert answer["Location"] == "/ui/kit/"
    page = client.get("/ui/appearance/").content.decode()
    assert 'data-bs-theme="dark" data-contrast="more" data-text="large"' in page


def test_the_look_of_the_device_sets_no_attribute(client: Client) -> None:
    page = client.get("/ui/appearance/").content.decode()
    assert re.search(r'<html lang="\w+">', page)


def test_a_foreign_address_is_not_followed_back(client: Client) -> None:
    answer = client.post(
        "/ui/appearance/",
        {"theme": "dark", "contrast": "more", "text": "large", "next": "https://example.org/"},
    )
    assert answer["Location"] == "/"


def test_an_impossible_look_is_refused_and_nothing_changes(client: Client) -> None:
    answer = client.post("/ui/appearance/", {"theme": "pink", "contrast": "more", "text": "large"})
    assert answer.status_code == 422
    assert "appearance" not in answer.cookies


@pytest.mark.parametrize("value", ["", "x", "dark", "dark.more", "a.b.c.d", "dark.more.large.extra", "<script>"])
def test_a_strange_cookie_gives_the_usual_look(value: str) -> None:
    assert Appearance.parse(value).html_attributes.count("<") == 0


def test_the_language_is_changed_by_a_form(client: Client) -> None:
    client.post("/ui/language/", {"language": "ru", "next": "/ui/kit/"})
    assert '<html lang="ru"' in client.get("/ui/kit/").content.decode()


def test_the_kit_is_closed_in_production(client: Client, settings: object) -> None:
    settings.MODE = "production"  # type: ignore[attr-defined]
    assert client.get("/ui/kit/").status_code == 404


@pytest.mark.parametrize("language", ["uk", "ru", "en"])
@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "405", "413", "500"])
def test_every_page_of_refusal_stands_in_three_languages(name: str, language: str) -> None:
    with translation.override(language):
        page = render(RequestFactory().get("/"), f"{name}.html").content.decode()
    assert f'lang="{language}"' in page
    assert page.count("<h1") == 1


def test_a_forms_address_opened_as_a_link_has_its_own_page(client: Client, db: None) -> None:
    answer = client.get("/c/nowhere/founders/from-charter/")
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert "<h1" in answer.content.decode()


def test_too_large_a_form_has_its_own_page(request_of_page: HttpRequest) -> None:
    assert errors.bad_request(request_of_page, RequestDataTooBig()).status_code == 413
    assert errors.bad_request(request_of_page, ValueError()).status_code == 400


@pytest.mark.parametrize(
    ("refusal", "status"),
    [(StateError("s", "Not yet."), 409), (AccessError("a", "Not you."), 403), (NotFound("n", "Not there."), 404)],
)
def test_a_refusal_of_a_service_becomes_a_page(request_of_page: HttpRequest, refusal: StateError, status: int) -> None:
    answer = errors.RefusalMiddleware(lambda request: None).process_exception(  # type: ignore[arg-type, return-value]
        request_of_page, refusal
    )
    assert answer is not None
    assert answer.status_code == status
    assert "Not" in answer.content.decode()


def test_other_errors_are_left_to_django(request_of_page: HttpRequest) -> None:
    middleware = errors.RefusalMiddleware(lambda request: None)  # type: ignore[arg-type, return-value]
    assert middleware.process_exception(request_of_page, ValueError()) is None


def test_an_icon_outside_the_list_is_refused() -> None:
    with pytest.raises(UnknownIcon):
        icon_svg("no-such-icon")


def test_every_icon_has_its_file() -> None:
    assert icons_missing() == []
    assert all("<path" in icon_svg(name) or "<circle" in icon_svg(name) for name in ICONS)


# What the room promises of its files --------------------------------------------------------------


def test_the_dark_values_stand_twice_and_are_equal() -> None:
    css = (STYLES / "tokens.css").read_text()

    def values(pattern: str) -> list[str]:
        found = re.search(pattern + r" \{(.*?)\}", css, re.DOTALL)
        assert found is not None, pattern
        return found[1].split()

    assert values(r"\n\[data-bs-theme=dark\]") == values(r"\n  :root:not\(\[data-bs-theme\]\)")
    assert values(r"\[data-contrast=more\]\[data-bs-theme=dark\]") == values(
        r"\n  \[data-contrast=more\]:not\(\[data-bs-theme\]\)"
    )


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_no_template_has_inline_style_or_code(template: Path) -> None:
    text = re.sub(r"\{% comment %\}.*?\{% endcomment %\}", "", template.read_text(), flags=re.DOTALL)
    assert not re.search(r"\sstyle=|<style|\son\w+=|javascript:", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", text)


@pytest.mark.parametrize(
    "template", sorted((ROOM / "templates/ui/components").glob("*.html")), ids=lambda path: path.stem
)
def test_a_component_begins_with_its_inputs(template: Path) -> None:
    assert re.match(r"\{% comment %\}.*Inputs: .*\{% endcomment %\}", template.read_text())


def test_every_token_that_styles_use_is_defined() -> None:
    css = "".join(path.read_text() for path in STYLES.glob("*.css"))
    used = set(re.findall(r"var\((--[\w-]+)", css))
    defined = set(re.findall(r"(--[\w-]+):", css))
    assert {name for name in used - defined if not name.startswith("--bs-")} == set()


def test_the_first_load_stays_light() -> None:
    """Bootstrap, our styles, four fonts and the kit itself, as they travel."""
    vendor = django_settings.VENDOR_DIR / "static"
    styles = [vendor / "bootstrap.min.css", *(STYLES / f"{name}.css" for name in _style_names())]
    weight = sum(len(gzip.compress(path.read_bytes(), 9)) for path in styles)
    for name in ("inter-cyrillic", "inter-latin", "podkova-cyrillic", "podkova-latin"):
        weight += (vendor / "fonts" / f"{name}-wght-normal.woff2").stat().st_size
    assert weight < 165_000


def _style_names() -> list[str]:
    return re.findall(r"ui/(\w+)\.css", (ROOM / "templates/ui/styles.html").read_text())
