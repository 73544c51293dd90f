"""The dashboard's card of what came in through the webhooks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from integrations.webhooks.counts import intake_counts
from jobs import Panel

WINDOW = timedelta(hours=1)


def recent_intake() -> dict[str, Any]:
    """Every provider's counts of the last hour."""
    return {"providers": intake_counts(timezone.now() - WINDOW)}


PANEL = Panel(
    slug="intake",
    title="Webhook intake",
    template="console/panels/intake.html",
    context=recent_intake,
    order=20,
    note="the last hour",
)
