"""What the engine announces to the other rooms."""

from __future__ import annotations

from django.dispatch import Signal

job_died = Signal()
"""A job became dead. Sent inside the transaction that makes it so: receivers only enqueue.

Arguments: `job_id: UUID`, `task: str`, `queue: str`, `story_id: UUID`, `error_type: str`, `error: str` (redacted),
`reason: str`, `fingerprint: str`.
"""
