"""Ids in RQ's lists that the ledger never wrote: refused and kept, or run RQ's way if the settings name their function."""

from __future__ import annotations

import logging
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from jobs.ledger.stored_text import storable
from jobs.models import ForeignJob, Job
from jobs.transport.foreign import Foreign, fetch_foreign, run_foreign
from jobs.transport.take import Taken

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
        run_foreign(taken.rq_id, taken.queue)
    else:
        _refuse(taken, found)


def _refuse(taken: Taken, found: Foreign) -> None:
    function = storable(found.function, 300)
    ForeignJob.objects.create(
        rq_id=storable(taken.rq_id, 200), queue=taken.queue, function=function, found_at=timezone.now()
    )
    security.error("refused a foreign job", extra={"queue": taken.queue, "operation": function})
