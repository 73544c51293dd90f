"""The environment as child processes get it: this process's own, with what a supervisor adds."""

from __future__ import annotations

import os
from collections.abc import Mapping


def environment_with(changes: Mapping[str, str]) -> dict[str, str]:
    """A copy of this process's environment with `changes` on top."""
    return {**os.environ, **changes}


def is_set(name: str) -> bool:
    """Whether somebody gave the variable, itself or as `NAME_FILE`, instead of leaving it to its default."""
    return bool(os.environ.get(name, "").strip() or os.environ.get(f"{name}_FILE", "").strip())
