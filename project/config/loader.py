"""Builds the one `Config` of the process. The only place, beside the entry points, that sees `os.environ`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import cast, get_args

from project.config import providers, values
from project.config.defaults import BASE_DIR, defaults_for
from project.config.model import Config, ConfigError, Environment
from project.config.reader import Reader

SMS_PROVIDERS = frozenset({"twilio", "vonage"})
SMS_SENDER = "twilio"  # the only one that sends so far


def load(environ: Mapping[str, str] | None = None) -> Config:
    """The configuration of `environ` (the process's own by default).

    Raises `ConfigError` with every missing or malformed variable at once.
    """
    config, reader = read(os.environ if environ is None else environ)
    if reader.problems:
        raise ConfigError(reader.problems)
    return config


def prepare(config: Config) -> None:
    """Hand RQ its key prefix, which it reads when first imported, and make the folder of the one-machine set-up."""
    os.environ["RQ_KEY_PREFIX"] = config.redis_prefix
    if not config.is_production:
        config.var_dir.mkdir(mode=0o700, parents=True, exist_ok=True)


def variable_names() -> frozenset[str]:
    """Every variable that is read, for the test that asks for its documentation."""
    _, reader = read({})
    return frozenset(reader.names) | {"ENVIRONMENT", "VAR_DIR"}


def read(environ: Mapping[str, str]) -> tuple[Config, Reader]:
    environment = cast("Environment", environ.get("ENVIRONMENT") or "local")
    var_dir = Path(environ.get("VAR_DIR") or BASE_DIR / "var").absolute()
    reader = Reader(environ, defaults_for(environment, var_dir))
    if environment not in get_args(Environment):
        reader.fault("ENVIRONMENT", f"must be one of {', '.join(get_args(Environment))}")
    return build(reader, environment, var_dir), reader


def build(reader: Reader, environment: Environment, var_dir: Path) -> Config:
    return Config(
        environment=environment,
        debug=reader.flag("DEBUG"),
        secret_key=reader.text("SECRET_KEY"),
        field_keys=reader.parsed("FIELD_KEYS", values.field_keys, (), "a comma list of base64 keys of 32 bytes"),
        allowed_hosts=reader.words("ALLOWED_HOSTS"),
        public_url=reader.web_address("PUBLIC_URL"),
        secure_ssl_redirect=reader.flag("SECURE_SSL_REDIRECT"),
        metrics_token=reader.text("METRICS_TOKEN"),
        time_zone=reader.parsed("TIME_ZONE", values.zone, "UTC", "a name such as Europe/Berlin"),
        log_level=reader.matching("LOG_LEVEL", "DEBUG|INFO|WARNING|ERROR", "one of DEBUG, INFO, WARNING, ERROR"),
        var_dir=var_dir,
        database_url=reader.parsed("DATABASE_URL", values.database, "", "a sqlite:// or postgres:// address"),
        database_statement_timeout=reader.whole("DATABASE_STATEMENT_TIMEOUT", least=0),
        redis_url=reader.parsed("REDIS_URL", values.redis, "", "a redis://, rediss:// or unix:// address"),
        redis_prefix=reader.matching("REDIS_PREFIX", r"[A-Za-z0-9_.:{}-]+", "of letters, digits and _ . : - { }"),
        email_url=reader.parsed("EMAIL_URL", values.email, "", "an address such as smtp://user:password@host:587"),
        default_from_email=reader.text("DEFAULT_FROM_EMAIL"),
        operations_emails=reader.words("OPERATIONS_EMAIL"),
        lease_seconds=reader.whole("LEASE_SECONDS", least=1),
        grace_seconds=reader.whole("GRACE_SECONDS", least=0),
        backoff_scale=reader.parsed("BACKOFF_SCALE", values.factor, 1.0, "a number from 0"),
        adopt_orphan_queues=reader.flag("ADOPT_ORPHAN_QUEUES"),
        rq_foreign_functions=reader.words("RQ_FOREIGN_FUNCTIONS"),
        webhook_max_bytes=reader.whole("WEBHOOK_MAX_BYTES", least=1),
        sms_channels=sms_channels(reader),
        retell=providers.retell(reader),
        calcom=providers.calcom(reader),
        twilio=providers.twilio(reader),
        vonage=providers.vonage(reader),
    )


def sms_channels(reader: Reader) -> tuple[str, ...]:
    """Refuses a list that would send nothing: customers would wait for texts, and no row would say why."""
    channels = reader.words("SMS_CHANNELS")
    if SMS_SENDER not in channels or not set(channels) <= SMS_PROVIDERS:
        reader.fault(
            "SMS_CHANNELS", "must be twilio, or a comma list of twilio and vonage (which only receives so far)"
        )
    return channels
