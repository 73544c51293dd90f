"""Which providers the sandbox stands in for, and under which variables the other processes find it."""

from __future__ import annotations

from collections.abc import Mapping
from secrets import token_hex

from django.conf import settings

from project.config.children import is_set

SECRETS = {
    "retell": ("RETELL_API_KEY",),
    "calcom": ("CALCOM_API_KEY", "CALCOM_WEBHOOK_SECRET"),
    "twilio": ("TWILIO_AUTH_TOKEN",),
}
SENDER = "+15005550006"  # Twilio's number for tests


def missing_providers() -> list[str]:
    """Providers without credentials. In production the sandbox stands in for nobody."""
    if settings.ENVIRONMENT == "production":
        return []
    return [name for name in SECRETS if not settings.PROVIDERS[name]["api_key"]]


def credentials(kept: Mapping[str, str]) -> dict[str, str]:
    """Made-up credentials for them, those of an earlier start if `kept` has them; random, because the door is real."""
    names = [variable for provider in missing_providers() for variable in SECRETS[provider]]
    made_up = {name: kept.get(name) or token_hex(16) for name in names}
    if "TWILIO_AUTH_TOKEN" in made_up:
        made_up |= {"TWILIO_ACCOUNT_SID": kept.get("TWILIO_ACCOUNT_SID") or f"AC{token_hex(16)}", "TWILIO_FROM": SENDER}
    return {name: value for name, value in made_up.items() if not is_set(name)}


def addresses(base_url: str) -> dict[str, str]:
    """Where they are reached: at the sandbox, unless an address was given."""
    names = [f"{name.upper()}_BASE_URL" for name in missing_providers()]
    return {name: base_url for name in names if not is_set(name)}
