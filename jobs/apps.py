"""Startup of the engine: find the tasks, connect ledger and transport, register system checks."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from types import ModuleType

from django.apps import AppConfig, apps
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    """Any project that lists `jobs` in INSTALLED_APPS gets its tasks found wherever they lie."""

    name = "jobs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from jobs import handoff
        from jobs.console import story_rows
        from jobs.front import checks  # noqa: F401  registers itself
        from jobs.transport.push import push

        handoff.connect(push)
        story_rows.register()
        autodiscover_modules("tasks")
        for config in apps.get_app_configs():
            if config.module is not None and "site-packages" not in config.path:
                _import_nested_tasks(config.module)


def _import_nested_tasks(package: ModuleType) -> None:
    """Import every `tasks` module in sub-packages of an app of this project."""
    for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if found.name.rpartition(".")[2] == "tasks":
            import_module(found.name)
