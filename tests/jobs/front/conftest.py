"""A calendar and a running job, for the tests of `once`. Imports wait for Django, which is not ready here yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from jobs.context import RunContext
    from tests.jobs.front.calendar_provider import Provider


@pytest.fixture
def provider() -> Provider:
    from tests.jobs.front.calendar_provider import Provider

    return Provider()


@pytest.fixture
def job() -> RunContext:
    from tests.jobs.builders import claimed, run_context

    return run_context(claimed())
