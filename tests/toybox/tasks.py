"""Toy tasks: each leaves one line per run in a file, so that runs can be counted whatever became of the worker."""

from __future__ import annotations

import ctypes
import os
import time
from pathlib import Path

from jobs import Fail, Release, Retry, task


def leave_mark(path: str, text: str) -> None:
    """Append one line in one write."""
    with Path(path).open("a") as file:
        file.write(text + "\n")


@task(queue="default")
def toy_mark(path: str, text: str) -> None:
    leave_mark(path, text)


@task(queue="default")
def toy_noop(n: int) -> None:
    pass


@task(queue="default", timeout=120)
def toy_sleep(path: str, text: str, seconds: float) -> None:
    leave_mark(path, f"{text} start")
    time.sleep(seconds)
    leave_mark(path, f"{text} end")


@task(queue="default", tries=2, timeout=2, backoff=[1])
def toy_stuck_in_c(path: str, seconds: int) -> None:
    leave_mark(path, "stuck")
    ctypes.PyDLL(None).sleep(seconds)


@task(queue="default", tries=2, timeout=1, backoff=[1])
def toy_swallows_everything(path: str) -> None:
    leave_mark(path, "swallow")
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            time.sleep(30)
        except BaseException:  # noqa: BLE001  that is its purpose
            leave_mark(path, "swallowed")


@task(queue="default")
def toy_exit(path: str, code: int) -> None:
    leave_mark(path, "exit")
    os._exit(code)


@task(queue="default", tries=2, backoff=[0.2])
def toy_fails(path: str) -> None:
    leave_mark(path, "fails")
    raise ValueError("it always fails")


@task(queue="default")
def toy_parent(path: str, then: str) -> None:
    toy_mark.enqueue(path=path, text="child")
    match then:
        case "fail":
            raise Fail("after enqueueing")
        case "retry":
            raise Retry(after=0.1)
        case "release":
            raise Release(after=0.1)
