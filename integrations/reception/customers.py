"""Who calls: finds the customer of a call, and keeps what the latest call said about them."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from integrations.models import Call, Customer


def identify_customer(call: Call) -> Customer | None:
    """The one row for the number the request names, or the caller's; None without a number or a company."""
    phone = (call.request or {}).get("phone") or call.customer_phone
    if not phone or call.company is None:
        return None
    customer, _ = Customer.objects.get_or_create(company=call.company, phone=phone)
    return customer


def update_customer(call_id: int) -> None:
    """Take over name and e-mail address from a call, unless a later call has already said something."""
    with transaction.atomic():
        call = Call.objects.select_for_update().get(pk=call_id)
        request, told_at = call.request or {}, call.ended_at or call.created_at
        known = {name: request[name] for name in ("name", "email") if request.get(name)}
        if call.customer_id and known:
            not_later = Q(called_at=None) | Q(called_at__lte=told_at)
            Customer.objects.filter(not_later, pk=call.customer_id).update(called_at=told_at, **known)
