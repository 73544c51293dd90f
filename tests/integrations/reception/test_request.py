from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from integrations.providers.retell.schemas import RetellCall
from integrations.reception.moment import NotATime, instant, wall_time
from integrations.reception.request import Incomplete, Request, is_requested, read_request, request_fields

BERLIN = ZoneInfo("Europe/Berlin")
CALLER = "+491701234517"
WISH = {"appointment_start": "2026-12-01T09:30:00Z", "customer_name": "Jo Marsh", "customer_email": "jo@example.com"}


def read(caller: str = CALLER, region: str | None = "DE", **changes: Any) -> Request:
    return read_request(WISH | changes, caller=caller, region=region)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-12-01T09:30:00Z", "2026-12-01T09:30"),
        ("2026-12-01T10:30:00+01:00", "2026-12-01T09:30"),
        ("2026-12-01T10:30", "2026-12-01T09:30"),
        ("2026-12-01 10:30", "2026-12-01T09:30"),
        ("20261201T103000", "2026-12-01T09:30"),
        ("2026-07-01T10:30", "2026-07-01T08:30"),
        ("2026-10-25T02:30", "2026-10-25T00:30"),  # comes twice: the first one
        ("2026-10-25T02:30+01:00", "2026-10-25T01:30"),
    ],
)
def test_a_time_without_an_offset_is_the_companys_wall_clock(written: str, expected: str):
    assert instant(wall_time(written), BERLIN) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        (None, "missing"),
        ("", "missing"),
        (20261201, "missing"),
        ("next Tuesday", "no ISO 8601"),
        ("2026-02-30T10:00", "no ISO 8601"),
        ("2026-12-01T09:30:00Z" + "0" * 500, "no ISO 8601"),
        ("2026-12-01", "no time of day"),
        ("2026-03-29T02:30", "skip 02:30"),
        ("0001-01-01T00:00", "outside the calendar"),
        ("9999-12-31T23:59:59-12:00", "outside the calendar"),
    ],
)
def test_what_names_no_instant_is_refused_in_words(written: object, says: str):
    with pytest.raises(NotATime, match=says):
        instant(wall_time(written), BERLIN)


@pytest.mark.parametrize(
    ("word", "expected"),
    [(True, True), ("true", True), (" True ", True), (False, False), ("false", False), ("", False), (None, False)],
)
def test_the_wish_is_a_boolean_or_its_word(word: object, expected: bool):
    assert is_requested({"appointment_requested": word}) is expected


def test_an_event_without_the_word_says_nothing():
    assert is_requested({"last_node_name": "confirm"}) is None


def test_any_other_word_is_nonsense():
    with pytest.raises(Incomplete, match="neither true nor false"):
        is_requested({"appointment_requested": "perhaps"})


def test_the_analysis_wins_only_if_it_speaks_of_an_appointment():
    collected = {"appointment_requested": "true", "customer_name": "collected"}
    analysed = {"appointment_requested": True, "customer_name": "analysed"}
    both = {"call_id": "c", "collected_dynamic_variables": collected}

    silent = RetellCall.model_validate(both | {"call_analysis": {"custom_analysis_data": {"mood": "good"}}})
    speaking = RetellCall.model_validate(both | {"call_analysis": {"custom_analysis_data": analysed}})

    assert request_fields(silent) == collected
    assert request_fields(speaking) == analysed


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, CALLER),
        ({"customer_phone": ""}, CALLER),
        ({"customer_phone": "+12065550142"}, "+12065550142"),
        ({"customer_phone": "0170 1234599"}, "+491701234599"),
        ({"customer_phone": "0049 170 1234599"}, "+491701234599"),
    ],
)
def test_the_named_number_else_the_callers(changes: dict[str, str], expected: str):
    assert read(**changes).phone == expected


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"appointment_start": "soon"}, "no ISO 8601"),
        ({"customer_name": "  "}, "customer_name is missing"),
        ({"customer_name": {"first": "Jo"}}, "customer_name is missing"),
        ({"customer_email": "jo at example"}, "no e-mail address"),
        ({"customer_phone": "call me"}, "no phone number"),
        ({"customer_email": None, "caller": ""}, "neither an e-mail address nor a phone number"),
    ],
)
def test_what_cannot_be_used_says_why(changes: dict[str, Any], says: str):
    with pytest.raises(Incomplete, match=says):
        read(**changes)


def test_an_email_address_alone_is_enough():
    assert read(caller="").email == "jo@example.com"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"appointment_start": "2026-12-01T10:30"}, []),  # the same instant in Berlin
        ({"customer_name": "jo  marsh"}, []),
        ({"customer_email": ""}, []),
        ({"notes": "First visit"}, []),
        ({"appointment_start": "2026-12-01T10:00:00Z"}, ["start"]),
        ({"customer_name": "Joe", "customer_email": "joe@example.com"}, ["name", "e-mail"]),
        ({"customer_phone": "+12065550142"}, ["phone"]),
    ],
)
def test_requests_differ_only_where_both_say_something(changes: dict[str, str], expected: list[str]):
    assert read().differences(read(**changes), BERLIN) == expected
