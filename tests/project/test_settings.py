"""Django's settings as the rooms see them, and the places a process finds prepared."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.conf import settings
from rq.defaults import RQ_KEY_PREFIX

from project.config import load, prepare
from tests.project.test_config import PRODUCTION


def test_every_provider_has_the_same_keys():
    keys = {frozenset(provider) for provider in settings.PROVIDERS.values()}

    assert len(keys) == 1
    assert set(settings.PROVIDERS) == {"retell", "calcom", "twilio", "vonage"}


def test_rq_reaches_every_queue_with_json():
    assert {queue["SERIALIZER"] for queue in settings.RQ_QUEUES.values()} == {"rq.serializers.JSONSerializer"}
    assert list(settings.RQ_QUEUES) == list(settings.QUEUE_DEFAULTS)


def test_rq_took_our_key_prefix():
    assert RQ_KEY_PREFIX == settings.REDIS_PREFIX


def test_the_folder_of_the_one_machine_set_up_is_made_and_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("RQ_KEY_PREFIX", "as it was")

    prepare(load({"VAR_DIR": str(tmp_path / "var"), "REDIS_PREFIX": "box"}))

    assert (tmp_path / "var").stat().st_mode & 0o777 == 0o700
    assert os.environ["RQ_KEY_PREFIX"] == "box"


def test_production_makes_no_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("RQ_KEY_PREFIX", "as it was")

    prepare(load(PRODUCTION | {"VAR_DIR": str(tmp_path / "var")}))

    assert not (tmp_path / "var").exists()
