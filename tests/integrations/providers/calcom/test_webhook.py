"""Cal.com's events: named by trigger, booking and time, whatever their shape."""

from __future__ import annotations

from pathlib import Path

import pytest

from integrations.providers.calcom.webhook import TRIGGERS, classify, identify
from integrations.webhooks.source import Disposition
from tests.integrations.providers.inbound import form, inbound
from tests.integrations.providers.vectors import FIXTURES, sample

BOOKING = "bFJeNb2uX8ANpT3JL5EfXw"
TRIGGER_SAMPLES = sorted(
    path.stem
    for path in Path(FIXTURES / "calcom" / "samples").glob("*.json")
    if path.stem.isupper() and path.stem != "PING"
)


@pytest.mark.parametrize("name", [name for name in TRIGGER_SAMPLES if name != "BOOKING_RESCHEDULED"])
def test_an_event_is_named_by_trigger_booking_and_time(name: str) -> None:
    document = sample("calcom", name)
    identity = identify(inbound(document))
    assert identity is not None
    assert identity.external_id == f"{name}:{BOOKING}:{document['createdAt']}"
    assert identity.story_key == f"calcom:{BOOKING}"
    assert classify(identity.event_type) is Disposition.STORE


def test_a_rescheduled_booking_is_named_by_its_new_uid() -> None:
    document = sample("calcom", "BOOKING_RESCHEDULED")
    identity = identify(inbound(document))
    assert identity is not None
    assert document["payload"]["uid"] in identity.external_id
    assert document["payload"]["rescheduleUid"] not in identity.external_id


def test_a_ping_is_ignored() -> None:
    identity = identify(inbound(sample("calcom", "PING")))
    assert identity is not None
    assert classify(identity.event_type) is Disposition.IGNORE


def test_events_without_a_booking_are_told_apart_by_their_bodies() -> None:
    documents = [
        {"triggerEvent": "FORM_SUBMITTED", "createdAt": "2026-11-22T02:43:46Z", "payload": {"answer": answer}}
        for answer in ("yes", "no")
    ]
    names = {identity.external_id for document in documents if (identity := identify(inbound(document)))}
    assert len(names) == 2


def test_a_template_may_turn_the_event_into_a_form() -> None:
    fields = {"triggerEvent": "BOOKING_CREATED", "createdAt": "2026-11-22", "uid": "b1"}
    identity = identify(form(fields))
    assert identity is not None
    assert identity.external_id == "BOOKING_CREATED:b1:2026-11-22"


@pytest.mark.parametrize("document", [{}, {"triggerEvent": "BOOKING_CREATED"}, [], None, {"triggerEvent": 7}])
def test_an_event_without_trigger_or_time_has_no_name(document: object) -> None:
    with pytest.raises(ValueError, match=r".+"):
        identify(inbound(document))


def test_an_unheard_of_trigger_is_unknown() -> None:
    assert "BOOKING_TELEPORTED" not in TRIGGERS
    assert classify("BOOKING_TELEPORTED") is Disposition.UNKNOWN
