"""The first staff login: made once, printed, and kept where only the owner of the machine reads it."""

from __future__ import annotations

from secrets import token_urlsafe

from django.contrib.auth import get_user_model

NAME = "admin"


def ensure_login(kept_password: str | None) -> str | None:
    """The password of `admin`, who is created with a random one if missing; `None` when a person has changed it."""
    users = get_user_model()._default_manager
    found = users.filter(**{users.model.USERNAME_FIELD: NAME}).first()
    if found is not None:
        return kept_password if kept_password and found.check_password(kept_password) else None
    password = token_urlsafe(9)
    user = users.model(**{users.model.USERNAME_FIELD: NAME}, is_staff=True, is_superuser=True)
    user.set_password(password)
    user.save()
    return password
