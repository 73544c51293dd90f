"""Intake counts: what was accepted is counted by its rows, everything else per minute."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from integrations.models import IntakeCount
from integrations.webhooks import counts
from integrations.webhooks.counts import RejectionTally, add_count, intake_counts
from integrations.webhooks.panel import PANEL
from tests.integrations.webhooks import signed
from tests.integrations.webhooks.signed import send

pytestmark = pytest.mark.django_db


def test_accepted_duplicate_and_rejected_are_counted_per_provider() -> None:
    since = timezone.now().replace(second=0, microsecond=0)
    request = signed.retell(signed.call_ended())
    for _ in range(3):
        send(request)
    send(request | {"headers": {}})
    send(request | {"headers": {"x-retell-signature": f"v=1,d={'0' * 64}"}})
    retell = next(row for row in intake_counts(since) if row.provider == "retell")
    assert (retell.accepted, retell.duplicates, retell.rejected_total) == (1, 2, 2)
    assert retell.rejected == {"missing": 1, "stale": 1}


def test_the_dashboards_card_says_why_requests_were_rejected() -> None:
    send(signed.retell(signed.call_ended()) | {"headers": {}})
    page = render_to_string(PANEL.template, PANEL.context())
    assert "1 missing" in page
    assert all(f">{name}</td>" in page for name in ("calcom", "retell", "twilio", "vonage"))


def test_every_known_provider_has_a_row_and_the_past_does_not_count() -> None:
    send(signed.retell(signed.call_ended()))
    rows = intake_counts(timezone.now() + timedelta(minutes=2))
    assert {row.provider for row in rows} >= {"retell", "calcom", "twilio", "vonage"}
    assert not any(row.accepted for row in rows)


def test_counts_of_several_processes_add_up(monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    for pid in (1, 2, 9):
        monkeypatch.setattr("os.getpid", lambda pid=pid: pid)
        add_count("retell", "duplicate", now=now)
    assert IntakeCount.objects.count() == 2
    assert next(row for row in intake_counts(now.replace(second=0, microsecond=0))).provider == "calcom"
    assert sum(row.duplicates for row in intake_counts(now.replace(second=0, microsecond=0))) == 3


def test_a_flood_of_rejections_is_counted_whole_with_few_writes(django_assert_max_num_queries) -> None:
    tally, now = RejectionTally(), timezone.now().replace(microsecond=0)
    with django_assert_max_num_queries(2 * counts.WRITES_PER_SECOND + 10):
        for _ in range(500):
            tally.add("retell", "mismatch", now=now)
        tally.add("retell", "mismatch", now=now + timedelta(seconds=1))
    assert sum(IntakeCount.objects.values_list("n", flat=True)) == 501
