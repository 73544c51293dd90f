"""RQ's Job, unable to import anything that Redis names."""

from __future__ import annotations

from typing import Any, NoReturn

from rq.job import Job as RQJob
from rq.serializers import JSONSerializer

from jobs.definition.errors import SignalboxError


class ForeignFunction(SignalboxError):
    """Redis names a function that this product does not run."""


def run_by_signalbox(job_id: str) -> NoReturn:
    """The one callable that our ids carry. Workers of Signalbox never call it; a stock RQ worker ends here."""
    raise ForeignFunction(f"job {job_id} belongs to the ledger: start workers with `manage.py rqworker`")


class Job(RQJob):
    """Allow-listed: whoever can write to Redis cannot choose what runs."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["serializer"] = JSONSerializer
        super().__init__(*args, **kwargs)

    @property
    def func(self) -> Any:
        """The function of the job; raises `ForeignFunction` unless it is ours."""
        if self.func_name != "jobs.transport.job.run_by_signalbox":
            raise ForeignFunction(f"refused to import {str(self.func_name)[:200]!r}")
        return run_by_signalbox

    @property
    def success_callback(self) -> None:
        """Never: callbacks are named in Redis."""
        return

    @property
    def failure_callback(self) -> None:
        """Never: callbacks are named in Redis."""
        return

    @property
    def stopped_callback(self) -> None:
        """Never: callbacks are named in Redis."""
        return
