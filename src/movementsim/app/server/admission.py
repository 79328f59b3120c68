"""The state of the server, and the limits on how many requests it works on at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from starlette.requests import Request

from movementsim.app.server.run_pool import RunPool

if TYPE_CHECKING:
    from movementsim.app.lessons.lesson import Lesson
    from movementsim.app.lessons.panels import Panels

MOST_REQUESTS = 12
"""Most requests for runs at once; further ones are asked to try again."""
MOST_REPEATS = 2
"""Most repetitions at once."""
MOST_OF_ONE = 3
"""Most requests at once of one visitor of a shared server, of which one may be a repetition."""


class Busy(RuntimeError):
    """The server works on as many requests as it can."""


@dataclass
class ServerState:
    """What the server works with, and what it is working on.

    Attributes
    ----------
    pool
        The processes that run movements.
    lesson_folder
        Folder of further lessons, None for the shipped lessons only.
    stored
        The stored runs with which the server was started, None without.
    shared
        Whether visitors from other computers can connect. Each visitor then has limits of their
        own, and no repetition takes all processes.
    """

    pool: RunPool
    lesson_folder: str | None = None
    stored: Panels | None = None
    shared: bool = False
    _requests: int = 0
    _repeats: int = 0
    _by_visitor: Counter[str] = field(default_factory=Counter)
    _lessons: dict[str, Lesson] | None = None

    def lessons(self) -> Mapping[str, Lesson]:
        """Return the lessons by key; their files are read once."""
        if self._lessons is None:
            from movementsim.app.lessons.lesson import read_lessons

            self._lessons = read_lessons(self.lesson_folder)
        return self._lessons

    def check(self, request: Request, repeat: bool = False) -> None:
        """Refuse a request that exceeds the limits.

        Parameters
        ----------
        request
            The request.
        repeat
            Whether it is for a repetition.

        Raises
        ------
        Busy
            If the server works on too many requests in all, or on too many of this visitor.
        """
        if self._requests >= MOST_REQUESTS or (repeat and self._repeats >= MOST_REPEATS):
            raise Busy("too many runs are in progress just now; wait a moment and try again")
        counts = [self._by_visitor[key] for key in _visitor_keys(request, repeat)]
        if self.shared and any(
            count >= most for count, most in zip(counts, (MOST_OF_ONE, 1), strict=False)
        ):
            raise Busy("you have runs in progress already; wait until they are done, or stop them")

    @asynccontextmanager
    async def admitted(self, request: Request, repeat: bool = False) -> AsyncIterator[None]:
        """Count a request while it is worked on.

        Parameters
        ----------
        request
            The request.
        repeat
            Whether it is for a repetition.

        Raises
        ------
        Busy
            If the request exceeds the limits, as in `check`.
        """
        self.check(request, repeat)
        keys = _visitor_keys(request, repeat)
        self._requests += 1
        self._repeats += repeat
        self._by_visitor.update(keys)
        try:
            yield
        finally:
            self._requests -= 1
            self._repeats -= repeat
            self._by_visitor -= Counter(keys)

    @property
    def repeat_workers(self) -> int:
        """Number of processes that one repetition may use at once."""
        return max(self.pool.workers - self.shared, 1)


def _visitor_keys(request: Request, repeat: bool) -> list[str]:
    """Return the keys under which a request of a visitor is counted."""
    visitor = request.client.host if request.client else ""
    return [visitor, f"{visitor} repeats"] if repeat else [visitor]
