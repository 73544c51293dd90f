"""What `from jobs import …` offers."""

from __future__ import annotations

import pytest

import jobs


def test_every_name_leads_somewhere() -> None:
    assert sorted(jobs._HOME_OF) == sorted(jobs.__all__)
    for name in jobs.__all__:
        assert getattr(jobs, name) is not None


def test_a_name_that_is_not_offered_is_said() -> None:
    with pytest.raises(AttributeError, match="'Claim'"):
        _ = jobs.Claim
