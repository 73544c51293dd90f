"""What other rooms register so that the console shows their rows without importing them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryRow:
    """One stop of a story.

    kind: `webhook`, `job`, `attempt`, `api_call`, `call`, `appointment`, `delivery`, `effect`. id: unique within kind.
    parent: (kind, id) of the stop it branches from. name and detail are shown as they are: mask personal data first.
    state: a word staff understand. at and ended: absolute times. times: further named moments (`delivered`, …).
    external_id: the name others know it by.
    """

    kind: str
    id: str
    name: str
    state: str
    at: datetime
    ended: datetime | None = None
    detail: str = ""
    parent: tuple[str, str] | None = None
    external_id: str = ""
    url: str = ""
    times: dict[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """What the search box found: a story (`story_id`) or a page (`url`); texts masked."""

    kind: str
    title: str
    detail: str = ""
    at: datetime | None = None
    story_id: UUID | None = None
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A story's title (masked) and its outcome as one sentence."""

    title: str
    sentence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StorySource:
    """Rows of one room. search gets what a person typed (stripped, at most 200 characters)."""

    name: str
    rows: Callable[[UUID], Iterable[StoryRow]]
    search: Callable[[str], Iterable[Hit]] | None = None
    heading: Callable[[UUID], Heading | None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A card on the dashboard: a template and what it is given."""

    slug: str
    title: str
    template: str
    context: Callable[[], dict[str, Any]]
    order: int = 100
    note: str = ""


_sources: dict[str, StorySource] = {}
_panels: dict[str, Panel] = {}


def register_story_source(source: StorySource) -> None:
    """Show the rows of `source` in stories and search; registering a name again replaces it."""
    _sources[source.name] = source


def register_panel(panel: Panel) -> None:
    """Show a card on the dashboard; registering a slug again replaces it."""
    _panels[panel.slug] = panel


def story_sources() -> list[StorySource]:
    """All sources, by name."""
    return [_sources[name] for name in sorted(_sources)]


def panels() -> list[Panel]:
    """All panels in their order."""
    return sorted(_panels.values(), key=lambda panel: (panel.order, panel.slug))
