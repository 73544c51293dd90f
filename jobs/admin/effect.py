"""Effects in the admin: a person decides about those nobody else can tell about."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from jobs.admin.read_only import ReadOnlyAdmin, console_link, newest
from jobs.front.audit import record_action
from jobs.ledger import effects
from jobs.masking import redact
from jobs.models import Effect

MOST_AT_ONCE = 1000
LONGEST_RESULT = 4000


class ResultForm(ActionForm):
    """Beside the action: what the provider gave, for an effect that did happen."""

    result = forms.CharField(required=False, max_length=LONGEST_RESULT, label="Result (JSON, if it happened)")


class StateFilter(admin.SimpleListFilter):
    """Unknown effects stand in an index of their own."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, str]]:
        return list(Effect.State.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        state = self.value()
        if not state:
            return queryset
        found = queryset.filter(state=state)
        return found if state == Effect.State.UNKNOWN else newest(found)


@admin.register(Effect)
class EffectAdmin(ReadOnlyAdmin[Effect]):
    """What was done at providers."""

    list_display = ("key", "state", "calls", "short_error", "started_at", "ended_at", "job_page", "story_page")
    list_filter = (StateFilter,)
    ordering = ("-id",)
    search_fields = ("=key",)
    search_help_text = "The whole key, like appointment:42:book."
    exclude = ("result", "token")
    readonly_fields = ("masked_result", "job_page", "story_page")
    action_form = ResultForm
    actions = ("happened", "absent")

    @admin.display(description="error")
    def short_error(self, effect: Effect) -> str:
        return effect.error[:120]

    @admin.display(description="result")
    def masked_result(self, effect: Effect) -> str:
        return redact(effect.result)

    @admin.display(description="job")
    def job_page(self, effect: Effect) -> SafeString | str:
        return console_link("job", effect.job_id, "job")

    @admin.display(description="story")
    def story_page(self, effect: Effect) -> SafeString | str:
        return console_link("story", effect.story_id, "story")

    @admin.action(description="Unknown effect: it happened, with this result", permissions=["settle"])
    def happened(self, request: HttpRequest, queryset: QuerySet[Effect]) -> None:
        result = request.POST.get("result", "").strip()[:LONGEST_RESULT]
        if queryset.count() != 1 or not _is_json(result):
            sentence = "Choose one effect, and give as JSON what the provider returned: later steps go on with it."
            self.message_user(request, sentence, messages.ERROR)
            return
        self._settle(request, queryset, result=result)

    @admin.action(description="Unknown effect: it did not happen, call again", permissions=["settle"])
    def absent(self, request: HttpRequest, queryset: QuerySet[Effect]) -> None:
        self._settle(request, queryset, result=None)

    def has_settle_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("jobs.settle_effect")

    def _settle(self, request: HttpRequest, queryset: QuerySet[Effect], result: str | None) -> None:
        keys = list(queryset.values_list("key", flat=True)[:MOST_AT_ONCE])
        refused = [key for key in keys if not settle(key, result, request)]
        self.message_user(request, f"{len(keys) - len(refused)} of {len(keys)} effects settled.")
        for key in refused[:10]:
            self.message_user(request, f"Effect {key} is not unknown: nothing to decide.", messages.ERROR)


def settle(key: str, result: str | None, request: HttpRequest) -> bool:
    """Write the decision and who made it, together; `False` when the effect is not unknown (any more)."""
    happened = result is not None
    with transaction.atomic():
        if not effects.settle(key, happened=happened, result=result or ""):
            return False
        detail = {"happened": happened}
        record_action(user=request.user, action="settle effect", target=key, detail=detail, request=request)
    return True


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return "\0" not in text
