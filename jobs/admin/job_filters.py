"""Filters of job lists that stay fast at millions of rows: no DISTINCT, and a horizon where no index serves."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest

from jobs.admin.read_only import NEWEST, newest
from jobs.definition.registry import all_definitions
from jobs.definition.states import FINAL, State

Jobs = QuerySet[Any]
Choices = list[tuple[str, str]]


class StateFilter(SimpleListFilter):
    """Living and dead jobs stand in small indexes; the others are looked for among the newest."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> Choices:
        among = f" (of the newest {NEWEST:,})"
        return [(state.value, state.value + (among if state in FINAL - {State.DEAD} else "")) for state in State]

    def queryset(self, request: HttpRequest, queryset: Jobs) -> Jobs:
        state = self.value()
        if not state:
            return queryset
        if state == State.DEAD:
            return queryset.filter(dead_at__isnull=False)
        found = queryset.filter(state=state)
        return newest(found) if state in FINAL else found.filter(finished_at__isnull=True)


class QueueFilter(SimpleListFilter):
    """The queues of the settings."""

    title = f"queue (of the newest {NEWEST:,})"
    parameter_name = "queue"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> Choices:
        return [(name, name) for name in settings.QUEUE_DEFAULTS]

    def queryset(self, request: HttpRequest, queryset: Jobs) -> Jobs:
        return newest(queryset.filter(queue=self.value())) if self.value() else queryset


class TaskFilter(SimpleListFilter):
    """The tasks this code knows."""

    title = f"task (of the newest {NEWEST:,})"
    parameter_name = "task"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> Choices:
        return [(definition.name, definition.name) for definition in all_definitions()]

    def queryset(self, request: HttpRequest, queryset: Jobs) -> Jobs:
        return newest(queryset.filter(task=self.value())) if self.value() else queryset
