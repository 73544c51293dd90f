"""Customers, calls and appointments for staff: to be read; lists mask whom they are about."""

from __future__ import annotations

from django.contrib import admin

from integrations.admin.read_only import ReadOnlyAdmin
from integrations.models import Appointment, Call, Customer
from jobs import mask_email, mask_phone


@admin.register(Customer)
class CustomerAdmin(ReadOnlyAdmin[Customer]):
    list_display = ("masked_phone", "masked_email", "company", "called_at")
    list_filter = ("company",)
    list_select_related = ("company",)
    search_fields = ("=phone", "=email")
    search_help_text = "A whole phone number (+49…) or e-mail address"

    @admin.display(description="phone")
    def masked_phone(self, customer: Customer) -> str:
        return mask_phone(customer.phone)

    @admin.display(description="e-mail")
    def masked_email(self, customer: Customer) -> str:
        return mask_email(customer.email) if customer.email else ""


@admin.register(Call)
class CallAdmin(ReadOnlyAdmin[Call]):
    list_display = ("call_id", "masked_caller", "company", "booking_state", "is_flagged", "ended_at")
    list_filter = ("booking_state", "is_flagged", "company")
    list_select_related = ("company",)
    search_fields = ("=call_id", "=customer_phone")
    search_help_text = "Retell's call id or a whole phone number (+49…)"


@admin.register(Appointment)
class AppointmentAdmin(ReadOnlyAdmin[Appointment]):
    list_display = ("id", "state", "start", "company", "masked_phone", "masked_email", "calcom_uid")
    list_filter = ("state", "company")
    list_select_related = ("company",)
    search_fields = ("=calcom_uid", "=phone", "=email")
    search_help_text = "Cal.com's uid, a whole phone number (+49…) or e-mail address"

    @admin.display(description="phone")
    def masked_phone(self, appointment: Appointment) -> str:
        return mask_phone(appointment.phone) if appointment.phone else ""

    @admin.display(description="e-mail")
    def masked_email(self, appointment: Appointment) -> str:
        return mask_email(appointment.email) if appointment.email else ""
