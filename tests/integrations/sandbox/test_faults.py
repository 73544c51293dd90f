from __future__ import annotations

from collections import Counter

import pytest

from integrations.sandbox.faults import FaultPlan, Faults

SPLIT = {"refuse": 1, "done_500": 1, "done_drop": 1}


def test_nothing_fails_without_a_plan():
    faults = Faults()
    assert not any(faults.for_effect("calcom", f"key:{number}") for number in range(100))


def test_the_rate_is_kept():
    faults = Faults(FaultPlan(rate=0.06, seed=1))
    failed = sum(faults.for_effect("calcom", f"key:{number}") is not None for number in range(5000))
    assert 0.05 < failed / 5000 < 0.07


def test_the_kinds_are_split_as_told():
    faults = Faults(FaultPlan(rate=1, split=SPLIT, late_share_of_drop=0.1, once_per_effect=False, seed=1))
    kinds = Counter(faults.for_effect("calcom", f"key:{number}") for number in range(3000))
    assert 900 < kinds["refuse_503"] + kinds["refuse_close"] < 1100
    assert 900 < kinds["done_500"] < 1100
    assert 60 < kinds["done_late"] < 140


def test_one_effect_fails_at_most_once():
    faults = Faults(FaultPlan(rate=1))
    assert faults.for_effect("calcom", "key") is not None
    assert [faults.for_effect("calcom", "key") for _ in range(20)] == [None] * 20


def test_the_same_seed_gives_the_same_faults_in_any_order():
    keys = [f"key:{number}" for number in range(200)]
    plan = FaultPlan(rate=0.3, seed=5)
    one, other = Faults(plan), Faults(plan)
    there = {key: one.for_effect("twilio", key) for key in keys}
    back = {key: other.for_effect("twilio", key) for key in reversed(keys)}
    assert there == back
    assert any(there.values())


def test_only_the_named_provider_fails():
    faults = Faults(FaultPlan(rate=1, providers=("twilio",)))
    assert faults.for_effect("calcom", "key") is None
    assert faults.for_effect("twilio", "key") is not None


def test_reads_fail_only_when_told_and_are_only_refused():
    assert Faults(FaultPlan(rate=1)).for_read("calcom", "/v2/slots") is None
    faults = Faults(FaultPlan(rate=1, reads=True, split={"done_500": 1}))
    assert faults.for_read("calcom", "/v2/slots") == "refuse_503"


def test_a_pushed_fault_comes_first_and_once():
    faults = Faults()
    faults.push("done_drop", provider="twilio")
    assert faults.for_effect("calcom", "a") is None
    assert faults.for_effect("twilio", "b") == "done_drop"
    assert faults.for_effect("twilio", "c") is None


def test_the_late_settings_may_stand_in_the_split():
    plan = FaultPlan.parse({"rate": 0.06, "split": {**SPLIT, "late_share_of_drop": 0.1, "late_seconds": 8}})
    assert (plan.late_share_of_drop, plan.late_seconds, plan.split) == (0.1, 8, SPLIT)


@pytest.mark.parametrize("values", [{"rat": 1}, {"rate": 2}, {"split": {"explode": 1}}, {"split": {"refuse": 0}}])
def test_a_plan_with_a_mistake_is_refused(values: dict[str, object]):
    with pytest.raises(ValueError, match=r"rat|split|explode"):
        FaultPlan.parse(values)
