"""Compare what RQ's tools see with the ledger, and repair it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from uuid import UUID

from jobs.ledger.ready import owners_of
from jobs.transport import registration, repair

logger = logging.getLogger(__name__)


def reconcile(queues: Sequence[str]) -> None:
    """Presence marks, running registries and worker sets; raises `TransportAway`."""
    difference = repair.recount(queues)
    if difference:
        logger.warning("presence marks and lists differed and were recounted", extra={"count": difference})
    for queue in queues:
        _clean_running(queue)
    for name in repair.dead_registrations():
        registration.leave(name)


def _clean_running(queue: str) -> None:
    entries = repair.running_entries(queue)
    owners = owners_of([UUID(job_id) for job_id, _ in entries.values() if _is_uuid(job_id)])
    shown = {f"{job_id}:{owner}" for job_id, owner in owners.items()}
    stale = [entry for entry in entries if entry not in shown]
    # An id is in the registry a moment before its claim commits; only what was stale twice is removed.
    confirmed = [entry for entry in stale if entry in _stale_before.get(queue, ())]
    _stale_before[queue] = frozenset(stale)
    if confirmed:
        repair.remove_running(queue, confirmed)


_stale_before: dict[str, frozenset[str]] = {}


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
