"""Keeps one row per call, whatever events tell of it, in whatever order and however often."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from integrations.models import Call, CompanyAgent
from integrations.providers.retell.schemas import RetellCall
from integrations.reception.customers import identify_customer
from integrations.reception.judgement import judge
from integrations.reception.phone import e164, region_of

# What a database column holds; a longer text is cut, because no field is worth losing a call for.
LONGEST = {"agent_id": 200, "from_number": 100, "to_number": 100, "direction": 20, "disconnection_reason": 100}
MAX_STATUS = 40


def record_call(told: RetellCall, *, story_id: UUID, now: datetime) -> Call:
    """The call's row after this event: its facts, its customer, and where its appointment request stands."""
    with transaction.atomic():
        Call.objects.get_or_create(call_id=told.call_id, defaults={"story_id": story_id})
        call = Call.objects.select_for_update().get(call_id=told.call_id)
        _take_facts(call, told)
        judge(call, told, region=region_of(_company_side(told)), now=now)
        call.customer = identify_customer(call) or call.customer
        call.save()
    return call


def _take_facts(call: Call, told: RetellCall) -> None:
    """Facts only grow: an event that leaves one out does not erase it."""
    for name, longest in LONGEST.items():
        setattr(call, name, getattr(told, name)[:longest] or getattr(call, name))
    call.status = told.call_status[:MAX_STATUS] or call.status
    call.started_at = told.started_at or call.started_at
    call.ended_at = told.ended_at or call.ended_at
    call.transcript = told.transcript or call.transcript
    call.summary = (told.call_analysis.call_summary if told.call_analysis else "") or call.summary
    call.customer_phone = e164(_customer_side(told)) or call.customer_phone
    if call.company is None:
        agent = CompanyAgent.objects.select_related("company").filter(agent_id=call.agent_id).first()
        call.company = agent.company if agent else None


def _customer_side(told: RetellCall) -> str:
    return told.to_number if told.direction == "outbound" else told.from_number


def _company_side(told: RetellCall) -> str:
    return told.from_number if told.direction == "outbound" else told.to_number
