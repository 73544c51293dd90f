"""Tags and filters of the console's templates: icons, badges, numbers and times."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.template.context import Context
from django.template.loader import get_template
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from jobs.console import arguments, words
from jobs.console.chart import Chart, chart
from jobs.console.why import death, why
from jobs.front.console import Panel
from jobs.queries.flow import Minute
from jobs.queries.jobs import JobRow
from jobs.queries.queues import QueueRow

register = template.Library()
ICONS = Path(__file__).resolve().parent.parent / "static" / "console" / "icons"
BERTHS = 24

register.filter("duration", words.duration)
register.filter("age", words.age)
register.filter("number", words.number)
register.filter("capped", words.capped)
register.filter("counted", words.counted)
register.filter("clock", words.clock)
register.filter("clock_ms", words.clock_ms)
register.filter("absolute", words.absolute)
register.filter("day", words.day)
register.filter("look", words.look_of)
register.filter("death", death)
register.filter("arguments", arguments.summary)


@cache
def _svg(name: str) -> SafeString:
    """Our own files only: the name comes from templates and `words`, never from data."""
    return mark_safe((ICONS / f"{name}.svg").read_text().strip())  # noqa: S308  a file of ours


@register.simple_tag
def icon(name: str) -> SafeString:
    """The SVG itself, so that it takes the colour of the text; hidden from screen readers, which get the word."""
    return _svg(name) if name else SafeString("")


@register.filter
def ago(moment: datetime | None) -> str:
    return words.ago(moment, timezone.now()) if moment else words.DASH


@register.filter("why")
def why_of(job: JobRow) -> str:
    return why(job, timezone.now())


@register.filter
def drawn(minutes: list[Minute]) -> Chart:
    return chart(minutes)


@register.filter
def berths(queue: QueueRow) -> list[str]:
    """`busy`, `idle` or `more` for each worker of a queue, at most `BERTHS`."""
    busy = min(queue.running, queue.workers, BERTHS)
    return ["busy"] * busy + ["idle"] * (min(queue.workers, BERTHS) - busy)


@register.filter
def wait_px(queue: QueueRow) -> float:
    """Length of the bar that ends at 84 px when the oldest job has waited just as long as the queue allows."""
    return round(min(112.0, 84 * queue.oldest_s / (queue.wait_slo or 1)), 1)


@register.simple_tag(takes_context=True)
def panel_body(context: Context, panel: Panel) -> SafeString:
    """A card of another room: its template with what it asks for, and nothing of ours."""
    return get_template(panel.template).render(panel.context(), context["request"])


@register.inclusion_tag("console/parts/badge.html")
def badge(state: str) -> dict[str, Any]:
    return {"look": words.look_of(state)}


@register.inclusion_tag("console/parts/time.html")
def when(moment: datetime | None) -> dict[str, Any]:
    """Relative time with the absolute one in its title."""
    return {"moment": moment}


@register.simple_tag(takes_context=True)
def here(context: Context, *names: str) -> SafeString:
    """`aria-current` for the navigation's link to this page."""
    match = getattr(context["request"], "resolver_match", None)
    current = match is not None and match.url_name in names
    return SafeString(' aria-current="page"') if current else SafeString("")
