"""Companies for staff: what may be edited, because people decide it."""

from __future__ import annotations

from django.contrib import admin

from integrations.admin.read_only import TypedAdmin
from integrations.models import Company, CompanyAgent


class AgentInline(admin.TabularInline):  # type: ignore[type-arg]  # generic for the type checker only
    """The voice agents that answer for a company."""

    model = CompanyAgent
    extra = 1


@admin.register(Company)
class CompanyAdmin(TypedAdmin[Company]):
    list_display = ("name", "time_zone", "calcom_event_type_id", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name", "agents__agent_id")
    inlines = (AgentInline,)


@admin.register(CompanyAgent)
class CompanyAgentAdmin(TypedAdmin[CompanyAgent]):
    """To look up whom an agent answers for."""

    list_display = ("agent_id", "company")
    list_select_related = ("company",)
    list_filter = ("company",)
    search_fields = ("agent_id",)
