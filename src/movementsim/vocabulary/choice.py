"""Whom a verb is aimed at: the first of some people by a preference, or by lot."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from movementsim.kernel.columns import NOBODY, Array, Floats, Whole
from movementsim.kernel.segments import filled
from movementsim.kernel.selection import first
from movementsim.vocabulary import checks
from movementsim.vocabulary.intents import Occasion
from movementsim.vocabulary.others import Others, Pick
from movementsim.vocabulary.viewpoint import Viewpoint


class Selectable(Protocol):
    """People around somebody, of whom some are to be chosen."""

    me: Viewpoint

    def them(self, rows: Whole, occasion: Occasion | None = None) -> Others:
        """Look them up for some members (positions in the cohort)."""


class Choice:
    """Whom a verb is aimed at, worked out only for those who mean it."""

    def __init__(self, among: Selectable, pick: Pick | None, most: bool, times: Any) -> None:
        self._among, self._pick, self._most, self._times = among, pick, most, times

    def repeat(self, times: Any) -> Choice:
        """Return the choice of so many instead of one."""
        if isinstance(times, int) and times == 1:
            return self
        if not isinstance(checks.count(times, "times"), int):
            times = filled(np.asarray(times, np.int64), len(self._among.me))
        return Choice(self._among, self._pick, self._most, times)

    def see(self, pick: Pick, otherwise: float = 0.0) -> Floats:
        """Return what I see of whoever is chosen, or `otherwise` where there is nobody."""
        me = self._among.me
        rows = np.arange(len(me))
        place, edge, slot = self.resolve(rows, Occasion("look"))
        seen = np.full(len(me), otherwise, np.float64)
        seen[place] = Others(me, place, edge, slot).score(pick)
        return seen

    def number(self) -> Floats:
        """Return a number to remember whoever is chosen by; see :meth:`Cohort.person`."""
        return self.see(lambda them: them.slot, NOBODY)

    def resolve(self, rows: Whole, occasion: Occasion) -> tuple[Whole, Whole, Whole]:
        """Choose for the members at these positions.

        Parameters
        ----------
        rows
            Positions in the cohort, ascending.
        occasion
            What somebody is chosen for, to key the luck of telling equals apart.

        Returns
        -------
        Places in `rows`, positions of ties (-1 without a tie) and slots of the chosen.
        """
        times = self._times
        rows_wanted = rows if isinstance(times, int) else rows[times[rows] > 0]
        them = self._among.them(rows_wanted, occasion)
        score = None if self._pick is None else them.score(self._pick)
        if score is not None and self._most:
            score = -score
        chosen = them.take(first(them.owner, score, lots(them, occasion), times))
        return rows.searchsorted(chosen.owner), chosen.edge, chosen.slot


def lots(them: Others, occasion: Occasion, what: str = "choice") -> Callable[[Whole], Array]:
    """Return how lots are drawn between them: the same two people draw the same lot."""
    people, draws = them.me.world.people, them.me.draws

    def draw(which: Whole) -> Array:
        owner = them.owner[which]
        mine, other = people.uid[them.me.slots[owner]], people.uid[them.slot[which]]
        name = f"{occasion.verb} {what}"
        if occasion.earlier is None:
            return draws.order(f"{name} 0", mine, other)
        drawn = np.empty(len(owner), np.uint64)
        times = occasion.earlier[owner]
        for number in range(times.max(initial=-1) + 1):
            some = times == number
            drawn[some] = draws.order(f"{name} {number}", mine[some], other[some])
        return drawn

    return draw


def require_choice(to: Any, verb: str) -> Choice:
    """Return whom a verb is aimed at; refuse what is no choice."""
    if not isinstance(to, Choice):
        raise TypeError(
            f"{verb} is aimed at {to!r}: aim it at somebody chosen from the people around you, "
            f"as in {verb}(me.comrades.anyone())"
        )
    return to
