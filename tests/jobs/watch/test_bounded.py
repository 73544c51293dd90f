"""Questions that hang."""

from __future__ import annotations

from itertools import count
from threading import Event

import pytest

from jobs.watch.bounded import BoundedQuestion, NoAnswer


class Hanging:
    """A question that is answered when it is woken; counts who asked it."""

    def __init__(self) -> None:
        self.asked = 0
        self.woken = Event()

    def __call__(self) -> bool:
        self.asked += 1
        return self.woken.wait(10)


def asked_twice(hanging: Hanging, *, give_up: float) -> int:
    question = BoundedQuestion(hanging, give_up=give_up)
    for _ in range(2):
        with pytest.raises(NoAnswer):
            question.ask(0.01)
    hanging.woken.set()
    return hanging.asked


def test_a_hanging_question_is_asked_by_one_thread_only():
    assert asked_twice(Hanging(), give_up=60) == 1


def test_a_question_that_hangs_for_too_long_is_asked_anew():
    assert asked_twice(Hanging(), give_up=0) == 2


def test_an_answer_serves_for_a_while():
    numbers = count(1)
    question = BoundedQuestion(lambda: next(numbers), reuse=60)

    assert [question.ask(1), question.ask(1)] == [1, 1]


def test_an_old_answer_is_asked_for_again():
    numbers = count(1)
    question = BoundedQuestion(lambda: next(numbers), reuse=0)

    assert [question.ask(1), question.ask(1)] == [1, 2]


def test_what_the_question_raises_reaches_whoever_asks():
    def fail() -> None:
        raise ValueError("away")

    with pytest.raises(ValueError, match="away"):
        BoundedQuestion(fail).ask(1)
