"""People around somebody: narrowed, read, and chosen from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from movementsim.kernel.columns import Array, Floats, Mask, Whole
from movementsim.kernel.selection import first
from movementsim.state.people import Status
from movementsim.vocabulary.choice import Choice, lots
from movementsim.vocabulary.intents import Occasion
from movementsim.vocabulary.lookups import Gather, tied
from movementsim.vocabulary.others import Others, Pick
from movementsim.vocabulary.viewpoint import Viewpoint


class Group:
    """People around me, narrowed by `where`, read by `mean`, chosen by `most` and `anyone`.

    Nothing is looked up before it is needed, and then only for those who mean it.
    """

    def __init__(
        self, me: Viewpoint, gather: Gather, filters: tuple[Callable[[Others], Array], ...] = ()
    ) -> None:
        self.me, self._gather, self._filters = me, gather, filters

    def where(self, condition: Callable[[Others], Array]) -> Group:
        """Return only those for whom the condition holds."""
        return Group(self.me, self._gather, (*self._filters, condition))

    def inside(self) -> Group:
        """Return those of my own circle: my faction if I am in one, else my branch."""
        return self.where(lambda them: them.inside)

    def beyond(self) -> Group:
        """Return those beyond my own circle: of another one, or outside the movement."""
        return self.where(lambda them: ~them.inside)

    def introductions(self) -> Group:
        """Return whom one of them, chosen by lot, can introduce to me: strangers so far."""
        return _Introductions(self)

    def trusted(self, hope: float, doubt: float) -> Group:
        """Return those in whose hands a task seems as likely to be done as not (S2.O7, S2.F7).

        Parameters
        ----------
        hope, doubt
            What is thought of somebody unknown, as tasks imagined done and failed.
        """
        return self.where(lambda them: them.promise(hope, doubt) >= 0.5)

    def among(self, look_at: int) -> Group:
        """Return so many of them at random: those whom I happen to look at.

        Conditions narrow whom I look at, wherever they stand: `among(10).where(c)` is ten of those
        for whom `c` holds, as is `where(c).among(10)`, and not those of any ten for whom it does.
        """
        return _Glance(self, look_at)

    def them(self, rows: Whole, occasion: Occasion | None = None) -> Others:
        """Look them up for some members (positions in the cohort)."""
        place, edge, slot = self._gather(self.me, self.me.slots[rows])
        return self._sifted(Others(self.me, rows[place], edge, slot))

    def _sifted(self, them: Others) -> Others:
        for condition in self._filters:
            kept = np.asarray(condition(them))
            if kept.dtype != np.bool_:
                raise TypeError(".where() needs a condition that is true or false for each")
            if not kept.all():
                them = them.take(kept)
        return them

    def _all(self) -> Others:
        return self.them(np.arange(len(self.me)))

    # -- read

    def count(self) -> Floats:
        """Return how many there are."""
        return np.bincount(self._all().owner, minlength=len(self.me)).astype(np.float64)

    def mean(self, pick: Pick) -> Floats:
        """Return their mean; 0 where there is nobody."""
        them = self._all()
        total = np.bincount(them.owner, them.score(pick), minlength=len(self.me))
        count = np.bincount(them.owner, minlength=len(self.me))
        return np.asarray(total / np.maximum(count, 1))

    def share(self, condition: Callable[[Others], Array]) -> Floats:
        """Return the share of them for whom the condition holds; 0 where there is nobody."""
        return self.mean(lambda them: condition(them).astype(np.float64))

    def any(self) -> Mask:
        """Whether there is anybody."""
        return self.count() > 0

    # -- choose

    def most(self, pick: Pick, times: Any = 1) -> Choice:
        """Choose whoever has most of something; equals are told apart by lot."""
        return Choice(self, pick, True, 1).repeat(times)

    def least(self, pick: Pick, times: Any = 1) -> Choice:
        """Choose whoever has least of something; equals are told apart by lot."""
        return Choice(self, pick, False, 1).repeat(times)

    def anyone(self, times: Any = 1) -> Choice:
        """Choose anybody, by lot."""
        return Choice(self, None, False, 1).repeat(times)

    def alike(self, times: Any = 1) -> Choice:
        """Choose whoever is closest in opinion, as far as known."""
        return Choice(self, "distance", False, 1).repeat(times)


class _Glance(Group):
    """So many of some comrades, by lot."""

    def __init__(self, whole: Group, look_at: int) -> None:
        super().__init__(whole.me, whole._gather, whole._filters)
        self._whole, self._look_at = whole, look_at

    def where(self, condition: Callable[[Others], Array]) -> Group:
        return _Glance(self._whole.where(condition), self._look_at)

    def them(self, rows: Whole, occasion: Occasion | None = None) -> Others:
        them = self._whole.them(rows)
        drawn = lots(them, occasion or Occasion("look"), "glance")
        return them.take(first(them.owner, None, drawn, self._look_at))


class _Introductions(Group):
    """The strangers whom one of some people, chosen by lot, knows."""

    def __init__(self, through: Group, filters: tuple[Callable[[Others], Array], ...] = ()) -> None:
        super().__init__(through.me, through._gather, filters)
        self._through = through

    def where(self, condition: Callable[[Others], Array]) -> Group:
        return _Introductions(self._through, (*self._filters, condition))

    def them(self, rows: Whole, occasion: Occasion | None = None) -> Others:
        me, known = self.me, self._through.them(rows)
        drawn = lots(known, occasion or Occasion("look"), "introduction")
        through = known.take(first(known.owner, None, drawn, 1))
        place, _, slot = tied(me, through.slot)
        owner = through.owner[place]
        mine = me.slots[owner]
        new = (slot != mine) & (me.world.ties.find(mine, slot) < 0)
        new &= me.world.people.status[slot] != Status.LEFT
        return self._sifted(Others(me, owner[new], np.full(new.sum(), -1), slot[new]))
