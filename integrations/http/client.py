"""The base of every provider's client: one way to call, to time out, to name errors, and to leave a trace."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, TypeVar
from urllib.parse import urlsplit

from django.utils import timezone
from pydantic import BaseModel, ValidationError

from integrations.http.call_log import record
from integrations.http.errors import AuthError, Permanent, ProviderError, Transient
from integrations.http.exchange import ExchangeFailed, Limits, exchange
from integrations.http.messages import Request, Response, Timeouts
from integrations.http.retry_after import parse_retry_after
from jobs import forbid_transaction

MAX_RESPONSE_BYTES = 1024 * 1024
DEFAULT_TIMEOUTS = Timeouts()
Shape = TypeVar("Shape", bound=BaseModel)


class ApiClient:
    """Calls one provider. Retrying is the job's business: a client sends each request once.

    Subclasses set `provider` and override `headers`, `error_of` and `wait_of` where the provider differs. Raises
    `CallInsideTransaction` when used inside a database transaction.
    """

    provider: ClassVar[str]

    def __init__(
        self, base_url: str, *, timeouts: Timeouts = DEFAULT_TIMEOUTS, max_response_bytes: int = MAX_RESPONSE_BYTES
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.limits = Limits(timeouts, max_response_bytes)

    @property
    def total_timeout(self) -> float:
        """Seconds after which a call of this client has certainly ended; what `once` waits for at least."""
        return self.limits.timeouts.total

    def headers(self) -> Mapping[str, str]:
        """Headers of every request; the place for the provider's authentication."""
        return {}

    def send(self, request: Request, shape: type[Shape]) -> Shape:
        """Perform one exchange and return its answer as `shape`; the call log has a row of it in any case.

        Raises `Transient`, `Permanent` or `AuthError` (or the provider's subclasses of them).
        """
        forbid_transaction(f"{request.method} {urlsplit(self.base_url).netloc}")
        with record(self.provider, request) as trace:
            headers = {"User-Agent": "signalbox", "Accept": "application/json", **self.headers(), **request.headers}
            try:
                response = exchange(self.base_url + request.target, request, headers, self.limits)
            except ExchangeFailed as failure:
                raise self._failed(request, failure) from failure
            trace.response = response
            if not response.ok:
                raise self.error_of(request, response)
            return self._parse(shape, request, response)

    def error_of(self, request: Request, response: Response) -> ProviderError:
        """What an answer other than 2xx means. By status: 401 and 403 auth, 408, 425, 429 and 5xx transient, every
        other one permanent (a redirect as well: we never follow one).

        Certainly not executed are only 425 and 429. A 408 should mean that the request never arrived whole (RFC 9110,
        15.5.9), but load balancers also send it for a slow server behind them; a needless look-up is the cheaper
        mistake.
        """
        status, message = response.status, self.message_of(response)
        if status in {401, 403}:
            return AuthError(message, provider=self.provider, status=status)
        if status in {408, 425, 429} or status >= 500:
            ambiguous = not request.safe and status not in {425, 429}
            wait = self.wait_of(response)
            return Transient(message, provider=self.provider, status=status, retry_after=wait, ambiguous=ambiguous)
        return Permanent(message, provider=self.provider, status=status, code=self.code_of(response))

    def wait_of(self, response: Response) -> float | None:
        """Seconds the provider asks us to wait."""
        return parse_retry_after(response.headers.get("retry-after"), now=timezone.now())

    def message_of(self, response: Response) -> str:
        """The provider's own words for its refusal, bounded; never the raw body, which may repeat what we sent."""
        return f"answered {response.status}"

    def code_of(self, response: Response) -> str:
        """The provider's own error code, as text."""
        return str(response.status)

    def _failed(self, request: Request, failure: ExchangeFailed) -> ProviderError:
        if failure.reason == "response_too_large" and request.safe:
            return Permanent(str(failure), provider=self.provider, code=failure.reason)
        return Transient(str(failure), provider=self.provider, ambiguous=failure.sent and not request.safe)

    def _parse(self, shape: type[Shape], request: Request, response: Response) -> Shape:
        """An answer of another shape is transient: often a gateway speaks in between. An effect whose answer cannot be
        read has happened all the same: ambiguous."""
        try:
            return shape.model_validate(response.json())
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            detail = f"{'.'.join(map(str, first['loc'])) or 'body'}: {first['msg']}"
        except ValueError:
            detail = "body: not JSON"
        message = f"malformed answer, {detail}"
        ambiguous = not request.safe
        raise Transient(message, provider=self.provider, status=response.status, ambiguous=ambiguous)
