"""`python -m benchmarks.fill N`: N jobs for our worker, committed and pushed in batches."""

from __future__ import annotations

import sys

import django

BATCH = 500


def fill(number: int) -> None:
    """The rows and pushes of `enqueue`, many at a time: filling is not what is measured."""
    from django.db import transaction

    from benchmarks.tasks import no_op

    for start in range(0, number, BATCH):
        with transaction.atomic():
            for index in range(start, min(start + BATCH, number)):
                no_op.enqueue(number=index)


if __name__ == "__main__":
    django.setup()
    fill(int(sys.argv[1]))
