"""Every page that a secretary can open passes axe (WCAG 2.0 to 2.2, A and AA) on a wide screen and on a phone.

The three languages take turns from page to page. To see every page in every one of them: EDUKLASTER_LANGUAGES=all pytest tests/test_accessibility.py
To look at them with one's own eyes: EDUKLASTER_PICTURES=folder pytest tests/test_accessibility.py
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, ViewportSize
from tests.test_access import CALLERS, routes, table, the_world

NOT_PAGES = {
    "health",
    "api:openapi",
    "people:import_template",
    "people:me_data",
    "clusters:download",
    "drafting:download",
    "public:feed",
    "public:news",
    "calendars:cluster",
    "public:robots",
    "public:sitemap",
    "ui:kit",  # has tests of its own, in every look
}

LANGUAGES = ("uk", "ru", "en")
ALL = os.environ.get("EDUKLASTER_LANGUAGES") == "all"
TURNS = range(len(LANGUAGES)) if ALL else (0,)
SCREENS: tuple[ViewportSize, ...] = ({"width": 390, "height": 844}, {"width": 1280, "height": 844})
PICTURES = os.environ.get("EDUKLASTER_PICTURES")
PARTS = 4
"""The walk over all pages is cut so that workers can share it."""


def opened(page: Page, address: str) -> bool:
    """Open a page; False for a file that is saved instead of shown."""
    try:
        page.goto(address)
    except PlaywrightError as error:
        if "Download is starting" in str(error):
            return False
        raise
    return True


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("turn", TURNS)
def test_every_page_passes_axe_and_fits_both_screens(
    settings: Any, live_server: Any, chromium: Any, axe: Any, turn: int, part: int
) -> None:
    _world, clients, arguments = the_world(settings)
    position = CALLERS.index("secretary")
    rows = table()
    context = chromium.new_context()
    context.set_default_timeout(60_000)  # for a busy machine; what never comes still fails
    session = clients["secretary"].cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    faults = []
    for number, (name, converters) in list(enumerate(routes()))[part::PARTS]:
        if name in NOT_PAGES or rows[name][position] != 200:
            continue
        language = LANGUAGES[(number // PARTS + turn) % len(LANGUAGES)]
        context.add_cookies([{"name": "language", "value": language, "url": live_server.url}])
        path = reverse(name, kwargs={k: arguments.get(k, "999999") for k in converters})
        page.set_viewport_size(SCREENS[0])  # the narrow one first: what a script does on opening, it does there
        if not opened(page, live_server.url + path):
            continue
        assert page.evaluate("document.documentElement.lang") == language, name
        for screen in SCREENS:
            page.set_viewport_size(screen)
            where = f"{name} in {language} at {screen['width']} px"
            faults += [f"{where}: {fault}" for fault in axe(page)]
            if PICTURES:
                named = f"{name.replace(':', '.')}.{language}.{screen['width']}.png"
                page.screenshot(path=Path(PICTURES) / named, full_page=True)
            too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if too_wide > 0:
                faults.append(f"{where}: {too_wide} px wider than the screen")
    context.close()

    assert faults == []
