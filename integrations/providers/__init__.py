"""External services, one folder each: client, schemas, webhook. They never import each other."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil


def autodiscover_webhooks() -> None:
    """Import the `webhook` module of every provider that has one; each registers its source."""
    for package in pkgutil.iter_modules(__path__, f"{__name__}."):
        if package.ispkg and importlib.util.find_spec(f"{package.name}.webhook") is not None:
            importlib.import_module(f"{package.name}.webhook")
