"""Arguments of a job: bound, stored, and back as they were."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, strategies as some

from jobs.definition.arguments import MAX_BYTES, bind, dumps, loads
from jobs.definition.errors import InvalidArguments

TEXT = some.text(some.characters(), max_size=20)  # lone surrogates and NUL included
KEYS = TEXT.filter(lambda key: not key.startswith("$"))
PLAIN = some.one_of(
    some.none(),
    some.booleans(),
    some.integers(),
    some.floats(allow_nan=False, allow_infinity=False),
    TEXT,
    some.dates(),
    some.datetimes(),
    some.datetimes(timezones=some.just(UTC)),
    some.uuids(),
    some.decimals(allow_nan=False, allow_infinity=False),
    some.timedeltas(),
)
NESTED = some.recursive(
    PLAIN, lambda inside: some.lists(inside, max_size=4) | some.dictionaries(KEYS, inside, max_size=4), max_leaves=12
)


@given(some.dictionaries(KEYS, NESTED, max_size=5))
def test_what_a_task_gets_is_what_the_caller_gave(arguments: dict[str, Any]) -> None:
    stored = dumps(arguments)
    assert stored.isascii()
    assert loads(stored) == arguments


@given(some.decimals(allow_nan=False, allow_infinity=False) | some.dates() | some.datetimes() | some.uuids())
def test_types_survive(value: Any) -> None:
    back = loads(dumps({"value": value}))["value"]
    assert type(back) is type(value)
    assert str(back) == str(value)


def test_a_tuple_comes_back_as_a_list() -> None:
    assert loads(dumps({"ids": (1, 2)})) == {"ids": [1, 2]}


@pytest.mark.parametrize(
    ("value", "where"),
    [
        (float("nan"), "value"),
        (float("inf"), "value"),
        (Decimal("NaN"), "value"),
        (Decimal("-Infinity"), "value"),
        ([1, float("-inf")], r"value\[1\]"),
        ({"deep": [{"er": object()}]}, r"value.deep\[0\].er"),
        ({1: "x"}, "value"),
        ({"$date": "x"}, "value"),
        (b"bytes", "value"),
        ({1, 2}, "value"),
        (time(12), "value"),
        pytest.param(10**5000, "value", id="huge"),
        (ValueError, "value"),
    ],
)
def test_what_cannot_be_stored_is_refused_by_its_place(value: Any, where: str) -> None:
    with pytest.raises(InvalidArguments, match=where):
        dumps({"value": value})


def test_a_name_that_would_be_read_as_a_type_is_refused() -> None:
    with pytest.raises(InvalidArguments, match="date"):
        dumps({"$date": "2026-11-22"})


def test_a_value_that_holds_itself_is_refused() -> None:
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(InvalidArguments, match="nested"):
        dumps({"value": endless})


def test_the_limit_is_16_kib_to_the_byte() -> None:
    frame = len(dumps({"text": ""}))
    assert len(dumps({"text": "x" * (MAX_BYTES - frame)})) == 16 * 1024
    with pytest.raises(InvalidArguments, match=r"16385 bytes, 16384 are allowed"):
        dumps({"text": "x" * (MAX_BYTES - frame + 1)})


def test_the_limit_counts_what_is_stored_not_what_was_typed() -> None:
    with pytest.raises(InvalidArguments, match="bytes"):
        dumps({"text": "ü" * 3000})


def book(
    *, call_id: int, name: str, at: datetime | None = None, share: float = 1.0, tags: list[str] | None = None
) -> None:
    """A task's function."""


@pytest.mark.parametrize(
    ("given_arguments", "named"),
    [
        ({"call_id": 1}, "name"),
        ({"call_id": 1, "name": "A", "kall_id": 2}, "kall_id"),
        ({"call_id": "1", "name": "A"}, "call_id should be int, got str"),
        ({"call_id": True, "name": "A"}, "call_id should be int, got bool"),
        ({"call_id": None, "name": "A"}, "call_id should be int, got NoneType"),
        ({"call_id": 1, "name": 5}, "name should be str, got int"),
        ({"call_id": 1, "name": "A", "at": "2026-11-22"}, "at should be datetime or None, got str"),
        ({"call_id": 1, "name": "A", "at": date(2026, 11, 22)}, "at should be datetime or None, got date"),
        ({"call_id": 1, "name": "A", "tags": "x"}, "tags should be list or None, got str"),
    ],
)
def test_a_call_that_does_not_fit_names_the_argument(given_arguments: dict[str, Any], named: str) -> None:
    with pytest.raises(InvalidArguments, match=named) as caught:
        bind(book, (), given_arguments)
    assert "book" in str(caught.value)


def test_what_fits_is_bound_by_name() -> None:
    given_arguments = {"call_id": 1, "name": "A", "at": None, "share": 2, "tags": ["x"]}
    assert bind(book, (), given_arguments) == given_arguments


def test_positional_arguments_become_named_ones() -> None:
    def add(first: int, second: int = 2) -> None: ...

    assert bind(add, (1,), {}) == {"first": 1}
    assert bind(add, (1, 5), {}) == {"first": 1, "second": 5}


def test_named_extras_are_arguments_like_the_others() -> None:
    def collect(*, first: int, **rest: Any) -> None: ...

    assert bind(collect, (), {"first": 1, "second": "x"}) == {"first": 1, "second": "x"}


def nameless(*ids: int) -> None: ...
def positional(first: int, /) -> None: ...


@pytest.mark.parametrize("function", [nameless, positional])
def test_a_task_takes_its_arguments_by_name(function: Callable[..., Any]) -> None:
    with pytest.raises(InvalidArguments, match="by name"):
        bind(function, (1,), {})


def test_annotations_that_cannot_be_judged_let_values_through() -> None:
    def loose(*, either: dict[str, int] | UUID, anything: Any, thing: object, later: Unknown) -> None: ...  # type: ignore[name-defined]  # noqa: F821

    values = {"either": 1, "anything": [], "thing": "x", "later": 4}
    assert bind(loose, (), values) == values


def test_a_long_wait_keeps_its_microseconds() -> None:
    long = timedelta(days=999_999, microseconds=1)
    assert loads(dumps({"wait": long}))["wait"] == long
