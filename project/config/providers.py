"""The outside services: one function per provider, so that adding one touches nothing else here."""

from __future__ import annotations

from project.config.model import Provider
from project.config.reader import Reader

SIGNATURE_METHODS = "md5hash|md5|sha1|sha256|sha512"


def retell(reader: Reader) -> Provider:
    """Retell signs its webhooks with the API key itself."""
    keys = reader.words("RETELL_API_KEY")
    return Provider(
        name="retell", base_url=reader.web_address("RETELL_BASE_URL"), api_key=first(keys), verify_secrets=keys
    )


def calcom(reader: Reader) -> Provider:
    return Provider(
        name="calcom",
        base_url=reader.web_address("CALCOM_BASE_URL"),
        api_key=first(reader.words("CALCOM_API_KEY")),
        verify_secrets=reader.words("CALCOM_WEBHOOK_SECRET"),
    )


def twilio(reader: Reader) -> Provider:
    """Twilio signs with the account's auth token, which also authorises our calls."""
    tokens = reader.words("TWILIO_AUTH_TOKEN")
    return Provider(
        name="twilio",
        base_url=reader.web_address("TWILIO_BASE_URL"),
        account=reader.text("TWILIO_ACCOUNT_SID"),
        api_key=first(tokens),
        verify_secrets=tokens,
        sender=reader.text("TWILIO_FROM"),
    )


def vonage(reader: Reader) -> Provider:
    return Provider(
        name="vonage",
        base_url=reader.web_address("VONAGE_BASE_URL"),
        account=reader.text("VONAGE_API_KEY"),
        api_key=first(reader.words("VONAGE_API_SECRET")),
        verify_secrets=reader.words("VONAGE_SIGNATURE_SECRET"),
        sender=reader.text("VONAGE_FROM"),
        signature_method=reader.matching(
            "VONAGE_SIGNATURE_METHOD", SIGNATURE_METHODS, f"one of {SIGNATURE_METHODS.replace('|', ', ')}"
        ),
    )


def first(secrets: tuple[str, ...]) -> str:
    """The one used for calling; during a rotation all of them verify."""
    return secrets[0] if secrets else ""
