"""Why a request is turned away; all but a signed body that nobody can read before anything is stored."""

from __future__ import annotations

from uuid import UUID


class Refused(Exception):
    """Answer with `status`; `reason` is a word that is counted, `message` a sentence for the sender, `event` what was kept."""

    def __init__(
        self, status: int, reason: str, message: str, *, retry_after: int | None = None, event: UUID | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.reason = reason
        self.message = message
        self.retry_after = retry_after
        self.event = event
