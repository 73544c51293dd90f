"""Startup of the engine: find the tasks, connect ledger and transport, register system checks."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

from django.apps import AppConfig, apps
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    """Any project that lists `jobs` in INSTALLED_APPS gets its tasks found wherever they lie."""

    name = "jobs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from jobs import defaults, handoff
        from jobs.console import story_rows
        from jobs.front import checks  # noqa: F401  registers itself
        from jobs.transport.push import push

        defaults.supply()
        handoff.connect(push)
        story_rows.register()
        autodiscover_modules("tasks")
        for config in apps.get_app_configs():
            if config.module is not None and "site-packages" not in config.path:
                _import_nested_tasks(config.module)


def _import_nested_tasks(package: ModuleType) -> None:
    """Import every `tasks` module in sub-packages of an app of this project, and nothing else of it."""
    for folder in package.__path__:
        for name in _task_modules(Path(folder), package.__name__):
            import_module(name)


def _task_modules(folder: Path, package: str) -> Iterator[str]:
    # Only looked at: to import every package would load an admin that the project may not have installed.
    for found in pkgutil.iter_modules([str(folder)]):
        name = f"{package}.{found.name}"
        if found.name == "tasks":
            yield name
        elif found.ispkg:
            yield from _task_modules(folder / found.name, name)
