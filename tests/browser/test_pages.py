"""What only a browser can tell: nothing scrolls sideways, nothing is refused, and the page keeps itself fresh."""

from __future__ import annotations

import random
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from jobs.front import console
from tests.browser.seed import seed
from tests.jobs.queries.builders import a_dead_job

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GROUP = "c41e09" * 5
WIDTHS = (1280, 1024, 768, 375, 320)
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def busy(monkeypatch: pytest.MonkeyPatch) -> dict[str, UUID]:
    monkeypatch.setattr(console, "_sources", dict(console._sources))
    return seed(random.Random(2))


def addresses(ids: dict[str, UUID]) -> list[str]:
    lists = [
        "",
        "jobs/",
        "jobs/?state=dead&q=timeZone",
        "failures/",
        "stories/",
        "search/?q=4517",
        "search/?q=x",
        "effects/",
    ]
    ones = [f"failures/{GROUP}/", f"failures/{GROUP}/discard/", f"jobs/{ids['dead']}/", f"stories/{ids['story']}/"]
    return [f"/dashboard/{path}" for path in (*lists, *ones)]


def test_no_page_scrolls_sideways(busy: dict[str, UUID], page: Page):
    wide = {}
    for address in addresses(busy):
        page.goto(address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            wide[address, width] = page.evaluate(SIDEWAYS)
    assert not {place: pixels for place, pixels in wide.items() if pixels}


def test_a_page_keeps_itself_fresh(page: Page):
    page.clock.install()
    page.goto("/dashboard/")
    expect(page.locator("[data-live-label]")).to_have_text("Live, 5 s")
    a_dead_job()
    page.clock.run_for(6000)
    expect(page.locator("#needs")).to_contain_text("1 job is dead: Refused: no slot")
    expect(page.locator("#failures").get_by_role("button", name="Retry")).to_be_visible()
    expect(page.locator("[data-live-status]")).to_contain_text("Danger")


def test_it_rests_while_somebody_types_and_says_so(page: Page):
    page.clock.install()
    page.goto("/dashboard/")
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()
    a_dead_job()
    page.clock.run_for(6000)
    expect(page.locator("[data-live-label]")).to_have_text("Rests: a field is in use")
    expect(page.locator("#needs")).not_to_contain_text("no slot")


def test_the_theme_is_switched_by_a_key_and_stays(page: Page):
    page.goto("/dashboard/")
    page.keyboard.press("t")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.keyboard.press("g")
    page.keyboard.press("j")
    expect(page).to_have_title("Jobs · Signalbox")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
