"""What staff did, as lines to read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from jobs.console.filters import as_id
from jobs.console.words import counted
from jobs.queries.actions import Action

PAST = {"retry": "Retried", "discard": "Discarded", "cancel": "Cancelled", "replay": "Replayed", "reveal": "Revealed"}


@dataclass(frozen=True, slots=True)
class ActionLine:
    """When, who, what to which object (with its page if the console has one), and what came of it."""

    at: datetime
    username: str
    verb: str
    named: str
    url: str
    outcome: str


def action_lines(actions: Iterable[Action]) -> list[ActionLine]:
    return [_line(action) for action in actions]


def _line(action: Action) -> ActionLine:
    verb = PAST.get(action.action, action.action.replace("_", " ").capitalize())
    kind, _, name = action.target.partition(" ")
    job_id = as_id(name) if kind == "job" else None
    if job_id is not None:
        named, url = f"job {job_id.hex[-8:]}", reverse("console:job", args=[job_id])
    elif kind == "group" and name.replace("-", "").isalnum():
        named, url = f"group {name[:8]}", reverse("console:group", args=[name])
    else:
        named, url = action.target, ""
    return ActionLine(action.at, action.username, verb, named, url, _outcome(action.detail))


def _outcome(detail: object) -> str:
    jobs = detail.get("jobs") if isinstance(detail, dict) else None
    return counted(jobs, "job") if isinstance(jobs, int) else ""
