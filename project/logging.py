"""Log lines: JSON on standard output."""

from __future__ import annotations

from typing import Any

from project.config import Config


def settings_for(config: Config) -> dict[str, Any]:
    return {"version": 1, "disable_existing_loggers": False}
