"""A dead letter is put right by a person in a real browser: from the dashboard and from Django's admin."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from jobs.models import AuditEntry, Job
from tests.jobs.queries.builders import a_dead_job

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def dead() -> Job:
    return a_dead_job(task="create_appointment_from_call", queue="high", tries_used=5, attempt=5)


def is_queued_once_more(job: Job) -> bool:
    job.refresh_from_db()
    entry = AuditEntry.objects.filter(action__contains="retry").first()
    return (
        (job.state, job.tries_used, job.attempt) == ("queued", 0, 5)
        and entry is not None
        and entry.username == "keller"
    )


def test_a_dead_letter_is_retried_from_the_dashboard(dead: Job, page: Page, site: str):
    page.goto(f"{site}/dashboard/")
    failures = page.locator("#failures")
    expect(failures).to_contain_text("Refused: no slot")
    failures.get_by_role("button", name="Retry").click()
    expect(page.get_by_text("1 job retried.")).to_be_visible()
    expect(page.locator("#failures")).to_be_hidden()
    assert is_queued_once_more(dead)


def test_a_dead_letter_is_retried_from_its_own_page(dead: Job, page: Page, site: str):
    page.goto(f"{site}/dashboard/jobs/{dead.id}/")
    page.get_by_role("button", name="Retry").click()
    expect(page.get_by_text("Retried: it is queued with a fresh budget.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Queued")
    assert is_queued_once_more(dead)


def test_a_dead_letter_is_retried_from_the_admin(dead: Job, page: Page, site: str):
    page.goto(f"{site}/admin/jobs/failedjob/")
    page.locator("input.action-select").first.check()
    page.select_option("select[name=action]", "retry")
    page.get_by_role("button", name="Go").click()
    expect(page.locator(".messagelist")).to_be_visible()
    assert is_queued_once_more(dead)


def test_discarding_asks_in_a_dialog_and_can_be_left(dead: Job, page: Page, site: str):
    page.goto(f"{site}/dashboard/failures/")
    page.get_by_role("link", name="Discard").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Discard 1 dead job?")
    expect(dialog.get_by_text("Keep them")).to_be_focused()
    dialog.get_by_text("Keep them").click()
    expect(dialog).to_have_count(0)
    page.get_by_role("link", name="Discard").click()
    dialog.get_by_role("button", name="Discard 1 job").click()
    expect(page.get_by_text("Nothing needs a decision")).to_be_visible()
    dead.refresh_from_db()
    assert dead.state == "cancelled"
