"""The stack: one or many movements in one set of arrays, simulated together week by week.

A movement alone is a stack of one. Small movements cost little arithmetic and much Python, so many
of them in one set of arrays take hardly longer than one. What happens in a movement depends only
on its own people and branches, and every random draw on the key of its person, so the results of a
movement are the same to the bit alone and in any stack.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

import numpy as np

from movementsim.institutions.ballot import Ballot
from movementsim.kernel.by_run import stacked
from movementsim.kernel.columns import Floats, Whole
from movementsim.kernel.draws import Draws
from movementsim.kernel.tables import TableSet
from movementsim.plugins.build import standard_rules
from movementsim.plugins.schema import indicators_of, movement_schema, totals_of
from movementsim.rules.base import Rule
from movementsim.scenario.scenario import Scenario
from movementsim.simulation.assignment import (
    JoinersStrategies,
    assign_role_strategies,
    assign_strategies,
)
from movementsim.simulation.exits import ExitReset
from movementsim.simulation.following import Following
from movementsim.simulation.part import Part, part_of
from movementsim.simulation.population import create_world
from movementsim.simulation.running_totals import Tally
from movementsim.simulation.week import Week
from movementsim.state.observed import Indicator
from movementsim.state.world import World
from movementsim.strategies.base import Strategy


def stack_key(scenario: Scenario) -> Hashable:
    """Return what scenarios must have in common to share a stack."""
    return scenario.weeks, scenario.waves, tuple(sorted(scenario.without))


class Stack:
    """Movements that are simulated together.

    Parameters
    ----------
    scenarios
        The scenario of each movement; all have the same `without` and `waves`.
    own
        Strategies given as objects, by class name.
    rules
        The rules themselves, in place of those that the scenarios name.

    Attributes
    ----------
    scenarios
        As given.
    weeks
        The rules, in the order of the week.
    world
        The state of all movements.
    following
        Who follows which strategy.
    tally
        Running totals of what happened.
    indicators
        The indicators that can be read, by name.
    week
        Number of weeks that have passed.
    replay, recorded_acts
        Acts to replay in place of decisions, and acts that are recorded, wave by wave; or None.

    Raises
    ------
    InputError
        For a scenario that cannot be used.
    """

    def __init__(
        self,
        scenarios: Sequence[Scenario],
        own: Mapping[str, Strategy] | None = None,
        rules: Sequence[Rule] | None = None,
    ) -> None:
        self.scenarios = tuple(scenarios)
        self.weeks = Week(_rules(self.scenarios) if rules is None else rules)
        ballot = next(
            (rule for rule in self.weeks.rules if isinstance(rule, Ballot)), _ballot(self.scenarios)
        )
        self.world: World = create_world(self.scenarios, movement_schema(self.weeks.rules), ballot)
        strategies = _strategies(self.scenarios, own)
        number = assign_strategies(self.world, self.scenarios, strategies)
        self._joiners = JoinersStrategies(self.scenarios, strategies)
        strategies = assign_role_strategies(self.world, self.scenarios, strategies, number)
        switching = [scenario.switching for scenario in self.scenarios]
        self.following = Following(strategies, len(number), switching)
        self.following.index[:] = number
        self.tally = Tally(self.runs, self.following.most, *totals_of(self.weeks.rules))
        self.indicators = indicators_of(self.weeks.rules)
        self.week = 0
        self.replay: list[TableSet] | None = None
        self.recorded_acts: list[TableSet] | None = None
        self._waves_replayed = 0
        self._exit_reset = ExitReset(self.world.people)

    @property
    def runs(self) -> int:
        """Number of movements."""
        return len(self.scenarios)

    # -- running

    def step(self) -> None:
        """Simulate one week of all movements."""
        world = self.world
        world.week = self.week
        self.week += 1
        world.facts = world.schema.new_facts()
        draws = Draws(world.week)
        nothing = TableSet({})
        for rule in self.weeks.phase("news"):
            self.apply_rule(rule, nothing, draws)
        acts = self._act(draws)
        for rule in self.weeks.phase("govern", "campaign", "judge", "leave and join"):
            self.apply_rule(rule, acts, draws)
        self._joiners.assign(world, self.following)
        self._exit_reset.apply(world.people)
        world.add_new_ties()
        world.ledger.prune()
        self.tally.add_week(world, self.following.index, self._world_of)

    def _act(self, draws: Draws) -> TableSet:
        """Let members decide and act, in as many waves as the scenarios ask for."""
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
        waves = self.scenarios[0].waves
        if waves == 1:
            return [None]
        members = self.world.people.active
        draw = draws.uniform("wave", self.world.people.key[members])
        wave = (draw * waves).astype(np.int64)
        return [members[wave == number] for number in range(waves)]

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

    # -- reading

    def part(self, run: int) -> Part:
        """Return one movement by itself, as it is now.

        Parameters
        ----------
        run
            Its position in the stack.

        Returns
        -------
        Part
            The movement, with its own people, ties and history.
        """
        return part_of(self, run)

    def _world_of(self, run: int) -> World:
        return self.part(run).world

    def read(self, about: Indicator) -> Floats:
        """Return the present value of an indicator in each movement.

        Parameters
        ----------
        about
            The indicator.

        Returns
        -------
        (runs,) float64
            The values.
        """
        return self._by_run(about.read)

    def _by_run(self, measure: Callable[..., Floats | float]) -> Floats:
        """Return what a function measures in each movement; it may know of single ones only."""
        if self.runs > 1:
            try:
                values = np.asarray(measure(self), np.float64)
            except (TypeError, ValueError):
                values = np.empty(0)
            if values.shape != (self.runs,):
                return np.array([float(measure(self.part(run))) for run in range(self.runs)])
            return values
        return np.asarray(measure(self), np.float64).reshape(1)


def _rules(scenarios: Sequence[Scenario]) -> list[Rule]:
    """Return rules that stand for those of all scenarios."""
    made: dict[str, list[Rule]] = {}
    each = []
    for scenario in scenarios:
        key = repr(scenario.rules)
        if key not in made:
            made[key] = standard_rules(scenario.rules, scenario.without)
        each.append(made[key])
    return [stacked(rules) for rules in zip(*each, strict=True)]


def _ballot(scenarios: Sequence[Scenario]) -> Ballot:
    return stacked([Ballot(**scenario.rules.get("ballot", {})) for scenario in scenarios])


def _strategies(
    scenarios: Iterable[Scenario], own: Mapping[str, Strategy] | None
) -> list[list[Strategy]]:
    """Return the strategies of each scenario; equal ones are made once."""
    made: dict[str, list[Strategy]] = {}
    each = []
    for scenario in scenarios:
        key = repr((scenario.others, scenario.following))
        if key not in made:
            made[key] = scenario.strategies(own)
        each.append(made[key])
    return each
