"""Who follows which strategy, and what strategies remember: apart from the world rules see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from movementsim.errors import InputError
from movementsim.kernel.columns import Array, Floats, Whole
from movementsim.kernel.draws import Draws
from movementsim.kernel.segments import filled
from movementsim.kernel.tables import Rows, TableSet
from movementsim.state.people import Status
from movementsim.state.world import World
from movementsim.strategies.base import Strategy
from movementsim.vocabulary.budget import fit_to_hours
from movementsim.vocabulary.cohort import Cohort
from movementsim.vocabulary.intents import Intent, Request, requests_of

ALONE = 8
"""Followers of each strategy for whom it is looked whether they decide alone as beside others."""


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
    ) -> tuple[TableSet, Floats]:
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
        meant = [*self._meant(world, draws, members)]
        acts, hours, private = fit_to_hours(meant, world.people.hours, world.schema)
        for request in private:
            self._keep(world, request)
        return acts, hours

    def _meant(self, world: World, draws: Draws, members: Whole) -> Iterator[list[Request]]:
        """Yield what the followers of each strategy mean to do."""
        followed = self.index[members]
        for number, strategy in enumerate(self.strategies):
            slots = members[followed == number]
            if len(slots):
                yield _meant(strategy, Cohort(world, slots, draws, self.memory(strategy)))

    def check(self, world: World, draws: Draws) -> None:
        """Refuse a strategy that decides otherwise for some of its followers than for all of them.

        Whatever looks at the cohort and not at the member (`me.trust.mean()`), or draws luck that
        is not the member's own (`random.random()`), does; nothing is changed by asking.

        Raises
        ------
        InputError
            Names the strategy and what it decides otherwise.
        """
        members = world.people.active
        for number, strategy in enumerate(self.strategies):
            slots = members[self.index[members] == number]
            whole = self._wished(world, draws, slots)
            for some in (slots[::2], slots[1::2], *np.array_split(slots[:ALONE], ALONE)):
                request = self._wished(world, draws, some)
                for what in whole | request:
                    if not _equal(whole.get(what), request.get(what), some):
                        raise InputError(
                            f"the strategy {type(strategy).__name__} decides otherwise ({what}) in "
                            f"week {world.week} for some of its followers than for all of them: "
                            "take nothing over all of me, such as me.trust.mean(), and chance from "
                            "me.chance alone"
                        )

    def _wished(self, world: World, draws: Draws, members: Whole) -> dict[str, Rows]:
        """Return what these members would do and remember, had they time for all of it."""
        plenty = np.full(len(world.people), 168.0)
        acts, _, private = fit_to_hours([*self._meant(world, draws, members)], plenty, world.schema)
        wished = {verb: getattr(acts, verb) for verb in world.schema.verbs}
        for request in private:
            who = request.cohort.slots[request.owner]
            columns = {name: filled(value, len(who)) for name, value in request.columns.items()}
            name = f"{request.verb} {' '.join(columns)}"
            wished[name] = Rows({"who": who} | columns)
        return wished

    def _keep(self, world: World, request: Request) -> None:
        who = request.cohort.slots[request.owner]
        if request.verb == "remember":
            for name, value in request.columns.items():
                request.cohort.memory[name][who] = value
            return
        wanted = request.columns["strategy"]
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


def _equal(whole: Rows | None, request: Rows | None, slots: Whole) -> bool:
    """Say whether the rows of these members are the same in both; no rows are None."""
    here = None if whole is None else whole.take(np.isin(whole.who, slots))
    if here is None or request is None:
        return not (here or request)
    a, b = here.columns(), request.columns()
    return all(np.array_equal(a[name], b[name]) for name in a)


def _meant(strategy: Strategy, me: Cohort) -> list[Request]:
    """Return what a strategy's followers mean to do; whatever goes wrong names the strategy."""
    name = type(strategy).__name__
    try:
        intent = strategy.decide(me)
        if isinstance(intent, Intent):
            return requests_of(intent, len(me))
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
