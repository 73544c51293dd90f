"""Jobs that the ledger never wrote."""

from __future__ import annotations

import json
import time

import pytest
from django.test import override_settings

from jobs.models import ForeignJob
from jobs.transport import keys
from jobs.transport.client import worker_client
from jobs.transport.take import Taken
from jobs.worker.foreign import handle_foreign

pytestmark = pytest.mark.django_db


def _taken(function: str, *arguments: object) -> Taken:
    data = json.dumps([function, None, list(arguments), {}])
    worker_client().hset(keys.job("foreign-1"), "data", data)
    return Taken("default", "foreign-1")


def test_a_function_that_nobody_named_is_refused_and_kept() -> None:
    handle_foreign(_taken("os.system", "true"), None)
    assert ForeignJob.objects.get().function == "os.system"


@override_settings(RQ_FOREIGN_FUNCTIONS=("time.sleep",), QUEUE_DEFAULTS={"default": {"timeout": 0.2, "tries": 1}})
def test_a_named_function_that_hangs_is_stopped_after_its_queues_timeout() -> None:
    began = time.monotonic()
    handle_foreign(_taken("time.sleep", 20), None)
    assert time.monotonic() - began < 5
    assert not ForeignJob.objects.exists()
