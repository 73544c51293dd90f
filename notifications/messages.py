"""Turns a template and what it tells of into the text of a message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils import timezone

MAX_SUBJECT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A text that is ready to be sent; `subject` and `html` are for e-mail only."""

    body: str
    subject: str = ""
    html: str = ""


def render_sms(template: str, context: Mapping[str, Any], zone: ZoneInfo) -> Message:
    """One line; times read in `zone`."""
    return Message(body=_one_line(_rendered(f"sms/{template}.txt", context, zone)))


def render_email(template: str, context: Mapping[str, Any], zone: ZoneInfo) -> Message:
    """Subject (one line, so that no header can be smuggled in), plain text and HTML; times read in `zone`."""
    subject = _one_line(_rendered(f"email/{template}_subject.txt", context, zone))
    return Message(
        subject=subject[:MAX_SUBJECT],
        body=_rendered(f"email/{template}.txt", context, zone).strip() + "\n",
        html=_rendered(f"email/{template}.html", context, zone).strip() + "\n",
    )


def _rendered(name: str, context: Mapping[str, Any], zone: ZoneInfo) -> str:
    with timezone.override(zone):
        return render_to_string(f"notifications/{name}", dict(context))


def _one_line(text: str) -> str:
    return " ".join(text.split())
