"""Retell's events: their names, their types, and the edges of their signature's time."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import timedelta

import pytest

from integrations.providers.retell.webhook import IGNORED, PROCESSED, classify, identify, verify
from integrations.webhooks.errors import InvalidSignature
from integrations.webhooks.source import Disposition
from tests.integrations.providers.inbound import inbound
from tests.integrations.providers.vectors import sample, vector_named


@pytest.mark.parametrize("name", ["call_started", "call_ended", "call_analyzed", "call_ended_not_connected"])
def test_an_event_is_named_by_type_and_call(name: str) -> None:
    document = sample("retell", name)
    identity = identify(inbound(document))
    assert identity is not None
    assert identity.external_id == f"{document['event']}:{document['call']['call_id']}"
    assert identity.story_key == f"retell:{document['call']['call_id']}"


def test_the_deprecated_field_data_still_names_the_call() -> None:
    identity = identify(inbound({"event": "call_ended", "data": {"call_id": "call_1"}}))
    assert identity is not None
    assert identity.external_id == "call_ended:call_1"


def test_each_live_transcript_is_an_event_of_its_own_in_the_calls_story() -> None:
    names = []
    for text in ("Hello", "Hello there"):
        identity = identify(inbound({"event": "transcript_updated", "call": {"call_id": "c", "transcript": text}}))
        assert identity is not None
        assert identity.story_key == "retell:c"
        names.append(identity.external_id)
    assert names[0] != names[1]


@pytest.mark.parametrize("document", [{"event": "call_ended"}, {"event": "call_ended", "call": {"call_id": ""}}])
def test_an_event_without_a_call_has_no_name(document: object) -> None:
    assert identify(inbound(document)) is None


def test_only_ended_and_analysed_calls_are_processed() -> None:
    assert {classify(name) for name in PROCESSED} == {Disposition.PROCESS}
    assert {classify(name) for name in IGNORED} == {Disposition.IGNORE}
    assert classify("call_teleported") is Disposition.UNKNOWN


@pytest.mark.parametrize(("seconds", "accepted"), [(-301, False), (-299, True), (299, True), (301, False)])
def test_five_minutes_either_way_are_tolerated(seconds: int, accepted: bool) -> None:
    vector = vector_named("retell", "valid_at_tolerance_edge")
    signed_at = vector.now - timedelta(minutes=5)
    with nullcontext() if accepted else pytest.raises(InvalidSignature, match="stale"):
        verify(**vector.arguments(now=signed_at + timedelta(seconds=seconds)))
