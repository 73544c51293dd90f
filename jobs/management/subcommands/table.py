"""Plain text tables for terminals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID


def table(heading: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Columns as wide as their widest cell, two spaces apart."""
    cells = [list(heading), *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(heading))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells
    )


def iso(moment: datetime | None) -> str:
    """ISO 8601 in UTC with milliseconds; empty for none."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds") if moment else ""


def plain(value: object) -> object:
    """`value` as JSON has it: times as `iso`, ids as text."""
    if isinstance(value, datetime):
        return iso(value)
    return str(value) if isinstance(value, UUID) else value
