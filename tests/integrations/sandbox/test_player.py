from __future__ import annotations

import json
from datetime import UTC, datetime

from integrations.sandbox.player import PlayedCall, call_analyzed, call_ended, encode, play, sign
from tests.integrations.sandbox.door import Door

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
CALL = PlayedCall(
    agent_id="agent_1",
    from_number="+12065550142",
    to_number="+14155550100",
    ended_at=NOW,
    appointment_start="2026-12-01T09:30:00Z",
    customer_email="jo@example.com",
)


def test_a_wish_stands_where_the_contract_says():
    ended, analysed = call_ended(CALL)["call"], call_analyzed(CALL)["call"]
    assert ended["collected_dynamic_variables"]["appointment_requested"] == "true"
    assert analysed["call_analysis"]["custom_analysis_data"]["appointment_start"] == "2026-12-01T09:30:00Z"
    assert "call_analysis" not in ended
    assert ended["call_id"] == analysed["call_id"]


def test_a_call_without_a_wish_asks_for_nothing():
    call = PlayedCall(agent_id="a", from_number="+12065550142", to_number="+14155550100", ended_at=NOW)
    assert call_analyzed(call)["call"]["call_analysis"]["custom_analysis_data"] == {"appointment_requested": False}


def test_every_call_has_an_id_of_its_own():
    one, other = (PlayedCall(agent_id="a", from_number="1", to_number="2", ended_at=NOW) for _ in range(2))
    assert one.call_id != other.call_id


def test_a_played_event_is_signed_over_its_bytes():
    with Door() as door:
        status, answer = play(door.url, call_ended(CALL), api_key="key", now=NOW)
        posted = door.next()
    assert (status, answer) == (202, {})
    assert posted.path == "/webhooks/retell/"
    assert posted.headers["x-retell-signature"] == sign(posted.body, "key", NOW)
    assert json.loads(posted.body) == json.loads(encode(call_ended(CALL)))
