from __future__ import annotations

from django.apps import AppConfig


class ToyboxConfig(AppConfig):
    name = "tests.toybox"
