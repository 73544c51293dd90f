"""Signalbox's engine. Other rooms import from here, from `jobs.signals` and from `jobs.testing`, and nothing else.

Names are resolved on first use, because a Django app package is imported before its models can be.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jobs.context import current, current_story, in_story
    from jobs.definition.backoff import Exponential
    from jobs.definition.errors import (
        CallInsideTransaction,
        IllegalTransition,
        InvalidArguments,
        LeaseLost,
        SignalboxError,
        UniqueTaken,
        UnknownQueue,
    )
    from jobs.definition.outcomes import Cancel, Fail, Release, Retry
    from jobs.front.audit import record_action
    from jobs.front.console import Heading, Hit, Panel, StoryRow, StorySource, register_panel, register_story_source
    from jobs.front.guard import forbid_transaction
    from jobs.front.once import CannotTell, EffectUnknown, once
    from jobs.front.task import Enqueued, Task, task
    from jobs.ids import new_id
    from jobs.ledger.stories import link_story, story_for
    from jobs.masking import mask_email, mask_phone, redact

_HOMES = {
    "jobs.context": ("current", "current_story", "in_story"),
    "jobs.definition.backoff": ("Exponential",),
    "jobs.definition.errors": (
        "CallInsideTransaction",
        "IllegalTransition",
        "InvalidArguments",
        "LeaseLost",
        "SignalboxError",
        "UniqueTaken",
        "UnknownQueue",
    ),
    "jobs.definition.outcomes": ("Cancel", "Fail", "Release", "Retry"),
    "jobs.front.audit": ("record_action",),
    "jobs.front.console": (
        "Heading",
        "Hit",
        "Panel",
        "StoryRow",
        "StorySource",
        "register_panel",
        "register_story_source",
    ),
    "jobs.front.guard": ("forbid_transaction",),
    "jobs.front.once": ("CannotTell", "EffectUnknown", "once"),
    "jobs.front.task": ("Enqueued", "Task", "task"),
    "jobs.ids": ("new_id",),
    "jobs.ledger.stories": ("link_story", "story_for"),
    "jobs.masking": ("mask_email", "mask_phone", "redact"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "CallInsideTransaction",
    "Cancel",
    "CannotTell",
    "EffectUnknown",
    "Enqueued",
    "Exponential",
    "Fail",
    "Heading",
    "Hit",
    "IllegalTransition",
    "InvalidArguments",
    "LeaseLost",
    "Panel",
    "Release",
    "Retry",
    "SignalboxError",
    "StoryRow",
    "StorySource",
    "Task",
    "UniqueTaken",
    "UnknownQueue",
    "current",
    "current_story",
    "forbid_transaction",
    "in_story",
    "link_story",
    "mask_email",
    "mask_phone",
    "new_id",
    "once",
    "record_action",
    "redact",
    "register_panel",
    "register_story_source",
    "story_for",
    "task",
]


def __getattr__(name: str) -> Any:
    try:
        home = _HOME_OF[name]
    except KeyError:
        raise AttributeError(f"the front door of jobs has no {name!r}") from None
    return getattr(import_module(home), name)
