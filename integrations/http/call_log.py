"""Writes the `ApiCall` row of an exchange, after it, in a statement of its own."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from integrations.http.errors import AuthError, Permanent, ProviderError
from integrations.http.messages import Request, Response
from integrations.http.redaction import shown_request, shown_response
from integrations.models import ApiCall
from jobs import current, current_story, redact

logger = logging.getLogger(__name__)
MAX_ERROR = 500


@dataclass(slots=True)
class Trace:
    """What is known of the exchange while it runs."""

    started_at: datetime
    started: float
    response: Response | None = None


@contextmanager
def record(provider: str, request: Request) -> Iterator[Trace]:
    """Log the exchange made inside, however it ends. Set `trace.response` once there is an answer."""
    trace = Trace(started_at=timezone.now(), started=time.monotonic())
    try:
        yield trace
    except ProviderError as error:
        _write(provider, request, trace, _outcome(error), error.message)
        raise
    except BaseException as error:  # the job's time is over, or the process is stopping: it may have been executed
        _write(provider, request, trace, ApiCall.Outcome.INTERRUPTED, type(error).__name__)
        raise
    else:
        _write(provider, request, trace, ApiCall.Outcome.SUCCEEDED, "")


def _outcome(error: ProviderError) -> ApiCall.Outcome:
    if isinstance(error, AuthError):
        return ApiCall.Outcome.AUTH
    if isinstance(error, Permanent):
        return ApiCall.Outcome.PERMANENT
    return ApiCall.Outcome.AMBIGUOUS if error.ambiguous else ApiCall.Outcome.TRANSIENT


def _write(provider: str, request: Request, trace: Trace, outcome: ApiCall.Outcome, error: str) -> None:
    duration_ms = round((time.monotonic() - trace.started) * 1000)
    job, response = current(), trace.response
    try:
        ApiCall.objects.create(
            provider=provider,
            method=request.method,
            url=request.template,
            status=response.status if response else None,
            outcome=outcome,
            error=redact(error)[:MAX_ERROR],
            started_at=trace.started_at,
            duration_ms=duration_ms,
            bytes_received=len(response.body) if response else 0,
            request=shown_request(request),
            response=shown_response(response) if response else "",
            job_id=job.job_id if job else None,
            attempt=job.attempt if job else None,
            story_id=current_story(),
        )
    except Exception:
        logger.exception("api call not logged", extra={"provider": provider, "outcome": outcome})
