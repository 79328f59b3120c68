"""TODO."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request

from movementsim.app.server.workroom import Workroom

MOST_WAITING = 12
"""Requests for runs in hand at once; whoever comes on top of them is asked to try again."""
MOST_REPEATS = 2
"""Repetitions in hand at once."""
MOST_OF_ONE = 3
"""Requests that one visitor of a shared server may have in hand, one repetition among them."""


class Busy(RuntimeError):
    """There is more in hand than can be done."""


class Gone(RuntimeError):
    """Whoever asked has left."""


@dataclass
class Desk:
    """What the server has at hand, and what it is doing.

    Attributes
    ----------
    workroom
        Where runs are done.
    lesson_folder
        Lessons of one's own, None for those shipped alone.
    stored
        The stored runs the server was started with, None if without.
    shared
        Whether visitors from other computers can come: then each has limits of their own, and no
        repetition takes all processes.
    """

    workroom: Workroom
    lesson_folder: str | None = None
    stored: Any = None
    shared: bool = False
    waiting: int = 0
    repeats: int = 0
    of_one: Counter[str] = field(default_factory=Counter)
    _start: dict[str, Any] = field(default_factory=dict)

    def lessons(self) -> Mapping[str, Any]:
        """Return the lessons by key, read once."""
        if "lessons" not in self._start:
            from movementsim.app.lessons.lessons import lessons

            self._start["lessons"] = lessons(self.lesson_folder)
        found: Mapping[str, Any] = self._start["lessons"]
        return found

    def check(self, request: Request, repeat: bool = False) -> None:
        """Refuse a request for which there is no room.

        Raises
        ------
        Busy
            When there are too many already, in all or of this visitor.
        """
        if self.waiting >= MOST_WAITING or (repeat and self.repeats >= MOST_REPEATS):
            raise Busy("too many runs are in hand just now; wait a moment and try again")
        counts = [self.of_one[name] for name in _names(request, repeat)]
        if self.shared and any(
            count >= most for count, most in zip(counts, (MOST_OF_ONE, 1), strict=False)
        ):
            raise Busy("you have runs in hand already; wait until they are done, or stop them")

    @asynccontextmanager
    async def in_hand(self, request: Request, repeat: bool = False) -> AsyncIterator[None]:
        """Count a request while it is worked on, unless there is no room for it.

        Raises
        ------
        Busy
            As `check` does.
        """
        self.check(request, repeat)
        names = _names(request, repeat)
        self.waiting += 1
        self.repeats += repeat
        self.of_one.update(names)
        try:
            yield
        finally:
            self.waiting -= 1
            self.repeats -= repeat
            self.of_one -= Counter(names)

    @property
    def for_repeats(self) -> int:
        """How many processes a repetition may take at once."""
        return max(self.workroom.workers - self.shared, 1)


def _names(request: Request, repeat: bool) -> list[str]:
    """Return under which names a visitor's request is counted."""
    visitor = request.client.host if request.client else ""
    return [visitor, f"{visitor} repeats"] if repeat else [visitor]
