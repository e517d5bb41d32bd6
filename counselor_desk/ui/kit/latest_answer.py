"""Of questions that overtake each other, lets through the answers to the last alone."""

from collections.abc import Callable
from typing import TypeVar

R = TypeVar("R")
Receive = Callable[[R], object]


class LatestOnly:
    """One place on screen that is filled by slow work: two workers may end in any order."""

    def __init__(self) -> None:
        self._turn = 0

    def begin(self) -> Callable[[Receive[R]], Receive[R]]:
        """A new question; wrap each of its receivers in what is given back."""
        self.drop()
        turn = self._turn

        def only(receive: Receive[R]) -> Receive[R]:
            return lambda result: receive(result) if turn == self._turn else None

        return only

    def drop(self) -> None:
        """No answer is wanted any more."""
        self._turn += 1
