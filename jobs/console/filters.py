"""What a person asked for, read from the address once; nonsense becomes nothing, never an error."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict

from jobs.definition.states import State
from jobs.queries.jobs import JobFilter

MAX_TEXT = 200
STATES = {state.value for state in State}


def typed(text: str | None) -> str:
    """What somebody typed, fit to be asked: no control characters (PostgreSQL refuses NUL), at most 200 characters."""
    printable = "".join(character if character.isprintable() else " " for character in (text or "")[: 4 * MAX_TEXT])
    return " ".join(printable.split())[:MAX_TEXT]


def as_id(text: str | None) -> UUID | None:
    """A job's or story's id in any of its usual forms, or `None`."""
    try:
        return UUID(typed(text))
    except ValueError:
        return None


def job_filter(query: QueryDict) -> JobFilter:
    """The filter that an address of the jobs list stands for."""
    state = typed(query.get("state"))
    return JobFilter(
        state=state if state in STATES else "",
        task=typed(query.get("task")),
        queue=typed(query.get("queue")),
        text=typed(query.get("q")),
        fingerprint=typed(query.get("group")),
        before=as_id(query.get("before")),
        after=as_id(query.get("after")),
    )


def address(wanted: JobFilter, **changes: object) -> str:
    """The query string of a filter with `changes`; places in the list are dropped unless named."""
    values: dict[str, object] = {
        "q": wanted.text,
        "task": wanted.task,
        "queue": wanted.queue,
        "state": wanted.state,
        "group": wanted.fingerprint,
    } | changes
    return "?" + urlencode({name: str(value) for name, value in values.items() if value})
