"""Many copies of one event at once, through a real server with real connections."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
import requests
from django.db import connection

from integrations.models import IntakeCount, WebhookEvent
from integrations.webhooks import processing
from jobs import task
from jobs.models import Job
from tests.integrations.webhooks import signed
from tests.integrations.webhooks.server import serving

COPIES = 50


@task(queue="critical", name="tests.webhooks.note_event")
def note_event(*, event_id: UUID) -> None:
    """Stands for a room's processing."""


@pytest.fixture
def _processed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        processing, "_processors", {("retell", "call_ended"): lambda event_id: note_event.enqueue(event_id=event_id)}
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_processed")
def test_fifty_copies_make_one_row_one_job_and_fifty_acknowledgements() -> None:
    request = signed.retell(signed.call_ended())
    start = threading.Barrier(COPIES)

    def post(address: str) -> tuple[int, str]:
        start.wait(timeout=20)
        headers = {**request["headers"], "Content-Type": request["content_type"]}
        answer = requests.post(address + request["path"], data=request["data"], headers=headers, timeout=50)
        return answer.status_code, answer.json()["event"]

    with serving() as address, ThreadPoolExecutor(COPIES) as pool:
        answers = list(pool.map(post, [address] * COPIES))

    event = WebhookEvent.objects.get()
    job = Job.objects.get()
    assert sorted(status for status, _ in answers) == [200] * (COPIES - 1) + [202]
    assert {name for _, name in answers} == {str(event.id)}
    assert (event.duplicates, event.conflicts) == (COPIES - 1, 0)
    assert job.story_id == event.story_id
    assert sum(row.n for row in IntakeCount.objects.filter(result="duplicate")) == COPIES - 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_processed")
def test_a_copy_that_waited_for_one_which_rolled_back_becomes_the_first(client, monkeypatch) -> None:
    def fail(event_id: UUID) -> None:
        note_event.enqueue(event_id=event_id)
        raise ValueError("a bug in the processor")

    request = signed.retell(signed.call_ended())
    headers = {"headers": request["headers"], "content_type": request["content_type"]}
    with monkeypatch.context() as broken:
        broken.setattr(processing, "_processors", {("retell", "call_ended"): fail})
        with pytest.raises(ValueError, match="a bug"):
            client.post(request["path"], request["data"], **headers)
    assert not Job.objects.exists()

    assert client.post(request["path"], request["data"], **headers).status_code == 202
    assert Job.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_processed")
def test_an_acknowledgement_costs_few_statements(client, django_assert_max_num_queries) -> None:
    request = signed.retell(signed.call_ended())
    headers = {"headers": request["headers"], "content_type": request["content_type"]}
    connection.ensure_connection()
    # story: look up, open; event; job; and the transaction around them.
    with django_assert_max_num_queries(6):
        assert client.post(request["path"], request["data"], **headers).status_code == 202
