"""Names of keys: RQ's own layout, and ours beside it under the same prefix."""

from __future__ import annotations

from rq.defaults import RQ_KEY_PREFIX

PREFIX = RQ_KEY_PREFIX

QUEUES = f"{PREFIX}:queues"
WORKERS = f"{PREFIX}:workers"
SUSPENDED = f"{PREFIX}:suspended"

EPOCH = f"{PREFIX}:sb:epoch"  # gone when Redis was emptied: nothing is taken until the ledger has restored it
PRESENT = f"{PREFIX}:sb:present"  # ids that stand in a queue's list, so that none is appended twice


def queue(name: str) -> str:
    """RQ's list of a queue."""
    return f"{PREFIX}:queue:{name}"


def job(job_id: str) -> str:
    """RQ's hash of a job."""
    return f"{PREFIX}:job:{job_id}"


def started(queue_name: str) -> str:
    """RQ's registry of running jobs of a queue."""
    return f"{PREFIX}:wip:{queue_name}"


def worker(name: str) -> str:
    """RQ's hash of a worker."""
    return f"{PREFIX}:worker:{name}"


def executions_of(worker_name: str) -> str:
    """RQ's set of what a worker runs."""
    return f"{PREFIX}:worker:{worker_name}:executions"


def execution(entry: str) -> str:
    """RQ's hash of one execution; `entry` is job id and execution id with a colon between them."""
    return f"{PREFIX}:execution:{entry}"


def workers_of(queue_name: str) -> str:
    """RQ's set of the workers of a queue."""
    return f"{PREFIX}:workers:{queue_name}"


def wake(queue_name: str) -> str:
    """Tokens that wake idle workers; blocking reads happen here, never on the real lists."""
    return f"{PREFIX}:sb:wake:{queue_name}"


def in_flight(worker_name: str) -> str:
    """Ids that a worker has taken and not yet given back."""
    return f"{PREFIX}:sb:inflight:{worker_name}"
