"""What is kept of an exception, and which failures are the same one."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from types import ModuleType

import pytest

import jobs.definition.arguments
from jobs.ledger.failure import Failure, failure_from, failure_without_exception
from jobs.ledger.stored_text import storable


def book(message: str) -> None:
    raise ValueError(message)


def cancel(message: str) -> None:
    raise ValueError(message)


def failure(message: str, function: Callable[[str], object] = book, task: str = "toy") -> Failure:
    try:
        function(message)
    except Exception as error:  # noqa: BLE001  as the worker does
        return failure_from(task, error)
    raise AssertionError("nothing was raised")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("call 17 not found", "call 4711 not found"),
        ("no row c64140f3-2ec4-43e0-a3ef-5ee2f1a5d17d", "no row 02cd8c96-d6f6-4b6c-b9d0-cc85c8e84f9b"),
        ("no row c64140f32ec443e0a3ef5ee2f1a5d17d", "no row ceaed3dad8b24bb7b5b70d091fbae39e"),
        ("object at 0x7f01ab", "object at 0x99ffcc"),
        ("call_9f2a81 is gone", "call_ab77x1 is gone"),
        ("no slot for 'Anna'", "no slot for 'Bert and friends'"),
        ('can\'t parse "x"', 'can\'t parse "y z"'),
        ("can't parse 'x'", "can't parse 'y z'"),
        ("no mailbox anna@example.de", "no mailbox bert@kunde.com"),
        ("cannot reach +491701234517", "cannot reach +4915209876543"),
    ],
)
def test_the_same_failure_with_other_values_has_one_fingerprint(one: str, other: str) -> None:
    assert failure(one).fingerprint == failure(other).fingerprint


def test_other_failures_have_other_fingerprints() -> None:
    found = [
        failure("call 17 not found"),
        failure("agent 17 not found"),
        failure("call 17 not found", cancel),
        failure("call 17 not found", task="other"),
        failure("call 17 not found", lambda message: (_ for _ in ()).throw(KeyError(message))),
        failure_without_exception("toy", "WorkerDied", "call 17 not found"),
    ]
    assert len({one.fingerprint for one in found}) == len(found)


def test_the_end_of_a_long_message_does_not_split_a_group() -> None:
    beginning = "Cal.com answered with something that nobody understands, and it said: "
    assert failure(beginning * 8 + "abc" * 900).fingerprint == failure(beginning * 8 + "xyz" * 300).fingerprint


def test_message_and_traceback_are_redacted_and_bounded() -> None:
    found = failure("Bearer abcdef123456 for anna@example.de " + "x" * 5_000_000 + " +491701234517")
    assert len(found.error) <= 1000
    assert len(found.traceback) <= 16 * 1024
    for secret in ("abcdef123456", "anna@example", "1701234517"):
        assert secret not in found.error
        assert secret not in found.traceback
    assert found.error.endswith("17")
    assert found.traceback.startswith("Traceback (most recent call last)")


def test_an_error_of_megabytes_is_recorded_at_once() -> None:
    began = time.perf_counter()
    failure("a@" * 2_000_000)
    failure("1 " * 2_000_000)
    assert time.perf_counter() - began < 3


def test_the_cause_is_kept() -> None:
    def wrapped(message: str) -> None:
        try:
            book(message)
        except ValueError as error:
            raise RuntimeError("outer") from error

    found = failure("inner", wrapped)
    assert "inner" in found.traceback
    assert found.error == "outer"


def test_an_exception_that_cannot_say_what_it_is_is_recorded_too() -> None:
    class Mute(Exception):
        def __str__(self) -> str:
            raise RuntimeError("no words")

    assert failure_from("toy", Mute()).error == "<Mute cannot be shown>"


def test_a_recursion_is_recorded() -> None:
    def endless(message: str) -> None:
        endless(message)

    assert failure("x", endless).error_type == "RecursionError"


def frames_of(filename: str, name: str) -> str:
    """The fingerprint of an error raised in code that lies at `filename`."""
    module = ModuleType("elsewhere")
    exec(compile(f"def {name}(message):\n    raise ValueError(message)", filename, "exec"), module.__dict__)

    def call(message: str) -> None:
        getattr(module, name)(message)

    return failure("x", call).fingerprint


ENGINE = str(jobs.definition.arguments.__file__).removesuffix("definition/arguments.py")


@pytest.mark.parametrize(
    "filename",
    [
        f"{ENGINE}context.py",
        f"{ENGINE}front/once.py",
        f"{ENGINE}management/commands/jobs.py",
        "/venv/lib/python3.11/site-packages/httpx/client.py",
        "/usr/lib/python3/dist-packages/requests/api.py",
        json.decoder.__file__,
        "<frozen importlib._bootstrap>",
    ],
)
def test_frames_of_the_engine_python_and_libraries_do_not_count(filename: str) -> None:
    assert frames_of(filename, "one") == frames_of(filename, "other")


@pytest.mark.parametrize(
    "filename",
    [
        "/srv/app/integrations/reception/tasks.py",
        "/srv/app/integrations/jobs/tasks.py",
        "/home/jobs/shop/tasks.py",
        "/srv/jobs/tasks.py",
    ],
)
def test_task_code_counts_wherever_it_lies(filename: str) -> None:
    assert frames_of(filename, "one") != frames_of(filename, "other")


@pytest.mark.parametrize(
    "text", ["\0" * 100, "\ud800" * 100, "ab\0" * 40, "ü" * 101], ids=["nul", "surrogate", "mixed", "long"]
)
def test_stored_text_keeps_its_bound_and_can_be_encoded(text: str) -> None:
    stored = storable(text, 100)
    assert len(stored) <= 100
    assert "\0" not in stored
    assert stored.encode()


def test_plain_text_is_stored_as_it_is() -> None:
    assert storable("größer • 😀", 100) == "größer • 😀"
