"""A browser on a site that is alive, with somebody logged in; what the browser complains about fails the test."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, ViewportSize, sync_playwright
from pytest_django.live_server_helper import LiveServer

WIDE: ViewportSize = {"width": 1280, "height": 800}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread, in which Django would refuse every query.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def site(live_server: LiveServer) -> str:
    return str(live_server.url)


@pytest.fixture
def complaints() -> list[str]:
    """What the browser's console says: errors of scripts and refusals of the content security policy."""
    return []


@pytest.fixture
def page(browser: Browser, site: str, complaints: list[str]) -> Iterator[Page]:
    """A page in which `keller` is logged in."""
    context = browser.new_context(viewport=WIDE, base_url=site)
    context.add_cookies([{"name": "sessionid", "value": session_of("keller"), "url": site}])
    opened = context.new_page()
    opened.set_default_timeout(10_000)
    opened.on("console", lambda said: complaints.append(said.text) if is_complaint(said) else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert not complaints


def is_complaint(said: ConsoleMessage) -> bool:
    return said.type in ("error", "warning")


def session_of(name: str) -> str:
    from django.contrib.auth import get_user_model

    user = get_user_model().objects.create_superuser(name, f"{name}@example.org", "secret")
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value
