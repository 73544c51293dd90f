"""Who looks at the console."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

Login = Callable[..., Client]


@pytest.fixture
def login(db: None) -> Login:
    """A client logged in as staff with the named permissions of `jobs` (`view_job` if none are named)."""

    from django.contrib.auth.models import Permission  # not before the apps are loaded

    def as_staff(*permissions: str, is_staff: bool = True) -> Client:
        user = get_user_model().objects.create_user(
            f"staff-{len(permissions)}-{is_staff}", password="x", is_staff=is_staff
        )
        wanted = permissions or ("view_job",)
        user.user_permissions.set(Permission.objects.filter(content_type__app_label="jobs", codename__in=wanted))
        client = Client()
        client.force_login(user)
        return client

    return as_staff


@pytest.fixture
def staff(login: Login) -> Client:
    """Staff who may do everything the console offers."""
    return login("view_job", "retry_job", "discard_job", "cancel_job")
