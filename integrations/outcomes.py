"""What a provider's three words mean for the job that called it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from integrations.http import AuthError, Transient
from jobs import Fail, Retry

SHORTEST_WISH = 5.0  # seconds; a shorter one would use up all attempts while the provider is still in trouble


@contextmanager
def provider_outcomes() -> Iterator[None]:
    """Around a domain verb in a task: a refused key ends the job, a wish to wait is granted, the rest passes.

    A wish shorter than five seconds leaves the wait to the task's backoff.

    `Permanent` passes as well: what a final refusal means is the domain's business.
    """
    try:
        yield
    except AuthError as error:
        raise Fail(f"{error.provider} refuses our key or our rights; put them right, then retry") from error
    except Transient as error:
        if error.retry_after is None or error.retry_after < SHORTEST_WISH:
            raise
        raise Retry(error.retry_after, str(error)) from error
