"""One story as a line with stops."""

from __future__ import annotations
