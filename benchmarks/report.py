"""Numbers as a table for people and a file for machines."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def machine() -> dict[str, Any]:
    """What the numbers depend on."""
    return {"cores": os.cpu_count(), "python": platform.python_version(), "load": round(os.getloadavg()[0], 1)}


def write(path: str, found: dict[str, Any]) -> None:
    """As JSON, if a file is asked for."""
    if path:
        Path(path).write_text(json.dumps(found | {"machine": machine()}, indent=2) + "\n")
