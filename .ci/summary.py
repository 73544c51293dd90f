"""Adds up pytest's reports, names every skipped test, and ends with one line as pytest writes it."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree

OUTCOMES = {"failure": "failed", "error": "errors", "skipped": "skipped"}


def outcomes(report: str) -> Iterator[tuple[str, str]]:
    """Name and outcome of every test in `report`."""
    for case in ElementTree.parse(report).iter("testcase"):
        found = [OUTCOMES[child.tag] for child in case if child.tag in OUTCOMES]
        yield f"{case.get('classname')}::{case.get('name')}", found[0] if found else "passed"


def seconds(report: str) -> float:
    return sum(float(suite.get("time", 0)) for suite in ElementTree.parse(report).iter("testsuite"))


def main(reports: list[str]) -> int:
    found = [pair for report in reports for pair in outcomes(report)]
    count = Counter(outcome for _, outcome in found)
    for name, outcome in found:
        if outcome != "passed":
            print(f"{outcome.upper()} {name}")
    parts = ", ".join(f"{count[word]} {word}" for word in ("failed", "errors", "passed", "skipped") if count[word])
    print(f"==== {parts} in {sum(map(seconds, reports)):.2f}s ====")
    return 0 if set(count) == {"passed"} else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
