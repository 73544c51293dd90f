"""What notifications offers the rest: it processes Twilio's events, reacts to announcements, shows deliveries."""

from __future__ import annotations

from integrations.providers.twilio.webhook import INBOUND, STATUSES
from integrations.webhooks.processing import register_processor
from jobs import register_story_source
from notifications import receivers
from notifications.story import SOURCE
from notifications.tasks import enqueue_twilio_inbound, enqueue_twilio_status


def register_notifications() -> None:
    """Called once when the app is ready."""
    register_processor("twilio", STATUSES, enqueue_twilio_status)
    register_processor("twilio", [INBOUND], enqueue_twilio_inbound)
    register_story_source(SOURCE)
    receivers.connect()
