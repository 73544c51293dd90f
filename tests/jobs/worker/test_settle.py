"""The end of an attempt is written as it was, if it can be written at all."""

from __future__ import annotations

import pytest
from django.db import NotSupportedError

from jobs.ledger import finish as ledger
from jobs.ledger.claim import Claim
from jobs.ledger.finish import End
from jobs.worker import settle as module
from jobs.worker.settle import settle
from tests.jobs.builders import JUDGE, claimed, row

pytestmark = pytest.mark.django_db(transaction=True)


def _failed(error: Exception) -> End:
    return End(decision=JUDGE.raised(error))


def test_a_plan_that_no_longer_fits_does_not_make_a_success_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([NotSupportedError("cached plan must not change result type")])

    def once_broken(claim: Claim, end: End) -> bool:
        for error in answers:
            raise error
        return ledger.finish(claim, end)

    monkeypatch.setattr(module, "finish", once_broken)
    mine = claimed()
    assert settle(mine, End(decision=JUDGE.succeeded()), _failed)
    assert row(mine.job_id).state == "succeeded"


def test_an_end_that_can_never_be_written_becomes_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses_success(claim: Claim, end: End) -> bool:
        if end.decision == JUDGE.succeeded():
            raise NotSupportedError("always")
        return ledger.finish(claim, end)

    monkeypatch.setattr(module, "finish", refuses_success)
    mine = claimed()
    assert settle(mine, End(decision=JUDGE.succeeded()), _failed)
    assert row(mine.job_id).state == "retrying"
