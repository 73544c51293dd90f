"""The frame around every page: the signal's aspect, the numbers in the navigation, who is logged in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jobs.console.attention import Attention, attention
from jobs.queries.situation import Situation, situation

NAVIGATION_STATES = ("scheduled", "queued", "running", "retrying", "held", "dead")


@dataclass(frozen=True, slots=True)
class Frame:
    """What `base.html` shows around a page."""

    situation: Situation
    attention: Attention
    environment: str
    section: str

    @property
    def states(self) -> list[tuple[str, int]]:
        return [(state, self.situation.counts[state]) for state in NAVIGATION_STATES]


def frame_of(request: HttpRequest) -> Frame:
    """Asks the ledger once per request; a page that needs the situation takes it from here."""
    known: Frame | None = getattr(request, "console_frame", None)
    if known is None:
        now = situation(timezone.now())
        match = request.resolver_match
        known = Frame(now, attention(now), settings.ENVIRONMENT, match.url_name if match and match.url_name else "")
        request.console_frame = known  # type: ignore[attr-defined]  # kept for the rest of this request
    return known


def render_page(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """A console template with the frame; who may not see jobs gets the frame without numbers."""
    may_see = request.user.has_perm("jobs.view_job")
    given: dict[str, Any] = {"frame": frame_of(request) if may_see else None, "now": timezone.now()}
    return render(request, f"console/{template}", given | (context or {}), status=status)
