"""What stands around a job on its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jobs.console.action_lines import ActionLine, action_lines
from jobs.console.arguments import Argument, shown_arguments
from jobs.console.traceback_lines import TraceLine, traceback_lines
from jobs.definition.errors import UnknownTask
from jobs.definition.policy import Policy
from jobs.definition.registry import lookup
from jobs.queries.actions import actions_on
from jobs.queries.attempts import AttemptRow, EffectRow, attempts_of, effects_of_story
from jobs.queries.failures import FailureGroup, find_group
from jobs.queries.jobs import JobRow, children_of, find_job
from jobs.queries.stories import names_of


@dataclass(frozen=True, slots=True)
class Facts:
    """Attempts newest first, family, effects, what staff did, the group it died in."""

    attempts: Sequence[tuple[AttemptRow, Sequence[TraceLine]]]
    arguments: Sequence[Argument]
    policy: Policy | None
    parent: JobRow | None
    children: Sequence[JobRow]
    effects: Sequence[EffectRow]
    actions: Sequence[ActionLine]
    group: FailureGroup | None
    story_name: str


def facts(job: JobRow) -> Facts:
    """Everything the page of `job` shows beside its own row."""
    return Facts(
        attempts=[(attempt, traceback_lines(attempt.traceback)) for attempt in attempts_of(job.id)],
        arguments=shown_arguments(job.arguments),
        policy=_policy(job.task),
        parent=find_job(job.parent_id) if job.parent_id else None,
        children=children_of(job),
        effects=[effect for effect in effects_of_story(job.story_id) if effect.job_id == job.id],
        actions=action_lines(actions_on(f"job {job.id}")),
        group=find_group(job.fingerprint) if job.awaits_decision and job.fingerprint else None,
        story_name=names_of([job.story_id]).get(job.story_id, ""),
    )


def _policy(task: str) -> Policy | None:
    try:
        return lookup(task).policy
    except UnknownTask:
        return None
