"""Every table of ours has its page in Django's admin, and what the program writes nobody edits there."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db
MODELS = [
    model for room in ("jobs", "integrations", "notifications") for model in apps.get_app_config(room).get_models()
]
PEOPLE_WRITE = {"Company", "CompanyAgent"}


def page(model: type[Model], name: str) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_model_has_an_admin_of_its_own(admin_client: Client, model: type[Model]):
    assert admin.site.is_registered(model)
    for text in ("", "nonsense", str(uuid4())):
        assert admin_client.get(page(model, "changelist"), {"q": text}).status_code == 200


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_only_what_people_decide_can_be_written(admin_client: Client, model: type[Model]):
    answer = admin_client.get(page(model, "add"))

    assert answer.status_code == (200 if model.__name__ in PEOPLE_WRITE else 403)
    request = answer.wsgi_request
    may_write = {
        admin.site.get_model_admin(model).has_change_permission(request),
        admin.site.get_model_admin(model).has_delete_permission(request),
    }
    assert may_write == {model.__name__ in PEOPLE_WRITE}
