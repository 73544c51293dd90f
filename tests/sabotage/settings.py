"""The project's settings with one guard taken out."""

from __future__ import annotations

from project.settings import *  # noqa: F403
from project.settings import INSTALLED_APPS as _APPS

# Before the rooms: they take their names from the engine when they are imported.
INSTALLED_APPS = ["tests.sabotage", *_APPS]
