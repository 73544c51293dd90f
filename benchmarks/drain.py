"""No-op jobs per second of one worker process, ours with the ledger on against RQ's own, in interleaved rounds.

Rates are counted from the start of the first job to the end of the last, as the workers themselves wrote it down: neither
start-up nor filling counts. CPU is the worker's with its children, less that of a run on an empty queue.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median

from benchmarks.ground import PYTHON, Ground
from benchmarks.options import common_parser
from benchmarks.report import machine, table, write

OURS = "benchmarks.settings"
STOCK = "benchmarks.stock.settings"


@dataclass(frozen=True, slots=True)
class Lap:
    """One drain. `rate`: jobs per second; `cpu`: microseconds of the worker per job."""

    side: str
    jobs: int
    rate: float
    cpu: float


class Race:
    """Both sides on one ground."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.ours, self.stock = ground.environment(OURS), ground.environment(STOCK)
        ground.run([PYTHON, "manage.py", "migrate", "-v0"], self.ours)
        self.idle = {"ours": self._burst(self.ours), "stock": self._burst(self.stock)}

    def our_lap(self, jobs: int) -> Lap:
        """Fill and drain ours; every job must have left its attempt."""
        before = self.ground.sql("SELECT coalesce(max(id), 0) FROM jobs_attempt")[0][0]
        self.ground.run([PYTHON, "-m", "benchmarks.fill", str(jobs)], self.ours)
        cpu = self._burst(self.ours)
        done, seconds = self.ground.sql(
            "SELECT count(*), extract(epoch FROM max(ended_at) - min(started_at))::float"
            f" FROM jobs_attempt WHERE id > {before} AND outcome = 'succeeded'"
        )[0]
        return self._lap("ours", jobs, done, seconds, cpu)

    def stock_lap(self, jobs: int) -> Lap:
        """Fill and drain RQ's."""
        self.ground.run([PYTHON, "-m", "benchmarks.stock.fill", str(jobs)], self.stock)
        cpu = self._burst(self.stock)
        done, seconds = self.ground.ask([PYTHON, "-m", "benchmarks.stock.fill", "read"], self.stock).split()
        return self._lap("stock", jobs, int(done), float(seconds), cpu)

    def _burst(self, environment: dict[str, str]) -> float:
        return self.ground.run([PYTHON, "-m", "django", "rqworker", "default", "--burst"], environment).cpu

    def _lap(self, side: str, jobs: int, done: int, seconds: float, cpu: float) -> Lap:
        if done != jobs:
            raise RuntimeError(f"{side}: {done} of {jobs} jobs succeeded:\n{self.ground.tail()}")
        return Lap(side, jobs, jobs / seconds, max(cpu - self.idle[side], 0) / jobs * 1e6)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the rounds, print the table."""
    options = _options(arguments)
    with Ground(options.server) as ground:
        durability = ground.require_durability()
        race = Race(ground)
        laps = []
        for number in range(options.rounds):
            laps += [race.our_lap(options.jobs), race.stock_lap(options.stock_jobs)]
            print(f"round {number + 1}: " + ", ".join(f"{lap.side} {lap.rate:,.0f}/s" for lap in laps[-2:]), flush=True)
    print(_report(laps, durability))
    write(options.json, {"laps": [asdict(lap) for lap in laps], "postgresql": durability})


def _report(laps: Sequence[Lap], durability: dict[str, str]) -> str:
    ours, stock = ([lap for lap in laps if lap.side == side] for side in ("ours", "stock"))
    rows = [_row(title, side) for title, side in (("Signalbox, ledger on", ours), ("stock `rqworker`", stock))]
    ratios = sorted(mine.rate / theirs.rate for mine, theirs in zip(ours, stock, strict=True))
    head = ("one worker process", "jobs per round", "jobs/s median", "min to max", "worker CPU µs/job")
    return (
        f"\n{table(head, rows)}\n\nRatio of jobs/s, round by round: median {median(ratios):.1f}, "
        f"{ratios[0]:.1f} to {ratios[-1]:.1f}. PostgreSQL {durability}, machine {machine()}.\n"
    )


def _row(title: str, laps: Sequence[Lap]) -> tuple[object, ...]:
    rates = sorted(lap.rate for lap in laps)
    spread = f"{rates[0]:,.0f} to {rates[-1]:,.0f}"
    return title, f"{laps[0].jobs:,}", f"{median(rates):,.0f}", spread, f"{median(lap.cpu for lap in laps):,.0f}"


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = common_parser("python -m benchmarks.drain", __doc__)
    parser.add_argument("--jobs", type=int, default=20_000)
    parser.add_argument("--stock-jobs", type=int, default=1_000)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
