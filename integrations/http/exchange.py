"""One HTTP exchange: the only code that meets `requests` and its exceptions.

Each exchange has a connection of its own. A kept-alive connection that the server has just closed would turn a POST
that never arrived into an ambiguous one, and every ambiguous effect costs a wait and a look-up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import requests

from integrations.http.deadline import Deadline, DeadlineAdapter
from integrations.http.messages import Request, Response, Timeouts

CHUNK = 64 * 1024


class ExchangeFailed(Exception):
    """No whole answer. `sent` is False when certainly nothing reached the provider; `reason` is one word."""

    def __init__(self, reason: str, detail: str, *, sent: bool) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.sent = sent


@dataclass(frozen=True, slots=True)
class Limits:
    """`max_bytes` bounds the decoded body of the answer."""

    timeouts: Timeouts
    max_bytes: int


def exchange(url: str, request: Request, headers: Mapping[str, str], limits: Limits) -> Response:
    """Send `request` to `url` and read the whole answer; redirects are answers. Raises `ExchangeFailed`."""
    timeouts = limits.timeouts
    with Deadline(timeouts.total) as deadline, requests.Session() as session:
        session.trust_env = False  # no proxy, no .netrc: where our calls go is decided in our settings alone
        session.mount("http://", DeadlineAdapter(deadline))
        session.mount("https://", DeadlineAdapter(deadline))
        try:
            response = _perform(session, url, request, headers, limits)
        except requests.RequestException as error:
            raise _failure(error, deadline, timeouts) from error
        if deadline.expired:  # a body without a length ends quietly when its socket is shut down
            raise _too_slow(deadline, timeouts)
        return response


def _perform(
    session: requests.Session, url: str, request: Request, headers: Mapping[str, str], limits: Limits
) -> Response:
    timeouts = limits.timeouts
    with session.request(
        request.method,
        url,
        params=request.query or None,
        json=request.json,
        data=request.form,
        headers={**headers, "Connection": "close"},
        timeout=(min(timeouts.connect, timeouts.total), min(timeouts.read, timeouts.total)),
        allow_redirects=False,
        stream=True,
    ) as answer:
        lower = {name.lower(): value for name, value in answer.headers.items()}
        return Response(status=answer.status_code, headers=lower, body=_read(answer, limits.max_bytes))


def _read(answer: requests.Response, max_bytes: int) -> bytes:
    body = bytearray()
    for chunk in answer.iter_content(CHUNK):
        body += chunk
        if len(body) > max_bytes:
            raise ExchangeFailed("response_too_large", f"more than {max_bytes} bytes", sent=True)
    return bytes(body)


def _failure(error: requests.RequestException, deadline: Deadline, timeouts: Timeouts) -> ExchangeFailed:
    if deadline.expired:
        return _too_slow(deadline, timeouts)
    if not deadline.connected:
        reason = "connect_timeout" if isinstance(error, requests.ConnectTimeout) else "connect_error"
    elif isinstance(error, requests.Timeout) or "timed out" in str(error):
        reason = "read_timeout"
    else:
        reason = "connection_dropped"
    return ExchangeFailed(reason, type(error).__name__, sent=deadline.connected)


def _too_slow(deadline: Deadline, timeouts: Timeouts) -> ExchangeFailed:
    return ExchangeFailed("total_timeout", f"no whole answer within {timeouts.total:g} s", sent=deadline.connected)
