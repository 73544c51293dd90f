"""Events of one call that are processed at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from integrations.models import Call, Customer
from integrations.providers.retell.schemas import CallEvent
from integrations.reception.calls import record_call
from jobs import new_id
from tests.integrations.reception.cast import START, analyzed, company, ended


@pytest.mark.django_db(transaction=True)
def test_both_events_at_once_make_one_call_with_one_request():
    company()
    story, barrier = new_id(), Barrier(4)
    bodies = [ended(), analyzed(appointment_start=START.replace(hour=15).isoformat())] * 2

    def record(body: dict[str, Any]) -> str:
        try:
            barrier.wait(timeout=10)
            return record_call(CallEvent.model_validate(body).call, story_id=story, now=datetime.now(UTC)).call_id
        finally:
            connection.close()

    with ThreadPoolExecutor(len(bodies)) as pool:
        list(pool.map(record, bodies))

    call = Call.objects.get()
    assert (call.booking_state, call.is_flagged) == (Call.Booking.REQUESTED, True)
    assert Customer.objects.count() == 1
