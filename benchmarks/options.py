"""What both benchmarks can be told."""

from __future__ import annotations

import argparse
import os

DEFAULT_SERVER = "postgresql://postgres@127.0.0.1:5432/postgres"


def common_parser(prog: str, about: str | None) -> argparse.ArgumentParser:
    """Where to measure, how often, and where to keep the numbers; each benchmark adds how much."""
    parser = argparse.ArgumentParser(prog=prog, description=about)
    server = os.environ.get("DATABASE_URL") or DEFAULT_SERVER
    parser.add_argument("--server", default=server, help="PostgreSQL, any database")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", default="", help="file to write")
    return parser
