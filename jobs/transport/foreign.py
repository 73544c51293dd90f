"""Jobs that somebody else wrote to Redis: read without importing or unpickling, run only when the settings name them."""

from __future__ import annotations

import json
import logging
import zlib
from dataclasses import dataclass
from importlib import import_module

from jobs.transport import keys
from jobs.transport.away import transport_errors
from jobs.transport.client import worker_client

logger = logging.getLogger(__name__)

OURS = "jobs.transport.job.run_by_signalbox"
MAX_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Foreign:
    """`function` is the dotted name it asks for, or a word for what could not be read."""

    function: str
    is_ours: bool


def fetch_foreign(rq_id: str) -> Foreign | None:
    """What RQ's hash says; `None` when there is none. Raises `TransportAway`."""
    if "\ufffd" in rq_id:  # what was no UTF-8 cannot be asked for again
        return Foreign("(its id is not text)", is_ours=False)
    data = _data(rq_id)
    if data is None:
        return None
    call = _call(data)
    return Foreign(call[0], is_ours=call[0] == OURS) if call else Foreign("(not JSON)", is_ours=False)


def run_foreign(rq_id: str, queue: str) -> None:
    """Run it RQ's way and without our promises: once, in this process, its result forgotten, its failure logged."""
    call = _call(_data(rq_id) or b"")
    if call is None:
        return
    name, args, kwargs = call
    module, _, attribute = name.rpartition(".")
    try:
        getattr(import_module(module), attribute)(*args, **kwargs)
    except Exception:
        logger.exception("a foreign job failed", extra={"queue": queue, "operation": name})
    with transport_errors():
        worker_client().unlink(keys.job(rq_id))


def _data(rq_id: str) -> bytes | None:
    with transport_errors():
        found = worker_client().hget(keys.job(rq_id), "data")
    return found if isinstance(found, bytes) else None


def _call(data: bytes) -> tuple[str, list[object], dict[str, object]] | None:
    try:
        inflater = zlib.decompressobj()  # bounded: a small entry may claim to inflate to gigabytes
        text = inflater.decompress(data, MAX_BYTES) if data[:1] == b"x" else data[:MAX_BYTES]
        name, _, args, kwargs = json.loads(text)
        return str(name), list(args), dict(kwargs)
    except (ValueError, TypeError, zlib.error):
        return None
