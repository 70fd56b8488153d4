"""The kit, the sign-in page and the refusals in a real browser: accessible, no wider than the screen."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LOOKS = {
    "light": "light.normal.normal",
    "dark": "dark.normal.normal",
    "contrast": "light.more.large",
    "dark contrast": "dark.more.large",
}


def open_page(browser: Any, server: Any, path: str, width: int, look: str = "", language: str = "uk") -> Any:
    cookies = [{"name": "language", "value": language, "url": server.url}]
    if look:
        cookies.append({"name": "appearance", "value": look, "url": server.url})
    browser.add_cookies(cookies)
    page = browser.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(reduced_motion="reduce")
    page.goto(server.url + path)
    return page


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("width", [1280, 390])
def test_the_kit_has_no_accessibility_faults(browser: Any, axe: Any, live_server: Any, width: int, look: str) -> None:
    page = open_page(browser, live_server, "/ui/kit/", width, LOOKS[look])
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_check_of_accessibility_finds_what_is_wrong(browser: Any, axe: Any, live_server: Any) -> None:
    page = open_page(browser, live_server, "/accounts/login/", 390)
    assert axe(page) == []
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<p><img src=\"/a.png\"><input></p>')"
    )
    assert {fault.split()[0] for fault in axe(page)} == {"image-alt", "label"}
    page.evaluate("document.documentElement.removeAttribute('lang')")
    assert "html-has-lang" in {fault.split()[0] for fault in axe(page)}


@pytest.mark.parametrize("path", ["/accounts/login/", "/ui/appearance/", "/accounts/password/reset/", "/no/such/page/"])
@pytest.mark.parametrize("width", [1280, 390])
def test_a_guests_pages_have_no_accessibility_faults(
    browser: Any, axe: Any, live_server: Any, width: int, path: str
) -> None:
    page = open_page(browser, live_server, path, width)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_open_panels_have_no_accessibility_faults(browser: Any, axe: Any, live_server: Any) -> None:
    page = open_page(browser, live_server, "/ui/kit/", 390)
    for index in range(page.locator("details").count()):
        page.locator("details").nth(index).evaluate("node => node.open = true")
    assert axe(page) == []


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("look", ["light.normal.normal", "light.normal.xlarge"])
def test_nothing_is_wider_than_a_phone(browser: Any, live_server: Any, width: int, look: str) -> None:
    page = open_page(browser, live_server, "/ui/kit/", width, look)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_theme_follows_the_device_until_one_is_chosen(browser: Any, live_server: Any) -> None:
    page = open_page(browser, live_server, "/ui/appearance/", 1280)
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate(ground)
    assert (light, dark) == ("rgb(241, 244, 238)", "rgb(10, 29, 33)")
    page.locator("main input[name=theme][value=light]").check()
    with page.expect_navigation():
        page.locator("main form button.btn-key").click()
    page.goto(live_server.url + "/ui/appearance/")
    assert page.evaluate(ground) == light


def test_no_request_leaves_the_server_and_nothing_is_refused(browser: Any, live_server: Any) -> None:
    hosts: set[str] = set()
    complaints: list[str] = []
    page = browser.new_page()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("response", lambda response: complaints.append(response.url) if response.status >= 400 else None)
    page.goto(live_server.url + "/ui/kit/", wait_until="networkidle")
    page.goto(live_server.url + "/accounts/login/", wait_until="networkidle")
    hosts.discard("")  # data: addresses
    assert hosts == {urlsplit(live_server.url).netloc}
    assert complaints == []


def test_the_shell_works_by_keyboard_alone(browser: Any, live_server: Any) -> None:
    page = open_page(browser, live_server, "/ui/kit/", 1280)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_long_name_breaks_between_words_in_the_phone_header(browser: Any, live_server: Any) -> None:
    page = open_page(browser, live_server, "/ui/kit/", 320)
    long_name = "Освітньо-виробничий кластер сільськогосподарського машинобудування"
    page.locator(".brand b").evaluate("(node, name) => node.textContent = name", long_name)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
