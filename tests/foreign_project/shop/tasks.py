"""Work of the foreign project; each task writes what happened to the file it is given."""

from __future__ import annotations

from pathlib import Path

from jobs import current, task


def note(file: str, what: str) -> None:
    with Path(file).open("a") as notes:
        notes.write(f"{what}\n")


@task(queue="high", tries=2, backoff=[0])
def ship(*, file: str) -> None:
    run = current()
    assert run is not None
    note(file, f"attempt {run.attempt}")
    tell.enqueue(file=file)
    if run.attempt == 1:
        raise ConnectionError("the warehouse does not answer")


@task
def tell(*, file: str) -> None:
    note(file, "told")
