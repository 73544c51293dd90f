"""Tenants as the command line makes them: found by the agent that answers for them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from integrations.models import Company, CompanyAgent


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a company shall be. `time_zone` is an IANA name."""

    name: str
    time_zone: str
    calcom_event_type_id: int


def ensure_company(agent_id: str, wanted: Wanted) -> tuple[Company, list[str]]:
    """The company of that agent, made or brought into line, and what was done in words (empty: nothing).

    An unknown agent makes a new company, even under a name that exists: an event type and a time zone belong to a
    company, and an existing one must not change for another agent's sake. Further agents of one company are added in
    the admin. Raises `ValidationError` for values that make no sense.
    """
    with transaction.atomic():
        agent = CompanyAgent.objects.select_related("company").filter(agent_id=agent_id).first()
        company = agent.company if agent else Company()
        done = [] if agent else ["company created"]
        done += _bring_into_line(company, wanted)
        company.full_clean()
        company.save()
        if agent is None:
            new = CompanyAgent(company=company, agent_id=agent_id)
            new.full_clean()
            new.save()
            done.append(f"agent {agent_id} added")
    return company, done


def _bring_into_line(company: Company, wanted: Wanted) -> list[str]:
    changed = []
    for field in ("name", "time_zone", "calcom_event_type_id"):
        old, new = getattr(company, field), getattr(wanted, field)
        if old != new:
            setattr(company, field, new)
            changed += [f"{field} changed from {old} to {new}"] if company.pk else []
    return changed
