from __future__ import annotations

from typing import Any

import pytest
from pytest_django import Settings

from integrations.http import Transient
from integrations.providers.twilio.client import TwilioClient
from integrations.sandbox.sandbox import Sandbox
from jobs import CannotTell, EffectUnknown, Fail
from jobs.models import Effect, Job
from jobs.testing import drain, perform
from notifications import sending
from notifications.models import Delivery, OptOut
from notifications.opt_outs import set_opt_out
from notifications.tasks import process_twilio_status, send_sms_notification
from tests.notifications.cast import PHONE, sms, twilio_event

pytestmark = pytest.mark.django_db


class Died(BaseException):
    """Stands for a killed worker: nothing catches it."""


def settle() -> None:
    """The waiting time of every open effect is over, and the jobs that waited are gone."""
    Effect.objects.update(wait_until=Effect.objects.values_list("started_at", flat=True)[0])
    Job.objects.all().delete()


def test_an_ambiguous_answer_is_looked_up_and_never_sent_twice(sandbox: Sandbox):
    delivery = sms()
    sandbox.faults.push("done_drop", provider="twilio")
    with pytest.raises(Transient):
        perform(send_sms_notification, delivery_id=delivery.pk)
    settle()

    perform(send_sms_notification, delivery_id=delivery.pk)

    [line] = sandbox.log.lines("sms")
    delivery.refresh_from_db()
    assert (delivery.state, delivery.provider_id) == ("sent", line["id"])


def test_what_was_certainly_refused_is_sent_again(sandbox: Sandbox):
    delivery = sms()
    sandbox.faults.push("refuse_429", provider="twilio")
    with pytest.raises(Exception, match="429"):
        perform(send_sms_notification, delivery_id=delivery.pk)
    Job.objects.all().delete()

    perform(send_sms_notification, delivery_id=delivery.pk)

    assert len(sandbox.log.lines("sms")) == 1


@pytest.mark.parametrize("step", ["link_story", "once", "move"])
def test_an_attempt_may_die_after_any_step(step: str, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch):
    delivery = sms()
    real = getattr(sending, step)

    def dies(*args: Any, **kwargs: Any) -> None:
        real(*args, **kwargs)
        raise Died

    with monkeypatch.context() as patch:
        patch.setattr(sending, step, dies)
        with pytest.raises(Died):
            perform(send_sms_notification, delivery_id=delivery.pk)
    Job.objects.all().delete()
    perform(send_sms_notification, delivery_id=delivery.pk)

    assert len(sandbox.log.lines("sms")) == 1
    delivery.refresh_from_db()
    assert delivery.state == "sent"


def test_a_number_that_will_never_work_is_not_tried_again(sandbox: Sandbox):
    delivery = sms(recipient="+15005550001")  # Twilio's documented magic number: invalid

    perform(send_sms_notification, delivery_id=delivery.pk)
    perform(send_sms_notification, delivery_id=delivery.pk)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.error_code) == ("failed", "21211")
    assert Effect.objects.get().calls == 1


def test_a_number_that_said_stop_to_twilio_is_remembered(sandbox: Sandbox):
    delivery = sms(recipient="+15005550004")

    perform(send_sms_notification, delivery_id=delivery.pk)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.error_code) == ("failed", "21610")
    assert OptOut.objects.get().number == "+15005550004"


def test_a_number_that_opted_out_is_never_texted(sandbox: Sandbox):
    delivery = sms()
    set_opt_out(PHONE, is_active=True, source="STOP", at=delivery.queued_at)

    perform(send_sms_notification, delivery_id=delivery.pk)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.error_code) == ("cancelled", "opted_out")
    assert sandbox.log.lines("sms") == []


def test_a_refused_key_fails_the_delivery_and_a_retry_sends_it(sandbox: Sandbox, settings: Settings):
    delivery, good = sms(), settings.PROVIDERS
    settings.PROVIDERS = good | {"twilio": good["twilio"] | {"api_key": ""}}
    with pytest.raises(Fail):
        perform(send_sms_notification, delivery_id=delivery.pk)
    drain()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.error_code) == ("failed", "gave_up")

    settings.PROVIDERS = good
    perform(send_sms_notification, delivery_id=delivery.pk)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.error_code, delivery.failed_at) == ("sent", "", None)


def test_when_nobody_can_tell_the_delivery_is_unknown(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch):
    delivery = lost(sandbox)
    monkeypatch.setattr(TwilioClient, "find_message", cannot_tell)

    with pytest.raises(EffectUnknown):
        perform(send_sms_notification, delivery_id=delivery.pk)
    drain()

    delivery.refresh_from_db()
    assert delivery.state == "unknown"
    assert delivery.unknown_at


def test_a_callback_settles_an_answer_that_was_lost(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch):
    delivery = lost(sandbox)
    [line] = sandbox.log.lines("sms")
    monkeypatch.setattr(TwilioClient, "find_message", cannot_tell)

    event = twilio_event({"MessageSid": line["id"], "MessageStatus": "delivered"}, delivery=delivery.pk)
    perform(process_twilio_status, event_id=event.id)
    perform(send_sms_notification, delivery_id=delivery.pk)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.provider_id) == ("delivered", line["id"])
    assert Effect.objects.get().state == "done"


def test_another_message_of_the_same_text_is_not_mistaken_for_ours(sandbox: Sandbox):
    first = sms(about="appointment:1")
    perform(send_sms_notification, delivery_id=first.pk)
    second = sms(about="appointment:2")
    sandbox.faults.push("done_500", provider="twilio")
    with pytest.raises(Transient):
        perform(send_sms_notification, delivery_id=second.pk)
    settle()

    perform(send_sms_notification, delivery_id=second.pk)

    sids = {line["key"]: line["id"] for line in sandbox.log.lines("sms")}
    assert dict(Delivery.objects.values_list("id", "provider_id")) == {
        delivery.pk: sids[str(delivery.pk)] for delivery in (first, second)
    }


def lost(sandbox: Sandbox) -> Delivery:
    """A delivery that was sent and whose answer never came."""
    delivery = sms()
    sandbox.faults.push("done_drop", provider="twilio")
    with pytest.raises(Transient):
        perform(send_sms_notification, delivery_id=delivery.pk)
    settle()
    return delivery


def cannot_tell(*_: object, **__: object) -> None:
    raise CannotTell("the list does not end")


@pytest.mark.parametrize("said", ["{}", "null", '{"id": "SM1"}', '"it was sent"'])
def test_a_person_may_settle_what_nobody_could_tell(said: str, sandbox: Sandbox):
    delivery = lost(sandbox)
    Delivery.objects.update(state="unknown")
    Effect.objects.update(state="done", result=said)

    perform(send_sms_notification, delivery_id=delivery.pk)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.provider_id) == ("sent", "SM1" if "SM1" in said else "")
