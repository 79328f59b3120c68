"""The movement: a Mesa model whose state lives in columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from inspect import signature
from numbers import Integral
from types import EllipsisType
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from movementsim.errors import InputError
from movementsim.kernel.columns import Whole
from movementsim.kernel.draws import Draws
from movementsim.kernel.tables import TableSet
from movementsim.plugins.build import standard_rules
from movementsim.plugins.discovery import find_rules
from movementsim.plugins.schema import indicators_of, movement_schema, totals_of
from movementsim.rules.base import Rule
from movementsim.scenario.roles import LEADER
from movementsim.scenario.scenario import Scenario
from movementsim.simulation import histories
from movementsim.simulation.arguments import (
    Mixture,
    checked_rules,
    chosen_seed,
    no_indicator,
    planned,
    refuse_misplaced,
    refuse_period,
    reporters,
)
from movementsim.simulation.following import Following
from movementsim.simulation.population import assign_strategies, create_world
from movementsim.simulation.tally import Tally
from movementsim.simulation.week import Week
from movementsim.state.changes import Changes
from movementsim.state.observed import Indicator
from movementsim.state.people import Status
from movementsim.state.world import World
from movementsim.strategies.base import Strategy

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd
    from mesa import Model as MesaModel

    from movementsim.simulation.agents import Member
else:
    MesaModel = object  # Mesa loads pandas, networkx and SciPy, so it waits for the first movement

MODEL_VERSION = "2"
"""Raised by hand whenever results move on purpose; the changelog says why."""


class Movement(MesaModel):
    """A movement of members who act on a web of ties, week by week.

    Every movement is a :class:`mesa.Model`. Mesa is loaded when the first one is made.

    Parameters
    ----------
    scenario
        What it is made of; or give the scenario's own fields as keywords.
    following
        Shares of members by strategy: `{Organiser(): 0.03}` or `{"Organiser": 0.03}`.
    seed
        The seed; the same seed means the same people with the same luck, whatever else differs.
        Left out, it is the scenario's; None draws a fresh one, as in Mesa (`setup.seed` keeps it).
        `rng` is Mesa's other name for it.
    record
        Indicators to collect, at the start and every `record_every` weeks; all cheap ones if None.
    rules
        The rules themselves, in place of those the scenario names; or parameters of rules by name.
    settings
        Any other field of :class:`movementsim.scenario.scenario.Scenario`.

    Raises
    ------
    InputError
        For anything that cannot be used, before any work starts.

    Warns
    -----
    InputWarning
        Where a share above 0 is nobody's at the start, as there are too few members.

    Examples
    --------
    >>> movement = Movement(members=60, following={"Organiser": 0.05}, seed=1)
    >>> movement.run(weeks=4).week
    4
    """

    def __new__(cls, *_: Any, **__: Any) -> Self:
        """Make a Mesa model of this class, as `Path()` makes a path of the system's kind."""
        model: Self = super().__new__(_mesa_class(cls))  # type: ignore[arg-type]  # classes can be hashed
        return model

    def __init__(
        self,
        scenario: Scenario | None = None,
        *,
        following: Mixture | None = None,
        seed: int | EllipsisType | None = ...,
        record: Iterable[str | Indicator] | None = None,
        record_every: int = 1,
        rules: Iterable[Rule] | Mapping[str, Any] | None = None,
        rng: int | EllipsisType | None = ...,
        **settings: Any,
    ) -> None:
        refuse_misplaced(scenario, following)
        refuse_period(record_every)
        if isinstance(rules, Mapping):
            settings["rules"], rules = rules, None
        own_rules = None if rules is None else checked_rules(rules)
        plan, own = planned(scenario, following, chosen_seed(seed, rng), settings)
        super().__init__(rng=plan.seed)
        self.setup = plan
        self.weeks = Week(
            standard_rules(plan.rules, plan.without) if own_rules is None else own_rules
        )
        self.world: World = create_world(plan, movement_schema(self.weeks.rules))
        strategies = plan.strategies(own)
        # by identity: to hash a rule is to hash all its parameters, for each rule and week
        self._permits = {id(rule): rule.permit() for rule in self.weeks.rules}
        number = assign_strategies(self.world, plan, [strategy.active for strategy in strategies])
        strategies, number = _with_roles(self.world, plan, strategies, number)
        self.following = Following(strategies, len(number), plan.switching)
        self.following.index[:] = number
        self.tally = Tally(len(strategies), *totals_of(self.weeks.rules))
        self.indicators = indicators_of(self.weeks.rules)
        self._views: dict[int, Member] | None = None
        self.replay: list[TableSet] | None = None
        self.recorded_acts: list[TableSet] | None = None
        self._acted = 0
        self._left = self.world.people.status == Status.LEFT
        self.record_every = record_every
        from mesa import DataCollector

        self.datacollector = DataCollector(model_reporters=reporters(record, self.weeks.rules))
        self.datacollector.collect(self)

    # Mesa asks a class for its parameters, and Python takes those of `__new__` where there is one
    __new__.__signature__ = signature(__init__)  # type: ignore[attr-defined]

    # -- running

    @property
    def week(self) -> int:
        """Weeks that have passed."""
        return int(self.steps)

    def step(self) -> None:
        """Let one week pass."""
        world = self.world
        world.week = self.steps - 1
        world.facts = world.schema.new_facts()
        draws = Draws(world.seed, world.week)
        nothing = TableSet({})
        for rule in self.weeks.phase("news"):
            self._resolve(rule, nothing, draws)
        acts = self._act(draws)
        for rule in self.weeks.phase("govern", "campaign", "judge", "leave and join"):
            self._resolve(rule, acts, draws)
        self._welcome()
        self._reset_leavers()
        world.bind_new_ties()
        world.ledger.prune()
        self.tally.take(world, self.following.index)
        if self.steps % self.record_every == 0:
            self.datacollector.collect(self)
        if not world.people.on_roll.any():
            self.running = False

    def run(
        self, weeks: int | None = None, progress: Callable[[int, int], None] | None = None
    ) -> Movement:
        """Let so many weeks pass (the scenario's if None), and return the movement.

        Parameters
        ----------
        weeks
            How many, 0 or more.
        progress
            Called after each week with the weeks that are done and the weeks to do, such as
            `lambda done, weeks: print(f"{done} of {weeks}")`.
        """
        weeks = max(self.setup.weeks - self.week, 0) if weeks is None else weeks
        if isinstance(weeks, bool) or not isinstance(weeks, Integral) or weeks < 0:
            raise InputError(f"run(weeks={weeks!r}): must be a whole number of weeks, 0 or more")
        for done in range(1, weeks + 1):
            self.__class__.step_once(self)
            if progress is not None:
                progress(done, weeks)
        return self

    def step_once(self) -> None:
        """Let one week pass by Mesa's clock."""
        self._wrapped_step()

    def _act(self, draws: Draws) -> TableSet:
        """Let members decide and act, in as many waves as the scenario asks for."""
        waves = self._waves(draws)
        books = []
        for number, deciding in enumerate(waves):
            acts = self._decide(draws, deciding)
            books.append(acts)
            for rule in self.weeks.wave(first=number == 0, last=number == len(waves) - 1):
                self._resolve(rule, acts, draws)
        return books[0] if len(books) == 1 else self._joined(books)

    def _waves(self, draws: Draws) -> list[Whole | None]:
        if self.setup.waves == 1:
            return [None]
        members = self.world.people.active
        luck = draws.uniform("wave", self.world.people.uid[members])
        wave = (luck * self.setup.waves).astype(np.int64)
        return [members[wave == number] for number in range(self.setup.waves)]

    def _decide(self, draws: Draws, deciding: Whole | None) -> TableSet:
        if self.replay is None:
            acts, hours = self.following.decide(self.world, draws, deciding)
            who = hours.nonzero()[0]
            acts.add("spent", who=who, hours=hours[who])
        else:
            acts = self.replay[self._acted]
            self._acted += 1
        if self.recorded_acts is not None:
            self.recorded_acts.append(acts)
        spent = acts.spent
        self.world.facts.add("spent", who=spent.who, hours=spent.hours)
        self.world.people.open("hours")[spent.who] -= spent.hours
        return acts

    def _joined(self, books: Iterable[TableSet]) -> TableSet:
        """Return the acts of several waves in one set of tables."""
        whole = self.world.schema.new_acts()
        for acts in books:
            for verb in acts:
                whole.append(verb, getattr(acts, verb))
        return whole

    def _resolve(self, rule: Rule, acts: TableSet, draws: Draws) -> None:
        try:
            changes = rule.resolve(self.world, acts, draws)
            if isinstance(changes, Changes):
                changes.apply(self.world, self._permits[id(rule)])
                return
        except (AttributeError, KeyError) as error:  # a column, fact or verb that is not there
            reason = error.args[0] if error.args else error
            raise InputError(
                f"the rule {rule.name()!r} failed in week {self.world.week}: {reason}"
            ) from error
        raise InputError(
            f"the rule {rule.name()!r} returned {type(changes).__name__}; resolve must return "
            "the Changes it asks for, as in `return Changes(world)`"
        )

    def _reset_leavers(self) -> None:
        """Give those who left this week the value at birth in the columns that say so."""
        people = self.world.people
        resetting = [
            name for name, column in people.specification.items() if column.at_exit == "reset"
        ]
        if not resetting:
            return
        self._left = np.concatenate([self._left, np.zeros(len(people) - len(self._left), np.bool_)])
        left = people.status == Status.LEFT
        gone = (left & ~self._left).nonzero()[0]
        self._left = left
        for name in resetting if len(gone) else ():
            people.open(name)[gone] = people.specification[name].default

    def _welcome(self) -> None:
        """Give those who joined a strategy by the scenario's mixture, keyed on the person."""
        people = self.world.people
        self.following.grow(len(people))
        new = (people.joined == self.world.week).nonzero()[0]
        if not len(new) or self.setup.joiners == "others":
            return
        luck = Draws(self.world.seed, -1).uniform("a joiner's strategy", people.uid[new])
        edge = 0.0
        for number, follow in enumerate(self.setup.following.values(), start=1):
            chosen = (luck >= edge) & (luck < edge + follow.share)
            if self.following.strategies[number].active:
                chosen &= people.energy[new] > 0
            self.following.index[new[chosen]] = number
            edge += follow.share

    # -- looking

    @property
    def agents(self) -> Any:
        """The members as Mesa agents, built the first time they are asked for."""
        from movementsim.simulation.agents import Member

        if self._views is None:
            self._views = {}
        people = self.world.people
        on_roll = people.on_roll.nonzero()[0]
        here = set(on_roll.tolist())
        for slot in [slot for slot in self._views if slot not in here]:
            self._views.pop(slot).remove()
        for slot in on_roll.tolist():
            if slot not in self._views:
                self._views[slot] = Member(self, slot)
        return self._all_agents

    def view(self, slot: int) -> Member | None:
        """Return the member in this slot as a Mesa agent, None for somebody not on the roll."""
        if self._views is None:
            _ = self.agents
        assert self._views is not None
        return self._views.get(slot)

    def people(self) -> pd.DataFrame:
        """Return everybody as a table; see :func:`movementsim.simulation.histories.people`."""
        return histories.people(self)

    def survival(self) -> pd.DataFrame:
        """Return the Kaplan-Meier curve of staying."""
        return histories.survival(self)

    def retention(self, width: int = 52) -> pd.DataFrame:
        """Return the Kaplan-Meier curve of staying by joining cohort."""
        return histories.retention(self, width)

    def hostility(self) -> pd.DataFrame:
        """Return who caused what hostility (S2.W3)."""
        return histories.hostility(self)

    def to_networkx(self) -> nx.Graph:
        """Return people and ties as a networkx graph with all attributes."""
        return histories.graph(self)

    def read(self, *which: str | Indicator) -> dict[str, float]:
        """Return the present value of indicators, by name.

        Parameters
        ----------
        *which
            Indicators, by name or as objects; all that this movement has if none are given.

        Raises
        ------
        InputError
            When there is no such indicator here; names the rule that would bring it.
        """
        read = {}
        for about in which or self.indicators.values():
            if isinstance(about, str):
                if about not in self.indicators:
                    raise InputError(self._lacking(about))
                about = self.indicators[about]
            read[about.name] = float(about.read(self))
        return read

    def _lacking(self, name: str) -> str:
        """Return the error for an indicator that this movement does not have."""
        for rule, found in find_rules().items():
            if name in [about.name for about in found.kind.brings.indicators]:
                return (
                    f"the indicator {name!r} comes with the rule {rule!r}, which is left out of "
                    "this movement's week"
                )
        return no_indicator(name, self.indicators)


@cache
def _mesa_class(cls: type[Movement]) -> type[Movement]:
    """Return the subclass of a class of movements that is a Mesa model too."""
    import mesa

    if issubclass(cls, mesa.Model):
        return cls
    named = {name: getattr(cls, name) for name in ("__module__", "__qualname__", "__doc__")}
    return type(cls.__name__, (cls, mesa.Model), named)


def _with_roles(
    world: World, plan: Scenario, strategies: list[Strategy], number: Whole
) -> tuple[list[Strategy], Whole]:
    """Give the people named in the scenario's roles their strategies."""
    for role in plan.roles:
        strategy = role.follows()
        if strategy is None:
            continue
        if strategy not in strategies:
            strategies = [*strategies, strategy]
        slots = (
            world.branches.leader[world.branches.leader >= 0]
            if role.who == LEADER
            else [world.ids[role.who]]
        )
        number[slots] = strategies.index(strategy)
    return strategies, number
