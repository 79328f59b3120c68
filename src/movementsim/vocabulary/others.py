"""The other side of some ties, as a predicate or a preference sees it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from movementsim.errors import nearest
from movementsim.kernel.columns import NOBODY, Array, Floats, Mask, Whole
from movementsim.state.people import Status
from movementsim.vocabulary.viewpoint import Viewpoint

Pick = str | Callable[["Others"], Array]
"""What is preferred in somebody: a column, or what a function sees in them."""


class Others:
    """The other side of some ties, as a predicate or a preference sees it.

    Columns are read as attributes: `them.trust` is theirs, `them.mine("trust")` is mine.
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
        """Return some of them."""
        return Others(self.me, self.owner[which], self.edge[which], self.slot[which])

    def mine(self, what: str | Array) -> Array:
        """Return my own value, beside each of theirs: a column, or one value a member."""
        value = getattr(self.me, what) if isinstance(what, str) else np.asarray(what)
        return np.asarray(value[self.owner])

    def _tied(self) -> Whole:
        """Return the position of the tie to each of them, -1 between strangers."""
        strangers = (self.edge < 0).nonzero()[0]
        if len(strangers):
            found = self.edge.copy()
            mine = self.me.slots[self.owner[strangers]]
            found[strangers] = self.me.world.ties.find(mine, self.slot[strangers])
            self.edge = found
        return self.edge

    @property
    def liking(self) -> Floats:
        """How much I like them."""
        edge = self._tied()
        return self.me.world.ties.liking(edge)

    @property
    def respect(self) -> Floats:
        """How much I respect them."""
        edge = self._tied()
        return np.where(edge >= 0, self.me.world.ties.respect[edge], 0.0)

    @property
    def likes_me(self) -> Floats:
        """How much they like me."""
        edge, ties = self._tied(), self.me.world.ties
        return np.where(edge >= 0, ties.liking(ties.reverse[edge]), 0.0)

    @property
    def overdue(self) -> Array:
        """Weeks since we last met; since the beginning if we never did."""
        edge, ties = self._tied(), self.me.world.ties
        return np.where(edge >= 0, self.me.week - ties.met[edge].astype(np.int64), self.me.week)

    @property
    def distance(self) -> Floats:
        """How far apart our opinions are, as far as I know theirs (we must have met)."""
        edge = self._tied()
        known = (edge >= 0) & (self.me.world.ties.met[edge] >= 0)
        return np.where(known, np.abs(self.opinion - self.mine("opinion")), 0.0)

    @property
    def same_branch(self) -> Mask:
        """Whether they are of my branch."""
        return np.asarray(self.branch == self.mine("branch"))

    @property
    def same_faction(self) -> Mask:
        """Whether they are of my faction (or neither of us is in one)."""
        return np.asarray(self.faction == self.mine("faction"))

    @property
    def in_faction(self) -> Mask:
        """Whether they belong to a faction."""
        return np.asarray(self.faction != NOBODY)

    @property
    def of_my_faction(self) -> Mask:
        """Whether we belong to one faction."""
        return np.asarray(self.same_faction & self.in_faction)

    @property
    def inside(self) -> Mask:
        """Whether they belong to my own circle: members of my faction, or else of my branch."""
        mine = np.where(self.mine("faction") != NOBODY, self.of_my_faction, self.same_branch)
        return np.asarray(mine & (self.status == Status.MEMBER))

    @property
    def beyond(self) -> Mask:
        """Whether they are beyond my own circle: of another one, or outside the movement."""
        return ~self.inside

    @property
    def shut_out(self) -> Mask:
        """Whether the room is closed to them now."""
        return np.asarray(self.barred > self.me.week)

    @property
    def esteem(self) -> Floats:
        """The mean respect their acquaintances have for them."""
        ties = self.me.world.ties
        owner, edge = ties.ties_of(self.slot)
        total = np.bincount(owner, ties.respect[ties.reverse[edge]], minlength=len(self.slot))
        return np.asarray(total / np.maximum(ties.degree[self.slot], 1))

    def promise(self, hope: float, doubt: float) -> Floats:
        """Return how likely a task in their hands seems: a Beta prior and the public record.

        Parameters
        ----------
        hope, doubt
            The prior, as tasks imagined done and failed (S2.O7, S2.F7).
        """
        return np.asarray((hope + self.done) / (hope + doubt + self.done + self.failed))

    @property
    def proofs(self) -> Array:
        """Tasks done in public."""
        return self.done

    def score(self, pick: Pick) -> Floats:
        """Return a preference over them, by column name or function."""
        value = pick(self) if callable(pick) else getattr(self, pick)
        return np.asarray(value, np.float64)
