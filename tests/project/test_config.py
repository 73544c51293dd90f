"""The environment: read whole, judged whole, and never repeated."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from project.config import ConfigError, load
from project.config.defaults import LONGEST_SOCKET_PATH, socket_path

PRODUCTION = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "k" * 60,
    "ALLOWED_HOSTS": "box.example.com",
    "PUBLIC_URL": "https://box.example.com/",
    "DATABASE_URL": "postgres://box:hunter2@db.example.com/box",
    "REDIS_URL": "redis://redis.example.com:6379/0",
}
PARSED = (
    "DEBUG", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "PUBLIC_URL", "RETELL_BASE_URL", "TIME_ZONE", "FIELD_KEYS",
    "LEASE_SECONDS", "GRACE_SECONDS", "BACKOFF_SCALE", "WEBHOOK_MAX_BYTES", "SMS_CHANNELS", "VONAGE_SIGNATURE_METHOD",
    "REDIS_PREFIX", "LOG_LEVEL", "ENVIRONMENT",
)  # fmt: skip


def problems_of(environ: dict[str, str]) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(environ)
    return caught.value.problems


def test_an_empty_environment_is_a_local_one_that_works():
    config = load({})

    assert config.environment == "local"
    assert config.database_url.startswith("sqlite://")
    assert (config.lease_seconds, config.grace_seconds, config.backoff_scale) == (30, 60, 1.0)


def test_production_takes_what_it_is_given():
    config = load(PRODUCTION)

    assert config.public_url == "https://box.example.com"
    assert config.allowed_hosts == ("box.example.com",)


def test_production_refuses_the_defaults_of_one_machine():
    problems = problems_of({"ENVIRONMENT": "production"})

    assert problems == [
        f"{name} is missing" for name in ("SECRET_KEY", "ALLOWED_HOSTS", "PUBLIC_URL", "DATABASE_URL", "REDIS_URL")
    ]


def test_an_empty_value_is_a_missing_one():
    assert problems_of(PRODUCTION | {"SECRET_KEY": "  "}) == ["SECRET_KEY is missing"]


def test_all_faults_are_told_together_by_name():
    problems = problems_of(
        {"DEBUG": "maybe", "LEASE_SECONDS": "soon", "TIME_ZONE": "Mars/Olympus", "SMS_CHANNELS": "fax"}
    )

    assert [problem.split()[0] for problem in problems] == ["DEBUG", "TIME_ZONE", "LEASE_SECONDS", "SMS_CHANNELS"]


@pytest.mark.parametrize("channels", ["vonage", ",", "fax,twilio"])
def test_sms_channels_that_would_send_nothing_are_refused_with_the_other_faults(channels: str):
    problems = problems_of({"SMS_CHANNELS": channels, "DEBUG": "maybe"})

    assert problems == [
        "DEBUG must be true or false",
        "SMS_CHANNELS must be twilio, or a comma list of twilio and vonage (which only receives so far)",
    ]


def test_vonage_may_stand_beside_twilio():
    assert load({"SMS_CHANNELS": "vonage, twilio"}).sms_channels == ("vonage", "twilio")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ENVIRONMENT", "staging"),
        ("DEBUG", "perhaps"),
        ("LEASE_SECONDS", "0"),
        ("GRACE_SECONDS", "-1"),
        ("BACKOFF_SCALE", "nan"),
        ("BACKOFF_SCALE", "-0.5"),
        ("DATABASE_URL", "mysql://u:p@h/d"),
        ("DATABASE_URL", "postgres://h:port/d"),
        ("DATABASE_URL", "postgres://host"),
        ("DATABASE_URL", "sqlite://:memory:"),
        ("REDIS_URL", "http://localhost"),
        ("REDIS_URL", "redis://"),
        ("REDIS_PREFIX", "a b"),
        ("PUBLIC_URL", "box.example.com"),
        ("PUBLIC_URL", "https://user:pass@box.example.com"),
        ("TWILIO_BASE_URL", "ftp://api.twilio.com"),
        ("EMAIL_URL", "carrier-pigeon://roof"),
        ("TIME_ZONE", "../../etc/passwd"),
        ("FIELD_KEYS", "short"),
        ("WEBHOOK_MAX_BYTES", "1 MiB"),
        ("VONAGE_SIGNATURE_METHOD", "none"),
        ("LOG_LEVEL", "LOUD"),
    ],
)
def test_a_malformed_value_is_named(name: str, value: str):
    (problem,) = problems_of({name: value})

    assert problem.startswith(f"{name} must be")


def test_a_secret_may_stand_in_a_file(tmp_path: Path):
    (tmp_path / "key").write_text("from-the-file\n")

    config = load({"TWILIO_AUTH_TOKEN_FILE": str(tmp_path / "key")})

    assert config.twilio.api_key == "from-the-file"


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path):
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    environ = {"RETELL_API_KEY_FILE": str(tmp_path / "absent"), "CALCOM_API_KEY_FILE": str(tmp_path / "binary")}

    assert {problem.split()[0] for problem in problems_of(environ)} == {"RETELL_API_KEY_FILE", "CALCOM_API_KEY_FILE"}


def test_the_first_of_two_secrets_calls_and_both_verify():
    config = load({"RETELL_API_KEY": "new, old"})

    assert config.retell.api_key == "new"
    assert config.retell.verify_secrets == ("new", "old")


@pytest.mark.parametrize("value", ["", " ", ",", " , "])
def test_an_empty_secret_verifies_nothing(value: str):
    config = load({"CALCOM_WEBHOOK_SECRET": value})

    assert config.calcom.verify_secrets == ()


def test_a_secret_that_begins_with_a_dollar_is_taken_as_it_is():
    assert load({"CALCOM_API_KEY": "$HOME"}).calcom.api_key == "$HOME"


def test_printing_hides_every_secret():
    config = load(PRODUCTION | {"RETELL_API_KEY": "retell-canary", "METRICS_TOKEN": "metrics-canary"})

    for shown in (str(config), repr(config), str(config.retell), repr(config.retell)):
        assert not [secret for secret in config.secret_values() if secret in shown]
    assert "secret_key = (set, hidden)" in str(config)


def test_the_secrets_that_logs_look_for_include_passwords_in_addresses():
    found = load(PRODUCTION | {"VONAGE_API_SECRET": "one,two"}).secret_values()

    assert {"k" * 60, "hunter2", "one"} <= set(found)
    assert PRODUCTION["REDIS_URL"] not in found


def test_a_configuration_cannot_be_changed():
    config = load({})

    with pytest.raises(AttributeError):
        config.debug = True  # type: ignore[misc]


def test_a_deep_folder_still_gets_a_socket_the_kernel_accepts():
    deep = Path("/") / "/".join(["folder"] * 40)

    assert len(str(socket_path(deep))) <= LONGEST_SOCKET_PATH
    assert socket_path(deep) == socket_path(deep) != socket_path(deep / "other")


@given(name=st.sampled_from(PARSED), noise=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_no_malformed_value_is_ever_repeated(name: str, noise: str):
    canary = f"canary-{noise}-canary"
    for value in (canary, f"{canary}://{canary}", f"postgres://u:{canary}@host:{canary}/x", f"redis://:{canary}"):
        try:
            shown = str(load({name: value}))
        except ConfigError as error:
            shown = str(error)
            assert name in shown
        assert "canary-" not in shown or name == "REDIS_PREFIX"
