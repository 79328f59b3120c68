"""Who follows which strategy and what strategies remember, kept apart from the world."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from movementsim.errors import InputError
from movementsim.kernel.columns import Array, Floats, Whole
from movementsim.kernel.draws import Draws
from movementsim.kernel.segments import filled
from movementsim.kernel.tables import Rows, TableSet
from movementsim.simulation.kind import Kind
from movementsim.state.people import Status
from movementsim.state.world import World
from movementsim.strategies.base import Strategy
from movementsim.vocabulary.budget import fit_to_hours
from movementsim.vocabulary.cohort import Cohort
from movementsim.vocabulary.intents import Request

CHECKED_ALONE = 8
"""Number of followers of each strategy whose decisions are also computed for each alone."""


class Following:
    """The strategies of movements, who follows which, and their memory columns.

    Parameters
    ----------
    strategies
        The strategies of each movement; people follow the first unless they are given another.
    count
        Number of people.
    switching
        Whether members may take up another strategy of their movement, for each movement.

    Attributes
    ----------
    each
        The strategies of each movement.
    index
        The number of the strategy that each person follows in the movement, shape (people,).
    switches
        Switches that members have asked for: week, slot and name of the strategy.
    """

    def __init__(
        self, strategies: Sequence[Sequence[Strategy]], count: int, switching: Sequence[bool]
    ) -> None:
        self.each = tuple(tuple(listed) for listed in strategies)
        self.switches: list[tuple[int, int, str]] = []
        self.index = np.zeros(count, np.int16)
        self._switching = np.array(switching)
        self.most = max(map(len, self.each))
        by_kind: dict[type[Strategy], dict[int, Strategy]] = {}
        for run, listed in enumerate(self.each):
            for number, strategy in enumerate(listed):
                by_kind.setdefault(type(strategy), {})[run * self.most + number] = strategy
        self._kinds = tuple(Kind(places) for places in by_kind.values())
        self._kind_at = np.zeros(len(self.each) * self.most, np.int16)
        for number, kind in enumerate(self._kinds):
            self._kind_at[kind.places] = number
        self._memory: dict[type[Strategy], dict[str, Array]] = {
            kind: {
                name: np.full(count, declared.default) for name, declared in kind.memories().items()
            }
            for kind in by_kind
        }

    @property
    def strategies(self) -> tuple[Strategy, ...]:
        """The strategies of the first movement, which is the only one unless several are stacked.

        That of all others comes first.
        """
        return self.each[0]

    def grow(self, count: int) -> None:
        """Make room for `count` people in all; new people follow the first strategy."""
        more = count - len(self.index)
        if more <= 0:
            return
        self.index = np.concatenate([self.index, np.zeros(more, np.int16)])
        for kind, columns in self._memory.items():
            for name, declared in kind.memories().items():
                columns[name] = np.concatenate([columns[name], np.full(more, declared.default)])

    def strategy_of(self, slot: int, run: int = 0) -> Strategy:
        """Return the strategy that the person in this slot follows.

        Parameters
        ----------
        slot, run
            The person's slot, and the position of the movement.

        Returns
        -------
        Strategy
            The strategy.
        """
        return self.each[run][int(self.index[slot])]

    def memory(self, strategy: Strategy) -> dict[str, Array]:
        """Return the memory columns of a strategy.

        Returns
        -------
        dict of str to (people,) array
            Values by name of the column and by slot.
        """
        return self._memory[type(strategy)]

    def collect_acts(
        self, world: World, draws: Draws, deciding: Whole | None = None
    ) -> tuple[TableSet, Floats]:
        """Collect what members decide to do, all from one snapshot, and update their memories.

        Parameters
        ----------
        world, draws
            The week's snapshot and random draws.
        deciding
            Slots of the members who decide; all members who are not leaving if None.

        Returns
        -------
        TableSet
            The acts that they ask for.
        (people,) float64
            Hours that the acts take from each person.
        """
        members = world.people.active if deciding is None else deciding
        requested = [*self._requests_by_strategy(world, draws, members)]
        acts, hours, private = fit_to_hours(requested, world.people.hours, world.schema)
        for request in private:
            self._apply_private(world, request)
        return acts, hours

    def _requests_by_strategy(
        self, world: World, draws: Draws, members: Whole
    ) -> Iterator[list[Request]]:
        """Yield the requests of the followers of each strategy class."""
        place = world.people.run[members] * self.most + self.index[members]
        kind_of = self._kind_at[place]
        for number, kind in enumerate(self._kinds):
            mine = kind_of == number
            if mine.any():
                slots, memory = members[mine], self._memory[kind.strategy]
                yield from kind.requests(
                    place[mine],
                    lambda which=..., slots=slots, memory=memory: Cohort(
                        world, slots[which], draws, memory
                    ),
                )

    def check_batch_law(self, world: World, draws: Draws) -> None:
        """Refuse a strategy that decides differently for a subset of its followers than for all.

        A strategy does so when it reads a property of the cohort (`me.trust.mean()`) or draws
        random numbers that do not belong to a member (`random.random()`). The check changes
        nothing in the movement.

        Parameters
        ----------
        world, draws
            The week's snapshot and random draws.

        Raises
        ------
        InputError
            When decisions differ; names the strategy and the verb.
        """
        members = world.people.active
        for number, strategy in enumerate(self.strategies):
            slots = members[(self.index[members] == number) & (world.people.run[members] == 0)]
            whole = self._requested_with_ample_time(world, draws, slots)
            alone = np.array_split(slots[:CHECKED_ALONE], CHECKED_ALONE)
            for subset in (slots[::2], slots[1::2], *alone):
                part = self._requested_with_ample_time(world, draws, subset)
                for verb in whole | part:
                    if not _equal_rows(whole.get(verb), part.get(verb), subset):
                        raise InputError(
                            f"the strategy {type(strategy).__name__} breaks the batch law in week "
                            f"{world.week}: its `{verb}` decisions for a subset of members differ "
                            "from those for the whole cohort. Compute nothing over all of `me`, "
                            "such as me.trust.mean(), and draw chance only from me.chance"
                        )

    def _requested_with_ample_time(
        self, world: World, draws: Draws, members: Whole
    ) -> dict[str, Rows]:
        """Return what these members would do and remember if they had time for all of it."""
        ample = np.full(len(world.people), 168.0)
        requested = [*self._requests_by_strategy(world, draws, members)]
        acts, _, private = fit_to_hours(requested, ample, world.schema)
        rows = {verb: getattr(acts, verb) for verb in world.schema.verbs}
        for request in private:
            who = request.cohort.slots[request.owner]
            columns = {name: filled(value, len(who)) for name, value in request.columns.items()}
            name = f"{request.verb} {' '.join(columns)}"
            rows[name] = Rows({"who": who} | columns)
        return rows

    def _apply_private(self, world: World, request: Request) -> None:
        who = request.cohort.slots[request.owner]
        if request.verb == "remember":
            for name, value in request.columns.items():
                request.cohort.memory[name][who] = value
            return
        wanted, run = request.columns["strategy"], world.people.run[who]
        number = np.array([self._number(listed, wanted) for listed in self.each])[run]
        for slot in who[number < 0][:1]:
            names = ", ".join(type(each).__name__ for each in self.each[world.people.run[slot]])
            raise InputError(
                f"switch({wanted!r}): this movement has no such strategy; it has {names}"
            )
        self.switches += [(world.week, slot, wanted) for slot in who.tolist()]
        able = self._switching[run]
        self.index[who[able]] = number[able]

    @staticmethod
    def _number(strategies: Sequence[Strategy], name: str) -> int:
        """Return the number of the strategy with this class name; -1 if there is none."""
        names = [type(strategy).__name__ for strategy in strategies]
        return names.index(name) if name in names else -1

    def members(self, world: World, number: int) -> Whole:
        """Return the members who follow a strategy, in all movements.

        Parameters
        ----------
        world
            The world.
        number
            The number of the strategy.

        Returns
        -------
        (followers,) int64
            Their slots, in ascending order.
        """
        return np.flatnonzero(
            (self.index[: len(world.people)] == number) & (world.people.status == Status.MEMBER)
        )


def _equal_rows(whole: Rows | None, part: Rows | None, slots: Whole) -> bool:
    """Return whether the rows of these members are the same in both; None stands for no rows."""
    expected = None if whole is None else whole.take(np.isin(whole.who, slots))
    if expected is None or part is None:
        return not (expected or part)
    expected_columns, columns = expected.columns(), part.columns()
    return all(np.array_equal(expected_columns[name], columns[name]) for name in expected_columns)
