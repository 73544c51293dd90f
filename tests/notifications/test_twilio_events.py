from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest
from django.utils import timezone

from integrations.webhooks.errors import InvalidPayload
from jobs.testing import perform
from notifications.deliveries import Report, give_up, move
from notifications.models import Delivery, OptOut
from notifications.opt_outs import is_opted_out, wish_of
from notifications.tasks import process_twilio_inbound, process_twilio_status
from tests.notifications.cast import PHONE, sms, twilio_event

pytestmark = pytest.mark.django_db
SID = "SM0123"


def report(status: str, delivery: object = "", **more: str) -> None:
    event = twilio_event({"MessageSid": SID, "MessageStatus": status, **more}, delivery=delivery)
    perform(process_twilio_status, event_id=event.id)
    event.refresh_from_db()
    assert event.state == "processed"


@pytest.mark.parametrize("order", list(permutations(["queued", "sent", "delivered"])))
def test_callbacks_in_any_order_end_delivered(order: tuple[str, ...]):
    delivery = sms()
    for status in (*order, *order):
        report(status, delivery.pk)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.provider_id) == ("delivered", SID)


STATES = ["queued", "unknown", "sent", "delivered", "failed", "cancelled"]
FORWARD = {
    "queued": {"unknown", "sent", "delivered", "failed", "cancelled"},
    "unknown": {"sent", "delivered", "failed", "cancelled"},
    "sent": {"delivered", "failed", "cancelled"},
}


@pytest.mark.parametrize("old", STATES)
@pytest.mark.parametrize("new", STATES)
def test_states_only_go_forward(old: str, new: str):
    delivery = sms()
    Delivery.objects.update(state=old)

    moved = move(delivery.pk, Report(state=Delivery.State(new)), now=timezone.now())

    delivery.refresh_from_db()
    assert moved is (new in FORWARD.get(old, set()))
    assert delivery.state == (new if moved else old)


def test_a_failure_says_why():
    delivery = sms()

    report("undelivered", delivery.pk, ErrorCode="30005", ErrorMessage="Unknown destination handset")

    delivery.refresh_from_db()
    assert (delivery.state, delivery.error_code, delivery.error) == ("failed", "30005", "Unknown destination handset")
    assert delivery.failed_at


def test_a_callback_without_our_name_is_found_by_its_sid():
    delivery = sms()
    Delivery.objects.update(provider_id=SID)

    report("delivered")

    delivery.refresh_from_db()
    assert delivery.state == "delivered"


@pytest.mark.parametrize("name", ["", "nonsense", "0192f0c1-7b7a-7000-8000-000000000000"])
def test_a_callback_for_nothing_we_know_changes_nothing(name: str):
    delivery = sms()

    report("delivered", name)

    delivery.refresh_from_db()
    assert delivery.state == "queued"


def test_a_word_we_do_not_know_changes_nothing():
    delivery = sms()

    report("teleported", delivery.pk)

    delivery.refresh_from_db()
    assert delivery.state == "queued"


def test_a_callback_without_a_status_is_dead_at_once():
    event = twilio_event({"MessageSid": SID})

    with pytest.raises(InvalidPayload, match="MessageStatus"):
        perform(process_twilio_status, event_id=event.id)


def text(body: str, *, minutes_ago: float = 0, **more: str) -> None:
    at = timezone.now() - timedelta(minutes=minutes_ago)
    event = twilio_event({"MessageSid": SID, "From": PHONE, "Body": body, **more}, received_at=at)
    perform(process_twilio_inbound, event_id=event.id)


def test_stop_and_start_are_remembered():
    text("Stop.", minutes_ago=2)
    assert is_opted_out(PHONE)
    text("START", minutes_ago=1)
    assert not is_opted_out(PHONE)


def test_what_was_said_last_counts_not_what_arrives_last():
    text("START", minutes_ago=1)
    text("STOP", minutes_ago=5)

    assert not is_opted_out(PHONE)


def test_other_texts_change_nothing():
    text("Please stop by on Monday")

    assert not OptOut.objects.exists()


@pytest.mark.parametrize(
    ("body", "kind", "expected"),
    [
        ("unsubscribe", "", True),
        ("yes", "", False),
        ("hello", "", None),
        ("arrêt", "STOP", True),
        ("stop", "HELP", None),
    ],
)
def test_twilios_own_reading_of_a_text_comes_first(body: str, kind: str, expected: bool | None):
    assert wish_of(body, kind) is expected


def test_the_provider_knows_better_than_a_job_that_gave_up():
    delivery = sms()
    give_up(delivery.pk, "all 5 attempts used", now=timezone.now())

    report("delivered", delivery.pk)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.error_code, delivery.failed_at) == ("delivered", "", None)
