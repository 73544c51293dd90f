"""The tables of this room."""

from __future__ import annotations

from integrations.models.api_call import ApiCall
from integrations.models.webhook_event import IntakeCount, WebhookEvent

__all__ = ["ApiCall", "IntakeCount", "WebhookEvent"]
