"""Ids in RQ's lists that the ledger never wrote: refused and kept, or run RQ's way if the settings name their function."""

from __future__ import annotations

import logging
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from jobs.definition.outcomes import JobTimeout
from jobs.definition.policy import DEFAULT_TIMEOUT
from jobs.ledger.stored_text import storable
from jobs.models import ForeignJob, Job
from jobs.transport.foreign import Foreign, fetch_foreign, run_foreign
from jobs.transport.take import Taken
from jobs.worker.time_limit import time_limit

logger = logging.getLogger(__name__)
security = logging.getLogger("signalbox.security")


def handle_foreign(taken: Taken, job_id: UUID | None) -> None:
    """Judge an id that could not be claimed; `job_id` is it as a UUID, if it is one.

    An id of the ledger is a second copy, or not to run now, and needs nothing.
    """
    if job_id is not None and Job.objects.filter(pk=job_id).exists():
        return
    found = fetch_foreign(taken.rq_id)
    if found is None or found.is_ours:
        return  # pruned, or its hash is gone: nothing that could run
    if found.function in settings.RQ_FOREIGN_FUNCTIONS:
        _run(taken, found.function)
    else:
        _refuse(taken, found)


def _run(taken: Taken, function: str) -> None:
    """As long as the queue allows: nothing else would end what hangs, for the parent watches over the ledger's jobs."""
    defaults = settings.QUEUE_DEFAULTS.get(taken.queue, {})
    try:
        with time_limit(float(defaults.get("timeout", DEFAULT_TIMEOUT))):
            run_foreign(taken.rq_id, taken.queue)
    except JobTimeout as error:
        logger.warning("a foreign job was stopped: %s", error, extra={"queue": taken.queue, "operation": function})


def _refuse(taken: Taken, found: Foreign) -> None:
    function = storable(found.function, 300)
    ForeignJob.objects.create(
        rq_id=storable(taken.rq_id, 200), queue=taken.queue, function=function, found_at=timezone.now()
    )
    security.error("refused a foreign job", extra={"queue": taken.queue, "operation": function})
