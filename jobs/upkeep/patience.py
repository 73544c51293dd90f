"""May a lease that has run out be believed? Only after its owner had a lease's length in which it could renew."""

from __future__ import annotations

SHORTEST_BREAK = 2.0  # seconds; the database is asked about every second


class Patience:
    """Watches whether the database answers without a break, and whether its clock goes as ours does.

    A database that hung, a machine that slept and a clock that was set make leases look old whose owners are well.
    `now` is boot time in seconds: unlike the monotonic clock it goes on while the machine sleeps.
    """

    def __init__(self, lease_seconds: float) -> None:
        self._lease_seconds = lease_seconds
        self._break = max(lease_seconds / 3, SHORTEST_BREAK)
        self._since: float | None = None
        self._answered_at = 0.0
        self._offset: float | None = None

    def answered(self, now: float) -> None:
        """The database has answered."""
        if self._since is None or now - self._answered_at > self._break:
            self._since = now
        self._answered_at = now

    def failed(self) -> None:
        """The database has not answered."""
        self._since = None

    def compare(self, clock: float, now: float) -> None:
        """The database has answered that it is `clock` (seconds since 1970): after a jump the waiting starts again."""
        self.answered(now)
        offset, before = clock - now, self._offset
        self._offset = offset
        if before is not None and abs(offset - before) > self._break:
            self._since = now

    @property
    def is_answered(self) -> bool:
        """Whether the last question was answered."""
        return self._since is not None

    def is_over(self, now: float) -> bool:
        """Whether every living owner has had the time to renew."""
        return self._since is not None and now - self._since >= self._lease_seconds
