"""What can go wrong with a call to the outside world, in three words.

    ProviderError               base; never raised itself
    ├── Transient               later may work; `retry_after`, `ambiguous`
    ├── Permanent               the same request will never work; `code`, `message`
    └── AuthError               our key or our rights are refused; a person must act

A provider's own errors are subclasses of these (`SlotTaken`, `OptedOut`). No `requests` exception leaves this room.
"""

from __future__ import annotations


class ProviderError(Exception):
    """A call to a provider failed.

    `provider` is its name; `status` the HTTP status or None when there was no answer; `ambiguous` is True when the
    request may have had its effect although it failed, so that only a look-up may decide whether to repeat it.
    """

    ambiguous: bool = False

    def __init__(self, message: str, *, provider: str, status: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.provider = provider
        self.status = status

    def __str__(self) -> str:
        where = self.provider if self.status is None else f"{self.provider} {self.status}"
        return f"{where}: {self.message}"


class Transient(ProviderError):
    """Later may work. `retry_after`: seconds the provider asks us to wait, or None when it does not say."""

    def __init__(
        self,
        message: str,
        *,
        provider: str,
        status: int | None = None,
        retry_after: float | None = None,
        ambiguous: bool = False,
    ) -> None:
        super().__init__(message, provider=provider, status=status)
        self.retry_after = retry_after
        self.ambiguous = ambiguous


class Permanent(ProviderError):
    """The same request will never work. `code`: the provider's own error code, as text."""

    def __init__(self, message: str, *, provider: str, status: int | None = None, code: str = "") -> None:
        super().__init__(message, provider=provider, status=status)
        self.code = code


class AuthError(ProviderError):
    """The provider refuses our key or our rights: nothing was executed, and no retry helps until a person acts."""
