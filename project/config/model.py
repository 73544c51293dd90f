"""What a configuration is: frozen, typed, and printable without its secrets."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote

Environment = Literal["local", "test", "production"]


class ConfigError(Exception):
    """The environment cannot be used. `problems` holds one sentence per variable, never a value."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(["The configuration has faults:", *(f"  - {problem}" for problem in problems)]))


def secret_field() -> Any:
    """A dataclass field whose value never appears in `repr`, `str` or a log line."""
    return field(repr=False, metadata={"secret": True})


@dataclass(frozen=True, kw_only=True)
class Provider:
    """How one outside service is reached, and which secrets its webhooks may be signed with."""

    name: str
    base_url: str
    account: str = ""
    api_key: str = secret_field()
    verify_secrets: tuple[str, ...] = secret_field()
    sender: str = ""
    signature_method: str = ""


@dataclass(frozen=True, kw_only=True)
class Config:
    """Everything the process takes from its environment. Durations are seconds, sizes bytes."""

    environment: Environment
    debug: bool
    secret_key: str = secret_field()
    field_keys: tuple[str, ...] = secret_field()
    allowed_hosts: tuple[str, ...]
    public_url: str
    secure_ssl_redirect: bool
    metrics_token: str = secret_field()
    time_zone: str
    log_level: str
    var_dir: Path
    database_url: str = secret_field()
    database_statement_timeout: int
    redis_url: str = secret_field()
    redis_prefix: str
    email_url: str = secret_field()
    default_from_email: str
    operations_emails: tuple[str, ...]
    lease_seconds: int
    grace_seconds: int
    backoff_scale: float
    adopt_orphan_queues: bool
    rq_foreign_functions: tuple[str, ...]
    webhook_max_bytes: int
    sms_channels: tuple[str, ...]
    retell: Provider
    calcom: Provider
    twilio: Provider
    vonage: Provider

    @property
    def providers(self) -> tuple[Provider, ...]:
        return (self.retell, self.calcom, self.twilio, self.vonage)

    def providers_by_name(self) -> dict[str, dict[str, Any]]:
        """Plain mappings for rooms that must not know this class."""
        return {
            provider.name: {item.name: getattr(provider, item.name) for item in fields(provider)}
            for provider in self.providers
        }

    @property
    def is_production(self) -> bool:
        return self.environment == "production"

    def secret_values(self) -> tuple[str, ...]:
        """Every secret in use, so that log lines can be searched for them; of an address only its password is one."""
        holders: tuple[Any, ...] = (self, *self.providers)
        values = [getattr(holder, item.name) for holder in holders for item in fields(holder) if item.metadata]
        texts = [text for value in values for text in ((value,) if isinstance(value, str) else value)]
        bare = [password_in(text) if "://" in text else text for text in texts]
        return tuple(secret for secret in {*bare, *map(unquote, bare)} if secret)

    def __str__(self) -> str:
        return "\n".join(f"{name} = {shown}" for name, shown in self._shown())

    def _shown(self) -> list[tuple[str, str]]:
        return [
            (
                item.name,
                _masked(getattr(self, item.name)) if "secret" in item.metadata else str(getattr(self, item.name)),
            )
            for item in fields(self)
        ]


def password_in(address: str) -> str:
    """The password of `scheme://user:password@host`, still quoted; empty if there is none."""
    user_part, at, _ = address.partition("://")[2].rpartition("@")
    return user_part.partition(":")[2] if at else ""


def _masked(value: object) -> str:
    return "(set, hidden)" if value else "(empty)"
