"""Why a request is turned away before anything is stored."""

from __future__ import annotations


class Refused(Exception):
    """Answer with `status`; `reason` is a word that is counted, `message` a sentence for the sender."""

    def __init__(self, status: int, reason: str, message: str, *, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.reason = reason
        self.message = message
        self.retry_after = retry_after
