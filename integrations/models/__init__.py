"""The tables of this room."""

from __future__ import annotations

from integrations.models.api_call import ApiCall
from integrations.models.appointment import Appointment
from integrations.models.call import Call
from integrations.models.company import Company, CompanyAgent
from integrations.models.customer import Customer
from integrations.models.webhook_event import IntakeCount, WebhookEvent

__all__ = [
    "ApiCall",
    "Appointment",
    "Call",
    "Company",
    "CompanyAgent",
    "Customer",
    "IntakeCount",
    "WebhookEvent",
]
