"""Groups of people around a member, which can be narrowed, read and chosen from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from movementsim.kernel.columns import Array, Floats, Mask, Whole
from movementsim.kernel.selection import first
from movementsim.state.people import Status
from movementsim.vocabulary.choice import Choice, random_order
from movementsim.vocabulary.intents import Occasion
from movementsim.vocabulary.lookups import Lookup, tied
from movementsim.vocabulary.others import Others, Preference, others
from movementsim.vocabulary.viewpoint import Viewpoint


class Group:
    """People around me, narrowed by `where`, read by `mean`, and chosen by `most` or `anyone`.

    People are looked up only when they are needed, and only for members who need them.

    Parameters
    ----------
    me
        The members who look.
    lookup
        The function that finds the people.
    conditions
        Functions of the people found that select some of them.

    Attributes
    ----------
    me
        The members who look.
    """

    def __init__(
        self,
        me: Viewpoint,
        lookup: Lookup,
        conditions: tuple[Callable[[Others], Array], ...] = (),
    ) -> None:
        self.me, self._lookup, self._conditions = me, lookup, conditions

    def where(self, condition: Callable[[Others], Array]) -> Group:
        """Return only the people for whom the condition holds."""
        return Group(self.me, self._lookup, (*self._conditions, condition))

    def inside(self) -> Group:
        """Return the people in my own circle: my faction if I am in one, else my branch."""
        return self.where(lambda them: them.inside)

    def beyond(self) -> Group:
        """Return the people beyond my own circle: in another one, or outside the movement."""
        return self.where(lambda them: ~them.inside)

    def introductions(self) -> Group:
        """Return strangers to whom one of them, chosen at random, can introduce me."""
        return _Introductions(self)

    def trusted(self, hope: Any, doubt: Any) -> Group:
        """Return those who seem at least as likely to complete a task as not (S2.O7, S2.F7).

        Parameters
        ----------
        hope, doubt
            The prior about somebody unknown, as numbers of imagined tasks done and failed; each is
            one number, or one per member.

        Returns
        -------
        Group
            The people, of whom nobody is looked up yet.
        """
        return self.where(lambda them: them.promise(hope, doubt) >= 0.5)

    def among(self, look_at: int) -> Group:
        """Return a random sample of `look_at` of them.

        Conditions always apply before the selection: `among(10).where(c)` and `where(c).among(10)`
        both select ten of the people for whom `c` holds.

        Returns
        -------
        Group
            The people, of whom nobody is looked up yet.
        """
        return _RandomSample(self, look_at)

    def look_up(self, rows: Whole, occasion: Occasion | None = None) -> Others:
        """Return the people of the group for some members.

        Parameters
        ----------
        rows
            Positions of the members in the cohort, ascending.
        occasion
            What they are looked up for, which keys random draws.

        Returns
        -------
        Others
            The people found.
        """
        place, edge, slot = self._lookup(self.me, self.me.slots[rows])
        return self._filtered(others(self.me, rows[place], edge, slot))

    def _filtered(self, them: Others) -> Others:
        for condition in self._conditions:
            kept = np.asarray(condition(them))
            if kept.dtype != np.bool_:
                raise TypeError(".where() needs a condition that is true or false for each")
            if not kept.all():
                them = them.take(kept)
        return them

    def _look_up_all(self) -> Others:
        return self.look_up(np.arange(len(self.me)))

    # -- read

    def count(self) -> Floats:
        """Return how many people there are.

        Returns
        -------
        (members,) float64
            One number per member of the cohort.
        """
        return np.bincount(self._look_up_all().owner, minlength=len(self.me)).astype(np.float64)

    def mean(self, what: Preference) -> Floats:
        """Return the mean of a column, or of a function, over the people of the group.

        Returns
        -------
        (members,) float64
            One mean per member of the cohort; 0 where there is nobody.
        """
        them = self._look_up_all()
        total = np.bincount(them.owner, them.score(what), minlength=len(self.me))
        count = np.bincount(them.owner, minlength=len(self.me))
        return np.asarray(total / np.maximum(count, 1))

    def share(self, condition: Callable[[Others], Array]) -> Floats:
        """Return the share of the people for whom the condition holds.

        Returns
        -------
        (members,) float64
            One share per member of the cohort; 0 where there is nobody.
        """
        return self.mean(lambda them: condition(them).astype(np.float64))

    def any(self) -> Mask:
        """Return whether there is anybody.

        Returns
        -------
        (members,) bool
            One value per member of the cohort.
        """
        return self.count() > 0

    # -- choose

    def most(self, preference: Preference, times: Any = 1) -> Choice:
        """Choose the person who has most of something; random draws decide between equals.

        Parameters
        ----------
        preference
            Name of a column, or a function of the people.
        times
            How many people are chosen, one number or one per member.

        Returns
        -------
        Choice
            The choice.
        """
        return Choice(self, preference, True, 1).repeat(times)

    def least(self, preference: Preference, times: Any = 1) -> Choice:
        """Choose the person who has least of something; random draws decide between equals.

        Parameters
        ----------
        preference
            Name of a column, or a function of the people.
        times
            How many people are chosen, one number or one per member.

        Returns
        -------
        Choice
            The choice.
        """
        return Choice(self, preference, False, 1).repeat(times)

    def anyone(self, times: Any = 1) -> Choice:
        """Choose people at random: one, or as many as `times` says."""
        return Choice(self, None, False, 1).repeat(times)

    def alike(self, times: Any = 1) -> Choice:
        """Choose the person who is closest in opinion, as far as I know."""
        return Choice(self, "distance", False, 1).repeat(times)


class _RandomSample(Group):
    """A limited number of people of a group, selected at random."""

    def __init__(self, whole: Group, look_at: int) -> None:
        super().__init__(whole.me, whole._lookup, whole._conditions)
        self._whole, self._look_at = whole, look_at

    def where(self, condition: Callable[[Others], Array]) -> Group:
        return _RandomSample(self._whole.where(condition), self._look_at)

    def look_up(self, rows: Whole, occasion: Occasion | None = None) -> Others:
        them = self._whole.look_up(rows)
        drawn = random_order(them, occasion or Occasion("look"), "glance")
        return them.take(first(them.owner, None, drawn, self._look_at))


class _Introductions(Group):
    """The strangers whom one person of a group, chosen at random, knows."""

    def __init__(
        self, through: Group, conditions: tuple[Callable[[Others], Array], ...] = ()
    ) -> None:
        super().__init__(through.me, through._lookup, conditions)
        self._through = through

    def where(self, condition: Callable[[Others], Array]) -> Group:
        return _Introductions(self._through, (*self._conditions, condition))

    def look_up(self, rows: Whole, occasion: Occasion | None = None) -> Others:
        me, known = self.me, self._through.look_up(rows)
        drawn = random_order(known, occasion or Occasion("look"), "introduction")
        through = known.take(first(known.owner, None, drawn, 1))
        place, _, slot = tied(me, through.slot)
        owner = through.owner[place]
        mine = me.slots[owner]
        new = (slot != mine) & (me.world.ties.find(mine, slot) < 0)
        new &= me.world.people.status[slot] != Status.LEFT
        return self._filtered(others(me, owner[new], np.full(new.sum(), -1), slot[new]))
