"""Who follows which strategy, and what strategies remember: apart from the world rules see."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from movementsim.cohort import Cohort
from movementsim.columns import Array, Floats, Whole
from movementsim.draws import Draws
from movementsim.errors import InputError
from movementsim.intents import Intent, Part, fit, parts_of
from movementsim.members import Status
from movementsim.strategies.base import Strategy
from movementsim.tables import Book
from movementsim.world import World


class Following:
    """Strategies in play, who follows which, and their memory columns.

    Parameters
    ----------
    strategies
        The strategies in play; the first is everybody's.
    count
        How many people there are.
    switching
        Whether members may take up another strategy in play.
    """

    def __init__(self, strategies: Sequence[Strategy], count: int, switching: bool = False) -> None:
        self.strategies = tuple(strategies)
        self.switching = switching
        self.switches: list[tuple[int, int, str]] = []
        self.index = np.zeros(count, np.int16)
        self._memory: dict[str, dict[str, Array]] = {
            type(strategy).__name__: {
                name: np.full(count, declared.default)
                for name, declared in strategy.memories().items()
            }
            for strategy in self.strategies
        }

    def grow(self, count: int) -> None:
        """Make room for people, everybody's strategy theirs."""
        more = count - len(self.index)
        if more <= 0:
            return
        self.index = np.concatenate([self.index, np.zeros(more, np.int16)])
        for strategy in self.strategies:
            columns = self._memory[type(strategy).__name__]
            for name, declared in strategy.memories().items():
                if len(columns[name]) < count:
                    room = np.full(count - len(columns[name]), declared.default)
                    columns[name] = np.concatenate([columns[name], room])

    def of(self, slot: int) -> Strategy:
        """Return whose strategy somebody follows."""
        return self.strategies[int(self.index[slot])]

    def memory(self, strategy: Strategy) -> dict[str, Array]:
        """Return the memory columns of a strategy, by name, over all slots."""
        return self._memory[type(strategy).__name__]

    def decide(
        self, world: World, draws: Draws, deciding: Whole | None = None
    ) -> tuple[Book, Floats]:
        """Let members decide, all from one snapshot.

        Parameters
        ----------
        world, draws
            The week's snapshot and luck.
        deciding
            Slots of those who decide; all active members if None.

        Returns
        -------
        What is asked for, and the hours it takes by slot.
        """
        members = world.people.active if deciding is None else deciding
        followed = self.index[members]
        meant: list[list[Part]] = []
        for number, strategy in enumerate(self.strategies):
            slots = members[followed == number]
            if len(slots):
                me = Cohort(world, slots, draws, self.memory(strategy))
                meant.append(_meant(strategy, me))
        acts, hours, private = fit(meant, world.people.hours)
        for part in private:
            self._keep(world, part)
        return acts, hours

    def _keep(self, world: World, part: Part) -> None:
        who = part.cohort.slots[part.owner]
        if part.verb == "remember":
            for name, value in part.columns.items():
                part.cohort.memory[name][who] = value
            return
        wanted = part.columns["strategy"]
        names = [type(strategy).__name__ for strategy in self.strategies]
        if wanted not in names:
            raise InputError(
                f"switch({wanted!r}): not in play; this movement has {', '.join(names)}"
            )
        self.switches += [(world.week, int(slot), wanted) for slot in who]
        if self.switching:
            self.index[who] = names.index(wanted)

    def members(self, world: World, number: int) -> Whole:
        """Return the slots of the members who follow the strategy of this number."""
        return np.flatnonzero(
            (self.index[: len(world.people)] == number) & (world.people.status == Status.MEMBER)
        )


def _meant(strategy: Strategy, me: Cohort) -> list[Part]:
    """Return what a strategy's followers mean to do; whatever goes wrong names the strategy."""
    name = type(strategy).__name__
    try:
        intent = strategy.decide(me)
        if isinstance(intent, Intent):
            return parts_of(intent, len(me))
    except InputError:
        raise
    except Exception as error:
        hint = ""
        if "truth value" in str(error):
            hint = (
                " (me is many members at once: use & | ~ and .when() instead of and/or/not/if, "
                "or mark decide with @each)"
            )
        raise InputError(
            f"the strategy {name} failed in week {me.week} for {len(me)} members: "
            f"{type(error).__name__}: {error}{hint}"
        ) from error
    raise InputError(
        f"the strategy {name} returned {type(intent).__name__} in week {me.week}; decide must "
        "return an intent, as in `return me.rest()`"
    )
