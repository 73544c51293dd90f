"""What people did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jobs.models import AuditEntry

LOOKED_THROUGH = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One line of the audit."""

    at: datetime
    username: str
    action: str
    target: str
    detail: dict[str, Any]


def last_actions(limit: int = 6) -> list[Action]:
    """The newest actions of all staff, newest first."""
    return [_action(entry) for entry in AuditEntry.objects.order_by("-id")[:limit]]


def actions_on(target: str, limit: int = 20) -> list[Action]:
    """The newest actions on one object, among the newest `LOOKED_THROUGH` of all."""
    newest = AuditEntry.objects.order_by("-id").values_list("id", flat=True).first() or 0
    entries = AuditEntry.objects.filter(target=target, id__gt=newest - LOOKED_THROUGH).order_by("-id")[:limit]
    return [_action(entry) for entry in entries]


def _action(entry: AuditEntry) -> Action:
    return Action(at=entry.at, username=entry.username, action=entry.action, target=entry.target, detail=entry.detail)
