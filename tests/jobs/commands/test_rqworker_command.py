"""The worker's command; what the worker does is tested with real processes."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command


def test_an_unknown_queue_is_named_before_anything_starts() -> None:
    with pytest.raises(CommandError, match=r"unknown queue urgent; RQ_QUEUES has critical, high"):
        call_command("rqworker", "critical", "urgent", burst=True)
