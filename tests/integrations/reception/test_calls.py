from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from integrations.models import Call, Customer
from integrations.providers.retell.schemas import CallEvent
from integrations.reception.calls import record_call
from integrations.reception.customers import update_customer
from jobs import story_for
from tests.integrations.reception.cast import AGENT, CALLER, OURS, START, analyzed, asking, company, ended

pytestmark = pytest.mark.django_db
WISH = {
    "appointment_requested": "true",
    "appointment_start": START.isoformat(),
    "customer_name": "Jo Marsh",
    "customer_email": "jo.marsh@example.com",
}


def record(body: dict[str, Any]) -> Call:
    told = CallEvent.model_validate(body).call
    return record_call(told, story_id=story_for(f"retell:{told.call_id}"), now=datetime.now(UTC))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"appointment_start": "2026-01-08T10:00:00Z"}, "in the past"),
        ({"appointment_start": "half past nine"}, "no ISO 8601"),
        ({"appointment_start": None}, "appointment_start is missing"),
        ({"appointment_start": "2027-03-28T02:30"}, "clocks in Europe/Berlin skip"),
        ({"appointment_requested": "perhaps"}, "neither true nor false"),
        ({"customer_email": "nonsense"}, "no e-mail address"),
        ({"customer_phone": "12"}, "no phone number"),
        ({"customer_name": ""}, "customer_name is missing"),
    ],
)
def test_what_cannot_be_booked_is_a_persons_turn_and_says_why(changes: dict[str, Any], reason: str):
    company()

    call = record(asking(WISH | changes))

    assert call.booking_state == Call.Booking.NEEDS_REVIEW
    assert reason in call.review_reason


def test_an_unknown_agent_is_a_persons_turn():
    call = record(ended())

    assert (call.booking_state, call.review_reason) == ("needs_review", f"No company has the agent '{AGENT}'")
    assert call.customer is None


def test_an_inactive_company_is_a_persons_turn():
    company(is_active=False)

    assert "not active" in record(ended()).review_reason


def test_a_call_without_a_number_or_address_is_a_persons_turn():
    company()

    call = record(ended(from_number="anonymous", customer_email=""))

    assert "neither an e-mail address nor a phone number" in call.review_reason


def test_the_event_told_again_once_the_company_exists_asks_for_a_booking():
    record(ended())
    company()

    call = record(ended())

    assert (call.booking_state, call.review_reason) == ("requested", "")


def test_a_complete_request_after_an_incomplete_one_is_booked():
    company()
    record(asking({"appointment_requested": "true"}))

    assert record(analyzed()).booking_state == Call.Booking.REQUESTED


@pytest.mark.parametrize("order", [1, -1])
def test_events_that_say_yes_and_no_flag_the_call_in_either_order(order: int):
    company()
    first, second = [asking({"appointment_requested": "false"}), analyzed()][::order]
    record(first)
    call = record(second)

    assert call.booking_state == Call.Booking.REQUESTED
    assert call.is_flagged


def test_an_event_that_says_nothing_flags_nothing():
    company()
    record(ended())

    assert not record(asking({"last_node_name": "confirm"})).is_flagged


def test_the_customers_side_of_an_outbound_call_is_the_called_number():
    company()

    call = record(ended(direction="outbound", from_number=OURS, to_number=CALLER))

    assert call.customer_phone == CALLER
    assert call.customer is not None
    assert call.customer.phone == CALLER


def test_one_customer_per_number_and_company():
    company()
    other = company(agent_id="agent_2", name="Seehof")
    for call_id, agent in (("a", AGENT), ("b", AGENT), ("c", "agent_2")):
        record(ended(call_id=call_id, agent_id=agent))

    assert Customer.objects.count() == 2
    assert Customer.objects.get(company=other).phone == CALLER


def test_facts_only_grow():
    company()
    record(analyzed())

    body = ended()
    body["call"] |= {"transcript": "", "disconnection_reason": None, "to_number": ""}
    call = record(body)

    assert call.summary
    assert call.transcript
    assert (call.disconnection_reason, call.to_number) == ("user_hangup", OURS)


def test_texts_longer_than_a_column_are_cut():
    company()

    call = record(ended(direction="sideways" * 50, to_number="x" * 500))

    assert (len(call.direction), len(call.to_number)) == (20, 100)


def test_the_latest_call_says_who_the_customer_is():
    company()
    new = record(ended(call_id="new", customer_name="Jo Marsh-Webb"))
    old = record(ended(call_id="old", ended_at=datetime.now(UTC) - timedelta(days=3)))
    for call in (new, old):
        update_customer(call.pk)

    customer = Customer.objects.get()
    assert (customer.name, customer.email) == ("Jo Marsh-Webb", "jo.marsh@example.com")
