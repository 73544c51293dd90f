"""How a job's arguments appear on a screen."""

from __future__ import annotations

from jobs.console.arguments import shown_arguments


def test_a_stored_id_is_shown_as_people_write_it() -> None:
    stored = '{"event_id":{"$uuid":"01a201ec27cf7a7daf11eacc78a2fddb"},"on":{"$date":"2026-11-22"}}'

    assert [shown.value for shown in shown_arguments(stored)] == [
        '"01a201ec-27cf-7a7d-af11-eacc78a2fddb"',
        '"2026-11-22"',
    ]


def test_a_tag_with_nonsense_behind_it_breaks_no_page() -> None:
    assert [shown.value for shown in shown_arguments('{"id":{"$uuid":"nonsense"}}')]
