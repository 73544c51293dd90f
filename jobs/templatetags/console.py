"""Tags and filters of the console's templates: icons, badges, numbers and times."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from pathlib import Path

from django import template
from django.template.context import Context
from django.template.loader import get_template
from django.utils import timezone
from django.utils.html import format_html
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


@register.filter
def initials(name: str) -> str:
    """`m.keller` becomes `mk`."""
    parts = [part for part in re.split(r"[^\w]+|_", name) if part]
    return (parts[0][0] + parts[-1][0]) if len(parts) > 1 else name[:2]


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
    return SafeString(get_template(panel.template).render(panel.context(), context["request"]))


@register.simple_tag
def badge(state: str) -> SafeString:
    """Icon and word of a state in its tone."""
    look = words.look_of(state)
    return format_html('<span class="badge {}">{}{}</span>', look.tone, icon(look.icon), look.word)


@register.simple_tag
def when(moment: datetime | None) -> SafeString:
    """Relative time with the absolute one in its title."""
    if moment is None:
        return SafeString(words.DASH)
    shape = '<time class="nowrap" datetime="{}" title="{}">{}</time>'
    return format_html(shape, moment.isoformat(), words.absolute(moment), ago(moment))


@register.simple_tag(takes_context=True)
def here(context: Context, *names: str) -> SafeString:
    """`aria-current` for the navigation's link to this page."""
    match = getattr(context["request"], "resolver_match", None)
    current = match is not None and match.url_name in names
    return SafeString(' aria-current="page"') if current else SafeString("")
