"""Lists of jobs by key, and their bounds."""

from __future__ import annotations

import pytest

from jobs.queries import jobs as queries
from jobs.queries.jobs import JobFilter, job_page
from tests.jobs.queries.builders import a_dead_job, a_job

pytestmark = pytest.mark.django_db


@pytest.fixture
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)


def ids(page: queries.JobPage) -> list[object]:
    return [row.id for row in page.rows]


@pytest.mark.usefixtures("short_pages")
def test_older_and_newer_walk_the_whole_list_and_back():
    newest_first = [a_job().id for _ in range(5)][::-1]
    first = job_page(JobFilter())
    second = job_page(JobFilter(before=first.older))
    last = job_page(JobFilter(before=second.older))
    assert ids(first) + ids(second) + ids(last) == newest_first
    assert (first.newer, last.older) == (None, None)
    back = job_page(JobFilter(after=last.newer))
    assert ids(back) == ids(second)
    assert ids(job_page(JobFilter(after=back.newer))) == ids(first)


@pytest.mark.usefixtures("short_pages")
def test_a_new_job_does_not_shift_the_page_one_reads():
    jobs = [a_job().id for _ in range(4)][::-1]
    older = job_page(JobFilter()).older
    a_job()
    assert ids(job_page(JobFilter(before=older))) == jobs[2:]


@pytest.mark.parametrize(
    "wanted",
    [{"task": "mine"}, {"queue": "mine"}, {"state": "held"}, {"fingerprint": "mine"}, {"text": "mine"}],
)
def test_every_filter_narrows(wanted: dict[str, str]):
    mine = a_job("held", task="mine", queue="mine", fingerprint="mine")
    a_job("running")
    assert ids(job_page(JobFilter(**wanted))) == [mine.id]  # type: ignore[arg-type]


def test_dead_means_awaiting_a_decision():
    waiting = a_dead_job()
    a_dead_job(dead_at=None)
    assert ids(job_page(JobFilter(state="dead"))) == [waiting.id]


def test_text_may_be_an_id():
    job = a_job()
    assert ids(job_page(JobFilter(text=str(job.id)))) == ids(job_page(JobFilter(text=job.story_id.hex))) == [job.id]


def test_a_filter_without_an_index_stops_at_its_horizon_and_goes_on(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(queries, "HORIZON", 3)
    rare = a_job("cancelled")
    for _ in range(5):
        a_job("succeeded")
    first = job_page(JobFilter(state="cancelled"))
    assert (ids(first), first.searched) == ([], 3)
    assert ids(job_page(JobFilter(state="cancelled", before=first.older))) == [rare.id]
