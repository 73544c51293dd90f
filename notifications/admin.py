"""Deliveries, opt-outs and alerts for staff."""

from __future__ import annotations

from django.contrib import admin

from integrations.admin.read_only import ReadOnlyAdmin
from jobs import mask_phone
from notifications.models import Alert, Delivery, OptOut


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin[Delivery]):
    list_display = ("queued_at", "channel", "template", "shown_recipient", "state", "error_code", "about")
    list_filter = ("state", "channel", "template")
    search_fields = ("=recipient", "=provider_id", "=about")
    search_help_text = "A whole phone number (+49…), e-mail address or message id"
    exclude = ("html",)

    @admin.display(description="recipient")
    def shown_recipient(self, delivery: Delivery) -> str:
        return delivery.masked_recipient


@admin.register(OptOut)
class OptOutAdmin(ReadOnlyAdmin[OptOut]):
    """Only the owner of a number can come back, by texting START: so staff read this, and nothing else."""

    list_display = ("shown_number", "is_active", "source", "changed_at")
    list_filter = ("is_active",)
    search_fields = ("=number",)
    search_help_text = "A whole phone number (+49…)"

    @admin.display(description="number")
    def shown_number(self, opt_out: OptOut) -> str:
        return mask_phone(opt_out.number)


@admin.register(Alert)
class AlertAdmin(ReadOnlyAdmin[Alert]):
    list_display = ("task", "error", "total", "untold", "messages", "last_at", "sent_at")
    search_fields = ("task", "error")
    exclude = ("recent",)
