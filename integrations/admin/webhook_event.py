"""Webhook events for staff, to be read and replayed, never edited; and what intake counted."""

from __future__ import annotations

import json

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from integrations.admin.read_only import ReadOnlyAdmin
from integrations.models import IntakeCount, WebhookEvent
from integrations.webhooks.bodies import UnreadableBody
from integrations.webhooks.errors import NoProcessor
from integrations.webhooks.parsing import event_content
from integrations.webhooks.replay import replay
from jobs import redact

MAX_SHOWN = 20_000
MAX_REPLAYS = 1000


@admin.register(WebhookEvent)
class WebhookEventAdmin(ReadOnlyAdmin[WebhookEvent]):
    list_display = ("received_at", "provider", "event_type", "external_id", "state", "duplicates", "conflicts")
    list_filter = ("provider", "state")
    search_fields = ("external_id",)
    search_help_text = "Part of the provider's name of the event, such as a call, message or booking id"
    actions = ("replay_events",)
    exclude = ("body",)
    readonly_fields = ("shown_body",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[WebhookEvent]:
        events = super().get_queryset(request)
        # A list of bodies would be megabytes.
        return events.defer("body") if self._is_list(request) else events

    def has_replay_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("integrations.replay_webhookevent")

    @admin.display(description="body (masked)")
    def shown_body(self, event: WebhookEvent) -> SafeString:
        """The content, indented, without phone numbers, addresses and secrets."""
        try:
            text = json.dumps(event_content(event), indent=2, ensure_ascii=False, default=str)
        except UnreadableBody:
            text = bytes(event.body).decode("utf-8", "replace")
        return format_html("<pre>{}</pre>", redact(text)[:MAX_SHOWN])

    @admin.action(description="Replay selected webhook events", permissions=["replay"])
    def replay_events(self, request: HttpRequest, events: QuerySet[WebhookEvent]) -> None:
        """Process again; events that no room processes are named and left alone."""
        replayed, left = 0, []
        for event in events.order_by("id")[:MAX_REPLAYS]:
            try:
                replay(event, by=request.user, request=request)
                replayed += 1
            except NoProcessor as error:
                left.append(f"{error.provider} {error.event_type}")
        if replayed:
            self.message_user(request, f"{replayed} enqueued again.", messages.SUCCESS)
        if left:
            kinds = ", ".join(sorted(set(left)))
            self.message_user(request, f"{len(left)} left alone, nothing processes {kinds}.", messages.WARNING)

    @staticmethod
    def _is_list(request: HttpRequest) -> bool:
        match = request.resolver_match
        return match is not None and str(match.url_name).endswith("_changelist")


@admin.register(IntakeCount)
class IntakeCountAdmin(ReadOnlyAdmin[IntakeCount]):
    """Duplicates and refusals by the minute, as they were written: several rows may stand for one minute."""

    list_display = ("minute", "provider", "result", "n")
    list_filter = ("provider", "result")
    ordering = ("-minute", "provider", "result")
