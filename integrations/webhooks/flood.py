"""Notices addresses that keep failing verification. Only failures are ever slowed down, so a forged flood that comes
from a provider's own address stops nothing genuine."""

from __future__ import annotations

import ipaddress
import threading
from collections import OrderedDict
from datetime import datetime

WINDOW_SECONDS = 60
ALLOWED_FAILURES = 20
MAX_ADDRESSES = 10_000


class FailureMeter:
    """Failures per provider and address in this process, in windows of a minute; forgets the oldest when full."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failures: OrderedDict[tuple[str, str], tuple[float, int]] = OrderedDict()

    def note(self, provider: str, address: str | None, *, now: datetime) -> int | None:
        """Count one failure. The seconds to wait if there were too many, else None."""
        key = (provider, neighbourhood(address))
        instant = now.timestamp()
        with self._lock:
            start, count = self._failures.pop(key, (instant, 0))
            if not 0 <= instant - start < WINDOW_SECONDS:
                start, count = instant, 0
            self._failures[key] = (start, count + 1)
            while len(self._failures) > MAX_ADDRESSES:
                self._failures.popitem(last=False)
        return max(1, int(start + WINDOW_SECONDS - instant)) if count >= ALLOWED_FAILURES else None

    def clear(self) -> None:
        with self._lock:
            self._failures.clear()


def neighbourhood(address: str | None) -> str:
    """What one sender can pick addresses from: an IPv4 address, or the /64 of an IPv6 one."""
    parsed = parse_address(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def parse_address(address: str | None) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address((address or "").partition("%")[0])
    except ValueError:
        return None


meter = FailureMeter()
