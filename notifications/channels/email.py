"""E-mail through Django's mail backend: SMTP, or files in a local run."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from email.utils import parseaddr
from pathlib import Path
from smtplib import (
    SMTPAuthenticationError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from integrations.http import AuthError, Permanent, ProviderError, Transient
from notifications.channels.channel import Answer
from notifications.models import Delivery

PROVIDER = "email"
FILE_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
END_OF_MESSAGE = b"-" * 79  # what Django's file backend writes after each message
SMTP_SECONDS, FILE_SECONDS = 30.0, 2.0  # the first is the task's own limit, after which its process is gone


class EmailChannel:
    """SMTP has no way to ask what became of a message. When its answer was lost, the message is sent again under the
    same Message-ID, as every mail server on the way does (RFC 5321, 4.5.4.1 and RFC 1047): a copy that a mailbox can
    recognise is better than a customer who hears nothing. docs/decisions/0003 says why e-mail alone is treated so."""

    settle = 0.0

    @property
    def total_timeout(self) -> float:
        return FILE_SECONDS if settings.EMAIL_BACKEND == FILE_BACKEND else SMTP_SECONDS

    def send(self, delivery: Delivery) -> Answer:
        """One message, its Message-ID made from the delivery's id so that every copy of it is recognised."""
        connection: BaseEmailBackend = get_connection()
        try:
            connection.open()
        except SMTPAuthenticationError as error:
            raise AuthError(f"the mail server refuses our login: {error.smtp_code}", provider=PROVIDER) from error
        except OSError as error:  # smtplib's exceptions are OSErrors
            raise Transient(f"no connection to the mail server: {type(error).__name__}", provider=PROVIDER) from error
        try:
            connection.send_messages([_message(delivery)])
        except OSError as error:
            raise _meaning(error) from error
        finally:
            with suppress(OSError):  # the message has been answered: how the connection ends does not matter
                connection.close()
        return _answer(delivery)

    def find(self, delivery: Delivery) -> Answer | None:
        """Only the file backend lets us look; elsewhere a message without an answer counts as not sent."""
        if settings.EMAIL_BACKEND != FILE_BACKEND:
            return None
        oldest = (delivery.queued_at - timedelta(minutes=5)).timestamp()
        name = message_id(delivery).encode()
        for path in Path(getattr(settings, "EMAIL_FILE_PATH", "")).glob("*.log"):
            if path.stat().st_mtime >= oldest and _is_whole(path.read_bytes(), name):
                return _answer(delivery)
        return None

    def state_of(self, answer: Answer) -> Delivery.State:  # noqa: ARG002
        """The mail server has taken it; more is not to be known without the provider's webhooks."""
        return Delivery.State.SENT


def message_id(delivery: Delivery) -> str:
    """`<delivery id>@<our domain>`: the same for every attempt."""
    _, _, domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")
    return f"<{delivery.pk}@{domain or 'localhost'}>"


def _message(delivery: Delivery) -> EmailMultiAlternatives:
    headers = {"Message-ID": message_id(delivery), "Auto-Submitted": "auto-generated"}
    message = EmailMultiAlternatives(delivery.subject, delivery.body, to=delivery.addresses, headers=headers)
    if delivery.html:
        message.attach_alternative(delivery.html, "text/html")
    return message


def _answer(delivery: Delivery) -> Answer:
    return Answer(id=message_id(delivery), status="sent", error_code="")


def _is_whole(content: bytes, name: bytes) -> bool:
    start = content.find(name)
    return start >= 0 and content.find(END_OF_MESSAGE, start) >= 0


def _meaning(error: OSError) -> ProviderError:
    """RFC 5321, 4.2.1: 4yz may work later, 5yz never will; an answer of either kind means that nothing was taken."""
    if isinstance(error, SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
        return _refusal(min(codes, default=550), "the recipient")
    if isinstance(error, SMTPSenderRefused) and error.smtp_code >= 500:
        return AuthError(f"the mail server refuses our sender: {error.smtp_code}", provider=PROVIDER)
    if isinstance(error, SMTPResponseException):
        return _refusal(error.smtp_code, "the message")
    return Transient(f"no answer from the mail server: {type(error).__name__}", provider=PROVIDER, ambiguous=True)


def _refusal(code: int, what: str) -> ProviderError:
    text = f"the mail server refuses {what}: {code}"
    if code >= 500:
        return Permanent(text, provider=PROVIDER, status=code, code=str(code))
    return Transient(text, provider=PROVIDER, status=code)
