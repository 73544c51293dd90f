"""SMS through Twilio."""

from __future__ import annotations

from django.utils import timezone

from integrations.http import AuthError, Permanent
from integrations.providers.twilio.client import TwilioClient
from integrations.providers.twilio.errors import Misconfigured, OptedOut
from integrations.providers.twilio.schemas import Message
from jobs import CannotTell
from notifications.channels.channel import Answer
from notifications.models import Delivery
from notifications.opt_outs import is_opted_out, set_opt_out

SETTLE_SECONDS = 10.0
OPTED_OUT = "opted_out"
"""Error code of what we did not send because the number had opted out."""

# A status of Twilio's and what it means; words not listed change nothing.
STATES = {
    **dict.fromkeys(("accepted", "scheduled", "queued", "sending", "sent"), Delivery.State.SENT),
    **dict.fromkeys(("delivered", "read", "partially_delivered"), Delivery.State.DELIVERED),
    **dict.fromkeys(("undelivered", "failed", "canceled"), Delivery.State.FAILED),
}


class TwilioChannel:
    """Sends with one client; what a number's owner said is asked just before."""

    settle = SETTLE_SECONDS

    def __init__(self, client: TwilioClient) -> None:
        self._client = client

    @property
    def total_timeout(self) -> float:
        return self._client.total_timeout

    def send(self, delivery: Delivery) -> Answer:
        """One SMS. A sender or account that Twilio refuses is for a person to put right: `AuthError`."""
        if is_opted_out(delivery.recipient):
            raise OptedOut("the recipient has opted out", provider="twilio", code=OPTED_OUT)
        try:
            message = self._client.send_message(to=delivery.recipient, body=delivery.body, delivery_id=str(delivery.pk))
        except OptedOut as error:
            set_opt_out(delivery.recipient, is_active=True, source=f"Twilio {error.code}", at=timezone.now())
            raise
        except Misconfigured as error:
            raise AuthError(error.message, provider="twilio", status=error.status) from error
        return _answer(message)

    def find(self, delivery: Delivery) -> Answer | None:
        """A status callback may have named it already; else Twilio's list decides."""
        known = Delivery.objects.get(pk=delivery.pk)
        if known.provider_id:
            return Answer(id=known.provider_id, status="sent", error_code="")
        others = Delivery.objects.filter(recipient=known.recipient).exclude(pk=known.pk).exclude(provider_id="")
        try:
            message = self._client.find_message(
                to=known.recipient,
                body=known.body,
                since=known.queued_at,
                not_these=frozenset(others.values_list("provider_id", flat=True)),
            )
        except Permanent as error:
            raise CannotTell(str(error)) from error
        return _answer(message) if message else None

    def state_of(self, answer: Answer) -> Delivery.State:
        """A word we do not know came with a message that Twilio has: sent."""
        return STATES.get(answer["status"], Delivery.State.SENT)


def _answer(message: Message) -> Answer:
    return Answer(id=message.sid, status=message.status, error_code=str(message.error_code or ""))
