"""What django-rq's `rqworker` command asks of a worker class, without RQ's own loop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rq.serializers import JSONSerializer
from rq.worker import BaseWorker

if TYPE_CHECKING:
    from redis import Redis


class RQWorker(BaseWorker):
    """Constructed and started by django-rq; says nothing to Redis before it works, so Redis may be away at start."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["serializer"] = JSONSerializer  # the command passes pickle unless told otherwise
        super().__init__(*args, **kwargs)

    def _set_connection(self, connection: Redis) -> Redis:
        return connection  # the engine uses connections of its own, with its own time limits

    def _set_ip_address(self, connection: Redis) -> None:  # noqa: ARG002
        self.ip_address = "unknown"  # asking Redis would fail while it is away
