"""Becomes another program that dies with its parent: `python launch.py PARENT_PID program arguments…`.

A program of its own because the kernel forgets the wish at fork, and code between fork and exec in a parent with
threads may hang. Run with `-I -S`: it needs nothing but the standard library and starts in a few milliseconds.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    parent, program = int(sys.argv[1]), sys.argv[2:]
    prctl = getattr(ctypes.CDLL(None), "prctl", None)  # Linux only; elsewhere a killed parent leaves its children
    if prctl is not None:
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit("the parent has gone before its child began")
    os.execvp(program[0], program)  # noqa: S606  no shell is wanted


if __name__ == "__main__":
    main()
