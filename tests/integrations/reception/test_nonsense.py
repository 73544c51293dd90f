"""Whatever an agent's author or a caller makes of the fields, the call is kept and ends in a state for a person."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from integrations.models import Call, CompanyAgent, WebhookEvent
from integrations.reception.tasks import process_retell_call_ended
from jobs import new_id
from jobs.testing import perform
from tests.integrations.reception.cast import AGENT, START, analyzed, asking, company, stored

pytestmark = pytest.mark.django_db
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(max_size=60),
    st.lists(st.text(max_size=5), max_size=3),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=3),
    st.sampled_from(
        ["true", START.isoformat(), "2027-03-28T02:30", "9999-12-31T23:59:59-12:00", "2026-W49-2", "x" * 5000, "a\0b"]
    ),
)
WISHES = st.fixed_dictionaries(
    {"appointment_requested": st.one_of(st.just(True), VALUES)},
    optional=dict.fromkeys(("appointment_start", "customer_name", "customer_email", "customer_phone", "notes"), VALUES),
)
NUMBERS = st.one_of(st.none(), st.text(max_size=150), st.just("+491701234517"), st.integers())


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wish=WISHES, number=NUMBERS, is_analysed=st.booleans())
def test_no_value_loses_a_call(wish: dict[str, Any], number: Any, is_analysed: bool):
    if not CompanyAgent.objects.filter(agent_id=AGENT).exists():
        company()
    body = analyzed() if is_analysed else asking(wish)
    if is_analysed:
        body["call"]["call_analysis"]["custom_analysis_data"] = wish
    body["call"] |= {"call_id": f"call_{new_id()}", "from_number": number}

    event = stored(body)
    perform(process_retell_call_ended, event_id=event.id)

    call = Call.objects.get(call_id=body["call"]["call_id"])
    assert WebhookEvent.objects.get(pk=event.pk).state == "processed"
    assert bool(call.review_reason) is (call.booking_state == Call.Booking.NEEDS_REVIEW)
