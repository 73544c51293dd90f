"""What a probe found: one line per thing that was looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Level(StrEnum):
    """`FAILED` takes the process out of service; `WARNING` needs a person, but requests are still served."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """`cause` is a sentence for staff; it never holds an address, a name of a host or a secret."""

    name: str
    level: Level = Level.OK
    cause: str = ""


def is_ready(findings: Iterable[Finding]) -> bool:
    """Whether requests can be served."""
    return all(finding.level is not Level.FAILED for finding in findings)


def as_json(findings: list[Finding]) -> dict[str, Any]:
    """`{"status": "ready" | "not ready", "checks": {name: {"status": …, "cause": …}}}`."""
    checks = {finding.name: {"status": finding.level.value, "cause": finding.cause} for finding in findings}
    return {"status": "ready" if is_ready(findings) else "not ready", "checks": checks}
