"""The only reader for screens: named questions about the ledger, answered with frozen values. Nothing here writes."""

from __future__ import annotations
