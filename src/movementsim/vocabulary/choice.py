"""Choices: the person or people whom a verb is aimed at, by a preference or at random."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from movementsim.kernel.columns import NOBODY, Array, Floats, Whole
from movementsim.kernel.segments import filled
from movementsim.kernel.selection import first
from movementsim.vocabulary import checks
from movementsim.vocabulary.intents import Occasion
from movementsim.vocabulary.others import Others, Preference, others
from movementsim.vocabulary.viewpoint import Viewpoint


class Selectable(Protocol):
    """People around a member, from whom some are to be chosen.

    Attributes
    ----------
    me
        The members who choose.
    """

    me: Viewpoint

    def look_up(self, rows: Whole, occasion: Occasion | None = None) -> Others:
        """Return the people around some members.

        Parameters
        ----------
        rows
            Positions of the members in the cohort, ascending.
        occasion
            What they are looked up for, which keys random draws.
        """


class Choice:
    """The people whom a verb is aimed at; found only for members who mean to use the verb.

    Parameters
    ----------
    among
        The people to choose from.
    preference
        What they are ranked by; they are chosen at random if None.
    highest
        Whether those who have most of it are chosen, not those who have least.
    times
        How many are chosen, one number or one per member.
    """

    def __init__(
        self, among: Selectable, preference: Preference | None, highest: bool, times: Any
    ) -> None:
        self._among, self._preference = among, preference
        self._highest, self._times = highest, times

    def repeat(self, times: Any) -> Choice:
        """Return the same choice of several people: one number, or one per member."""
        if isinstance(times, int) and times == 1:
            return self
        if not isinstance(checks.count(times, "times"), int):
            times = filled(np.asarray(times, np.int64), len(self._among.me))
        return Choice(self._among, self._preference, self._highest, times)

    def see(self, preference: Preference, otherwise: float = 0.0) -> Floats:
        """Return something that can be seen of the person chosen.

        Parameters
        ----------
        preference
            Name of a column, or a function of the people seen.
        otherwise
            The value for members for whom nobody is chosen.

        Returns
        -------
        (members,) float64
            One value per member.
        """
        me = self._among.me
        rows = np.arange(len(me))
        place, edge, slot = self.resolve(rows, Occasion("look"))
        seen = np.full(len(me), otherwise, np.float64)
        seen[place] = others(me, place, edge, slot).score(preference)
        return seen

    def number(self) -> Floats:
        """Return the number by which to remember the person chosen; see :meth:`Cohort.person`.

        Returns
        -------
        (members,) float64
            Slots of the people chosen; `NOBODY` where nobody is chosen.
        """
        return self.see(lambda them: them.slot, NOBODY)

    def resolve(self, rows: Whole, occasion: Occasion) -> tuple[Whole, Whole, Whole]:
        """Choose for the members at these positions.

        Parameters
        ----------
        rows
            Positions in the cohort, ascending.
        occasion
            What people are chosen for; it keys the random draws that decide between equals.

        Returns
        -------
        (choices,) int64
            Places in `rows` of the members who choose.
        (choices,) int64
            Positions of the ties to the people chosen; -1 without a tie.
        (choices,) int64
            Slots of the people chosen.
        """
        times = self._times
        choosing = rows if isinstance(times, int) else rows[times[rows] > 0]
        them = self._among.look_up(choosing, occasion)
        score = None if self._preference is None else them.score(self._preference)
        if score is not None and self._highest:
            score = -score
        chosen = them.take(first(them.owner, score, random_order(them, occasion), times))
        return rows.searchsorted(chosen.owner), chosen.edge, np.asarray(chosen.slot)


def random_order(
    them: Others, occasion: Occasion, purpose: str = "choice"
) -> Callable[[Whole], Array]:
    """Return a function that draws a random order of people; it is the same for the same pairs.

    Parameters
    ----------
    them
        The people to put in order.
    occasion
        What they are chosen for, which keys the draws.
    purpose
        What the order is for, which keys the draws too.

    Returns
    -------
    callable
        A function from positions in `them` to one sortable number per position.
    """
    people, draws = them.me.world.people, them.me.draws

    def draw(which: Whole) -> Array:
        owner = them.owner[which]
        mine, other = people.key[them.me.slots[owner]], people.key[them.slot[which]]
        name = f"{occasion.verb} {purpose}"
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
    """Return the target of a verb; refuse one that is not a choice.

    Parameters
    ----------
    to
        The target that a strategy gave.
    verb
        Name of the verb, for errors.

    Returns
    -------
    Choice
        The choice.

    Raises
    ------
    TypeError
        When the target is not a :class:`Choice`.
    """
    if not isinstance(to, Choice):
        raise TypeError(
            f"{verb} is aimed at {to!r}: aim it at somebody chosen from the people around you, "
            f"as in {verb}(me.comrades.anyone())"
        )
    return to
