from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from integrations.models import ApiCall

pytestmark = pytest.mark.django_db


def test_staff_read_the_call_log_and_nobody_edits_it(admin_client: Client):
    job = uuid4()
    call = ApiCall.objects.create(
        provider="calcom",
        method="POST",
        url="/v2/bookings",
        status=201,
        outcome="succeeded",
        started_at=datetime(2026, 11, 22, 9, 0, tzinfo=UTC),
        duration_ms=250,
        request='{"body": {}}',
        job_id=job,
    )
    found = admin_client.get(reverse("admin:integrations_apicall_changelist"), {"q": str(job)})
    assert b"/v2/bookings" in found.content
    page = reverse("admin:integrations_apicall_change", args=[call.pk])
    assert admin_client.get(page).status_code == 200
    assert admin_client.post(page, {"url": "/other"}).status_code == 403
    nothing = admin_client.get(reverse("admin:integrations_apicall_changelist"), {"q": "'; -- no uuid"})
    assert nothing.status_code == 200
