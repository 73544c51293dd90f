"""`python -m benchmarks`: both benchmarks with their defaults."""

from __future__ import annotations

from benchmarks.ack import main as acknowledgement
from benchmarks.drain import main as drain

if __name__ == "__main__":
    drain([])
    acknowledgement([])
