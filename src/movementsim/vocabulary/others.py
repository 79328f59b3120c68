"""Other people as conditions and preferences see them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from movementsim.errors import nearest
from movementsim.kernel.columns import NOBODY, Array, Floats, Mask, Whole
from movementsim.state.people import Status
from movementsim.vocabulary.per_member import per_seen
from movementsim.vocabulary.viewpoint import Viewpoint

Preference = str | Callable[["Others"], Array]
"""What people are ranked by: the name of a column, or a function of them."""


class Others:
    """Other people around some members, as conditions and preferences see them.

    Columns are read as attributes, one value per person seen: `them.trust` is their value,
    `them.mine("trust")` the value of the member who sees them.

    Parameters
    ----------
    me
        The members who look.
    owner
        Position in the cohort of the member who sees each person, shape (seen,).
    edge
        Position of the tie to each person, -1 where there is none or it is unknown; shape (seen,).
    slot
        Slot of each person seen, shape (seen,).

    Attributes
    ----------
    me
        As given.
    owner
        As given, shape (seen,).
    edge
        As given, shape (seen,); completed where ties are needed.
    slot
        As given, shape (seen,).
    """

    def __init__(self, me: Viewpoint, owner: Whole, edge: Whole, slot: Whole) -> None:
        self.me, self.owner, self.edge, self.slot = me, owner, edge, slot

    def __getattr__(self, name: str) -> Array:
        people = self.me.world.people
        if name not in people:
            known = [*people.known, *dir(type(self))]
            raise AttributeError(f"they have no {name!r}{nearest(name, known)}")
        value: Array = getattr(people, name)[self.slot]
        value.flags.writeable = False
        self.__dict__[name] = value
        return value

    def take(self, which: Array) -> Others:
        """Return some of them, selected by a mask or by positions."""
        return type(self)(self.me, self.owner[which], self.edge[which], self.slot[which])

    def mine(self, what: str | float | Array) -> Array:
        """Return my own value for each of them.

        Parameters
        ----------
        what
            Name of a column, one number, or an array with one value per member.

        Returns
        -------
        (seen,) array
            The value of the member who sees each person.
        """
        value = getattr(self.me, what) if isinstance(what, str) else np.asarray(what)
        return np.asarray(value[self.owner] if value.ndim else value)

    def _edges(self) -> Whole:
        """Return the position of the tie to each of them, -1 between strangers."""
        unknown = (self.edge < 0).nonzero()[0]
        if len(unknown):
            edges = self.edge.copy()
            mine = self.me.slots[self.owner[unknown]]
            edges[unknown] = self.me.world.ties.find(mine, self.slot[unknown])
            self.edge = edges
        return self.edge

    @property
    def liking(self) -> Floats:
        """My liking for each person seen, 0-1, shape (seen,)."""
        edge = self._edges()
        return self.me.world.ties.liking(edge)

    @property
    def respect(self) -> Floats:
        """My respect for each person seen, 0-1, shape (seen,)."""
        edge = self._edges()
        return np.where(edge >= 0, self.me.world.ties.respect[edge], 0.0)

    @property
    def likes_me(self) -> Floats:
        """The liking of each person seen for me, 0-1, shape (seen,)."""
        edge, ties = self._edges(), self.me.world.ties
        return np.where(edge >= 0, ties.liking(ties.reverse[edge]), 0.0)

    @property
    def overdue(self) -> Array:
        """Weeks since we last met, or since the start if we never did; shape (seen,)."""
        edge, ties = self._edges(), self.me.world.ties
        return np.where(edge >= 0, self.me.week - ties.met[edge].astype(np.int64), self.me.week)

    @property
    def distance(self) -> Floats:
        """Distance of our opinions, 0-2, shape (seen,); 0 where unknown, as we never met."""
        edge = self._edges()
        known = (edge >= 0) & (self.me.world.ties.met[edge] >= 0)
        return np.where(known, np.abs(self.opinion - self.mine("opinion")), 0.0)

    @property
    def same_branch(self) -> Mask:
        """Whether they are in my branch, shape (seen,)."""
        return np.asarray(self.branch == self.mine("branch"))

    @property
    def same_faction(self) -> Mask:
        """Whether they are in my faction, or neither of us is in one; shape (seen,)."""
        return np.asarray(self.faction == self.mine("faction"))

    @property
    def in_faction(self) -> Mask:
        """Whether they belong to a faction, shape (seen,)."""
        return np.asarray(self.faction != NOBODY)

    @property
    def of_my_faction(self) -> Mask:
        """Whether we belong to the same faction, shape (seen,)."""
        return np.asarray(self.same_faction & self.in_faction)

    @property
    def inside(self) -> Mask:
        """Whether they belong to my faction if I am in one, else my branch; shape (seen,)."""
        mine = np.where(self.mine("faction") != NOBODY, self.of_my_faction, self.same_branch)
        return np.asarray(mine & (self.status == Status.MEMBER))

    @property
    def beyond(self) -> Mask:
        """Whether they are in another circle or outside the movement, shape (seen,)."""
        return ~self.inside

    @property
    def shut_out(self) -> Mask:
        """Whether they are excluded from meetings now, shape (seen,)."""
        return np.asarray(self.barred > self.me.week)

    @property
    def esteem(self) -> Floats:
        """The mean respect of their acquaintances for them, 0-1, shape (seen,)."""
        ties = self.me.world.ties
        owner, edge = ties.ties_of(self.slot)
        total = np.bincount(owner, ties.respect[ties.reverse[edge]], minlength=len(self.slot))
        return np.asarray(total / np.maximum(ties.degree[self.slot], 1))

    def promise(self, hope: Any, doubt: Any) -> Floats:
        """Return how likely they seem to complete a task, from a prior and their public record.

        Parameters
        ----------
        hope, doubt
            The Beta prior, as numbers of imagined tasks done and failed (S2.O7, S2.F7); each is
            one number, or one per member.

        Returns
        -------
        (seen,) float64
            Expected probability of completing a task.
        """
        hope, doubt = self.mine(hope), self.mine(doubt)
        return np.asarray((hope + self.done) / (hope + doubt + self.done + self.failed))

    @property
    def proofs(self) -> Array:
        """Number of tasks that each person seen has done in public, shape (seen,)."""
        return self.done

    def score(self, preference: Preference) -> Floats:
        """Return what they are ranked by, given the name of a column or a function.

        Returns
        -------
        (seen,) float64
            One value per person seen.
        """
        value = preference(self) if callable(preference) else getattr(self, preference)
        return np.asarray(value, np.float64)


class GuardedOthers(Others):
    """Other people, seen by members of movements that differ in a parameter.

    Whatever is read of them does not combine with such a parameter, but only with what `mine`
    returns for it; see :mod:`movementsim.vocabulary.per_member`.
    """

    def __getattribute__(self, name: str) -> Any:
        value = super().__getattribute__(name)
        if (
            name.startswith("_")
            or name in ("me", "owner", "edge")
            or not isinstance(value, np.ndarray)
        ):
            return value
        return per_seen(value)

    def __getattr__(self, name: str) -> Array:
        return per_seen(super().__getattr__(name))

    def mine(self, what: str | float | Array) -> Array:
        """Return my own value for each of them, as :meth:`Others.mine` does."""
        return per_seen(super().mine(what))

    def promise(self, hope: Any, doubt: Any) -> Floats:
        """Return how likely they seem to complete a task, as :meth:`Others.promise` does."""
        return per_seen(super().promise(hope, doubt))


def others(me: Viewpoint, owner: Whole, edge: Whole, slot: Whole) -> Others:
    """Return other people around some members.

    Parameters
    ----------
    me, owner, edge, slot
        As for :class:`Others`.

    Returns
    -------
    Others
        The people; guarded where movements differ in a parameter of the members' strategy.
    """
    return (GuardedOthers if me.guarded else Others)(me, owner, edge, slot)
