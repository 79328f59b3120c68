"""The movement: a Mesa model whose state lives in columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
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
from movementsim.plugins.schema import indicators_of, movement_schema, totals_of
from movementsim.rules.base import Rule
from movementsim.scenario.scenario import Scenario
from movementsim.simulation.arguments import (
    Mixture,
    check_record_every,
    checked_rules,
    chosen_seed,
    missing_indicator_error,
    plan_scenario,
    refuse_misplaced,
    reporters,
)
from movementsim.simulation.assignment import (
    assign_joiners,
    assign_role_strategies,
    assign_strategies,
)
from movementsim.simulation.exits import ExitReset
from movementsim.simulation.following import Following
from movementsim.simulation.histories import HistoryMixin
from movementsim.simulation.mesa_model import mesa_class
from movementsim.simulation.population import create_world
from movementsim.simulation.running_totals import Tally
from movementsim.simulation.week import Week
from movementsim.state.observed import Indicator
from movementsim.state.world import World

if TYPE_CHECKING:
    from mesa import Model as MesaModel

    from movementsim.simulation.agents import Member
else:
    MesaModel = object  # Mesa loads pandas, networkx and SciPy, so it waits for the first movement

MODEL_VERSION = "2"
"""The version of the model; it is raised whenever results change on purpose (see the changelog)."""


class Movement(HistoryMixin, MesaModel):
    """A movement of members who act along their ties, week by week.

    Every movement is a :class:`mesa.Model`. Mesa is loaded when the first one is made.

    Parameters
    ----------
    scenario
        The scenario; or give its fields as keywords.
    following
        Shares of members by strategy: `{Organiser(): 0.03}` or `{"Organiser": 0.03}`.
    seed
        The seed; movements with the same seed share people and random draws, whatever else
        differs. If left out, it is the scenario's; None draws a new one, as in Mesa (it is kept in
        `setup.seed`).
    record
        Indicators to collect, by name or as objects, at the start and every `record_every` weeks;
        all but the costly ones if None.
    record_every
        Weeks between two records, 1 or more.
    rules
        The rules themselves, in place of those that the scenario names; or parameters of rules by
        the rules' names.
    rng
        Mesa's other name for `seed`.
    settings
        Any other field of :class:`movementsim.scenario.scenario.Scenario`.

    Attributes
    ----------
    setup
        The scenario.
    weeks
        The rules, in the order of the week.
    world
        The state: people, ties, branches and what happened to them.
    following
        Who follows which strategy.
    tally
        Running totals of what happened.
    indicators
        The indicators that can be read, by name.
    replay, recorded_acts
        Acts to replay in place of decisions, and acts that are recorded, wave by wave; or None.
    datacollector
        Mesa's data collector, which holds the recorded indicators.

    Raises
    ------
    InputError
        For any argument that cannot be used, before any work starts.

    Warns
    -----
    InputWarning
        When a share above 0 rounds to nobody at the start because there are too few members.

    Examples
    --------
    >>> movement = Movement(members=60, following={"Organiser": 0.05}, seed=1)
    >>> movement.run(weeks=4).week
    4
    """

    def __new__(cls, *_: Any, **__: Any) -> Self:
        """Return a Mesa model of this class, as `Path()` returns a path of the system's kind."""
        model: Self = super().__new__(mesa_class(cls))  # type: ignore[arg-type]  # classes can be hashed
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
        check_record_every(record_every)
        if isinstance(rules, Mapping):
            settings["rules"], rules = rules, None
        own_rules = None if rules is None else checked_rules(rules)
        plan, own = plan_scenario(scenario, following, chosen_seed(seed, rng), settings)
        super().__init__(rng=plan.seed)
        self.setup = plan
        self.weeks = Week(
            standard_rules(plan.rules, plan.without) if own_rules is None else own_rules
        )
        self.world: World = create_world(plan, movement_schema(self.weeks.rules))
        strategies = plan.strategies(own)
        number = assign_strategies(self.world, plan, [strategy.active for strategy in strategies])
        strategies = assign_role_strategies(self.world, plan, strategies, number)
        self.following = Following(strategies, len(number), plan.switching)
        self.following.index[:] = number
        self.tally = Tally(len(strategies), *totals_of(self.weeks.rules))
        self.indicators = indicators_of(self.weeks.rules)
        self._views: dict[int, Member] | None = None
        self.replay: list[TableSet] | None = None
        self.recorded_acts: list[TableSet] | None = None
        self._waves_replayed = 0
        self._exit_reset = ExitReset(self.world.people)
        self.record_every = record_every
        from mesa import DataCollector

        self.datacollector = DataCollector(model_reporters=reporters(record, self.weeks.rules))
        self.datacollector.collect(self)

    # Mesa reads the parameters of a class, which Python takes from `__new__` where it exists
    __new__.__signature__ = signature(__init__)  # type: ignore[attr-defined]

    # -- running

    @property
    def week(self) -> int:
        """Number of weeks that have passed."""
        return int(self.steps)

    def step(self) -> None:
        """Simulate one week."""
        world = self.world
        world.week = self.steps - 1
        world.facts = world.schema.new_facts()
        draws = Draws(world.seed, world.week)
        nothing = TableSet({})
        for rule in self.weeks.phase("news"):
            self.apply_rule(rule, nothing, draws)
        acts = self._act(draws)
        for rule in self.weeks.phase("govern", "campaign", "judge", "leave and join"):
            self.apply_rule(rule, acts, draws)
        assign_joiners(world, self.setup, self.following)
        self._exit_reset.apply(world.people)
        world.add_new_ties()
        world.ledger.prune()
        self.tally.add_week(world, self.following.index)
        if self.steps % self.record_every == 0:
            self.datacollector.collect(self)
        if not world.people.on_roll.any():
            self.running = False

    def run(
        self, weeks: int | None = None, progress: Callable[[int, int], None] | None = None
    ) -> Movement:
        """Simulate a number of weeks and return the movement.

        Parameters
        ----------
        weeks
            Number of weeks, 0 or more; all that remain of the scenario's if None.
        progress
            Called after each week with the numbers of weeks done and of weeks to do, such as
            `lambda done, weeks: print(f"{done} of {weeks}")`.

        Returns
        -------
        Movement
            This movement.

        Raises
        ------
        InputError
            When the number of weeks is not a whole number, 0 or more.
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
        """Simulate one week and advance Mesa's clock."""
        self._wrapped_step()

    def _act(self, draws: Draws) -> TableSet:
        """Let members decide and act, in as many waves as the scenario asks for."""
        waves = self._waves(draws)
        acts_by_wave = []
        for number, deciding in enumerate(waves):
            acts = self.collect_acts(draws, deciding)
            acts_by_wave.append(acts)
            for rule in self.weeks.wave(first=number == 0, last=number == len(waves) - 1):
                self.apply_rule(rule, acts, draws)
        if len(acts_by_wave) == 1:
            return acts_by_wave[0]
        week = self.world.schema.new_acts()
        for acts in acts_by_wave:
            week.extend(acts)
        return week

    def _waves(self, draws: Draws) -> list[Whole | None]:
        """Return the members who decide in each wave; None stands for all members."""
        if self.setup.waves == 1:
            return [None]
        members = self.world.people.active
        draw = draws.uniform("wave", self.world.people.key[members])
        wave = (draw * self.setup.waves).astype(np.int64)
        return [members[wave == number] for number in range(self.setup.waves)]

    def collect_acts(self, draws: Draws, deciding: Whole | None) -> TableSet:
        """Let members decide, deduct the hours that their acts take, and return the acts.

        Parameters
        ----------
        draws, deciding
            The week's random draws, and slots of the members who decide (all if None).

        Returns
        -------
        TableSet
            The acts.
        """
        if self.replay is None:
            acts, hours = self.following.collect_acts(self.world, draws, deciding)
            who = hours.nonzero()[0]
            acts.add("spent", who=who, hours=hours[who])
        else:
            acts = self.replay[self._waves_replayed]
            self._waves_replayed += 1
        if self.recorded_acts is not None:
            self.recorded_acts.append(acts)
        spent = acts.spent
        self.world.facts.add("spent", who=spent.who, hours=spent.hours)
        self.world.people.open("hours")[spent.who] -= spent.hours
        return acts

    def apply_rule(self, rule: Rule, acts: TableSet, draws: Draws) -> None:
        """Let a rule resolve and apply its changes.

        Parameters
        ----------
        rule, acts, draws
            A rule of the week, what members have asked for, and the week's random draws.
        """
        self.weeks.apply(rule, self.world, acts, draws)

    # -- looking

    @property
    def agents(self) -> Any:
        """The members as Mesa agents, which are made when they are first read."""
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
        """Return the member in this slot as a Mesa agent; None for people who are not members."""
        if self._views is None:
            _ = self.agents
        assert self._views is not None
        return self._views.get(slot)

    def read(self, *which: str | Indicator) -> dict[str, float]:
        """Return the present values of indicators, by name.

        Parameters
        ----------
        *which
            Indicators, by name or as objects; all that this movement has if none are given.

        Returns
        -------
        dict[str, float]
            Values by name of the indicator.

        Raises
        ------
        InputError
            When this movement has no such indicator; names the rule that would add it.
        """
        values = {}
        for about in which or self.indicators.values():
            if isinstance(about, str):
                if about not in self.indicators:
                    raise InputError(missing_indicator_error(about, self.indicators))
                about = self.indicators[about]
            values[about.name] = float(about.read(self))
        return values
