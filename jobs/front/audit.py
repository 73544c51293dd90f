"""One row per thing a person did."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest
from django.utils import timezone

from jobs.models import AuditEntry


def record_action(
    *,
    user: AbstractBaseUser | AnonymousUser | None,
    action: str,
    target: str,
    detail: dict[str, Any] | None = None,
    request: HttpRequest | None = None,
) -> AuditEntry:
    """Write who did `action` (`retry`, `discard`, `replay`, …) to `target` (`job 0192…`); call it in the same transaction.

    `detail` is JSON: before and after, counts; never personal data.
    """
    known = user if user is not None and user.is_authenticated else None
    return AuditEntry.objects.create(
        at=timezone.now(),
        user_id=known.pk if known else None,
        username=known.get_username()[:150] if known else "command line",
        action=action[:50],
        target=target[:200],
        detail=detail or {},
        address=(request.META.get("REMOTE_ADDR", "") if request else "")[:64],
    )
