"""Which room processes which events: rooms register, intake asks. Nothing here imports them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

# Gets the event's id inside the storing transaction and enqueues the job that processes it.
Processor = Callable[[UUID], object]

_processors: dict[tuple[str, str], Processor] = {}


def register_processor(provider: str, event_types: Iterable[str], enqueue: Processor) -> None:
    """Have `enqueue` called for every new event of these types. Raises ValueError if another room already asked."""
    for event_type in event_types:
        known = _processors.setdefault((provider, event_type), enqueue)
        if known is not enqueue:
            raise ValueError(f"{provider} {event_type} already has a processor.")


def find_processor(provider: str, event_type: str) -> Processor | None:
    return _processors.get((provider, event_type))
