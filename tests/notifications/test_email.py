from __future__ import annotations

import smtplib
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from pytest_django import Settings

from integrations.http import AuthError, Permanent, ProviderError, Transient
from jobs.models import Effect, Job
from jobs.testing import perform
from notifications.channels.email import EmailChannel, message_id
from notifications.tasks import send_email_notification
from tests.notifications.cast import EMAIL, email

pytestmark = pytest.mark.django_db


@pytest.fixture
def smtp_raises(monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception], None]:
    """Let the mail server answer with an exception of smtplib's."""

    def let(error: Exception) -> None:
        def fails(*_: object) -> int:
            raise error

        monkeypatch.setattr(EmailBackend, "send_messages", fails)

    return let


def test_an_email_has_text_and_html_and_a_name_of_its_own(settings: Settings):
    settings.DEFAULT_FROM_EMAIL = "Signalbox <post@lindenhof.example>"
    delivery = email()

    perform(send_email_notification, delivery_id=delivery.pk)

    [message] = mail.outbox
    assert message.to == [EMAIL]
    assert message.message()["Message-ID"] == f"<{delivery.pk}@lindenhof.example>"
    assert [part.get_content_type() for part in message.message().walk()][1:] == ["text/plain", "text/html"]
    delivery.refresh_from_db()
    assert (delivery.state, delivery.provider_id) == ("sent", message_id(delivery))


def test_sending_again_sends_nothing():
    delivery = email()
    for _ in range(2):
        perform(send_email_notification, delivery_id=delivery.pk)

    assert len(mail.outbox) == 1


REFUSED = {EMAIL: (550, b"no such user")}
GREYLISTED = {EMAIL: (450, b"try later")}


@pytest.mark.parametrize(
    ("error", "kind", "is_ambiguous"),
    [
        (smtplib.SMTPRecipientsRefused(REFUSED), Permanent, False),
        (smtplib.SMTPRecipientsRefused(GREYLISTED), Transient, False),
        (smtplib.SMTPDataError(554, b"spam"), Permanent, False),
        (smtplib.SMTPDataError(451, b"later"), Transient, False),
        (smtplib.SMTPSenderRefused(553, b"no", "us"), AuthError, False),
        (smtplib.SMTPServerDisconnected("gone"), Transient, True),
        (TimeoutError(), Transient, True),
        (ConnectionResetError(), Transient, True),
    ],
)
def test_the_servers_answers_are_read_closely(
    error: Exception, kind: type[ProviderError], is_ambiguous: bool, smtp_raises: Callable[[Exception], None]
):
    smtp_raises(error)

    with pytest.raises(kind) as caught:
        EmailChannel().send(email())

    assert caught.value.ambiguous is is_ambiguous


def test_without_a_connection_nothing_was_sent(monkeypatch: pytest.MonkeyPatch):
    def refused(*_: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailBackend, "open", refused)

    with pytest.raises(Transient) as caught:
        EmailChannel().send(email())

    assert not caught.value.ambiguous


def test_an_address_that_does_not_exist_is_not_tried_again(smtp_raises: Callable[[Exception], None]):
    smtp_raises(smtplib.SMTPRecipientsRefused(REFUSED))
    delivery = email()

    perform(send_email_notification, delivery_id=delivery.pk)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.error_code) == ("failed", "550")


def lose_the_answer(smtp_raises: Callable[[Exception], None], delivery_id: object) -> None:
    smtp_raises(smtplib.SMTPServerDisconnected("gone"))
    with pytest.raises(Transient):
        perform(send_email_notification, delivery_id=delivery_id)
    Effect.objects.update(wait_until=Effect.objects.values_list("started_at", flat=True)[0])
    Job.objects.all().delete()


def test_an_email_whose_answer_was_lost_is_sent_again_under_the_same_name(
    smtp_raises: Callable[[Exception], None], monkeypatch: pytest.MonkeyPatch
):
    delivery = email()
    lose_the_answer(smtp_raises, delivery.pk)
    sent: list[str] = []

    def take(_: object, messages: list[EmailMessage]) -> int:
        sent.extend(message.extra_headers["Message-ID"] for message in messages)
        return len(messages)

    monkeypatch.setattr(EmailBackend, "send_messages", take)
    perform(send_email_notification, delivery_id=delivery.pk)

    delivery.refresh_from_db()
    assert delivery.state == "sent"
    assert sent == [message_id(delivery)]


@pytest.fixture
def files(settings: Settings, tmp_path: Path) -> Path:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    return tmp_path / "mail"


def test_a_file_is_found_again(files: Path):
    delivery = email()
    EmailChannel().send(delivery)

    answer = EmailChannel().find(delivery)

    assert answer is not None
    assert answer["id"] == message_id(delivery)


def test_a_file_that_was_cut_off_is_not_a_message(files: Path):
    delivery = email()
    files.mkdir()
    (files / "1.log").write_text(f"Message-ID: {message_id(delivery)}\nSubject: Conf")

    assert EmailChannel().find(delivery) is None


def test_another_message_is_not_found(files: Path):
    EmailChannel().send(email())
    other = email()
    other.pk = "0192f0c1-7b7a-7000-8000-000000000000"

    assert EmailChannel().find(other) is None
