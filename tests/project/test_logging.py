"""Log lines: one per record, machine-readable, and without what must not be written."""

from __future__ import annotations

import json
import logging
import sys
from uuid import uuid4

import pytest

from jobs.context import in_story
from project.config import load
from project.logging import JsonLines, Readable, StandardOutput, settings_for

SECRET = "s3cret-canary"


def record(message: str, *arguments: object, **extra: object) -> logging.LogRecord:
    made = logging.LogRecord("jobs.worker", logging.INFO, __file__, 1, message, arguments, None)
    made.__dict__ |= extra
    return made


def line(made: logging.LogRecord) -> dict[str, object]:
    written = JsonLines(secrets=[SECRET]).format(made)
    assert written.isascii()
    assert "\n" not in written
    return dict(json.loads(written))


def test_a_line_says_when_where_and_what():
    written = line(record("job %s started", 7))

    assert written["message"] == "job 7 started"
    assert (written["level"], written["logger"]) == ("info", "jobs.worker")
    assert str(written["time"]).endswith("+00:00")


@pytest.mark.parametrize("hostile", ["a\r\nb", "\x1b[2J", "\x00", "\u2028", "\x9b31m"])
def test_nothing_in_a_message_can_forge_a_line_or_drive_a_terminal(hostile: str):
    assert line(record("got %s", hostile))["message"] == f"got {hostile}"
    assert Readable().format(record("got %s", hostile)).isprintable()


def test_personal_data_and_known_secrets_are_masked_everywhere():
    made = record(
        "sms to +491701234517 with %s", SECRET, error=f"{SECRET} for anna@example.de", reason="Bearer abcdefgh"
    )
    made.exc_info = failure(f"{SECRET} +491701234517")

    written = json.dumps(line(made))

    for leaked in (SECRET, "1701234517", "anna@", "abcdefgh"):
        assert leaked not in written


def test_only_known_fields_are_written():
    written = line(record("done", duration_ms=12.5, attempt=2, payload={"phone": "+491701234517"}, password="x"))

    assert (written["duration_ms"], written["attempt"]) == (12.5, 2)
    assert {"payload", "password"}.isdisjoint(written)


def test_the_running_story_is_written_without_being_named():
    story = uuid4()

    with in_story(story):
        assert line(record("stored"))["story"] == str(story)


def test_arguments_that_do_not_fit_lose_no_line():
    assert line(record("%d of %d", "many"))["message"] == "(arguments do not fit) %d of %d"


def test_an_endless_message_is_cut():
    assert len(JsonLines().format(record("x" * 1_000_000))) < 5_000


def test_a_traceback_keeps_its_end():
    made = record("failed")
    made.exc_info = failure("the cause")

    assert str(line(made)["traceback"]).endswith("ValueError: the cause")


def test_output_follows_standard_output(capsys: pytest.CaptureFixture[str]):
    handler = StandardOutput()
    handler.setFormatter(JsonLines())

    handler.emit(record("seen"))

    assert json.loads(capsys.readouterr().out)["message"] == "seen"


def test_a_terminal_gets_readable_lines_and_everybody_else_json(monkeypatch: pytest.MonkeyPatch):
    def formatter(environment: str) -> object:
        return settings_for(load({"ENVIRONMENT": environment}))["formatters"]["line"]["()"]

    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert formatter("local") is Readable
    assert formatter("test") is JsonLines
    monkeypatch.setattr(sys.stdout, "isatty", lambda: False)
    assert formatter("local") is JsonLines


def failure(message: str) -> tuple[type[BaseException], BaseException, None]:
    return ValueError, ValueError(message), None
