"""Movements in which one act does not happen.

Draws are keyed by name, week and person, so a run and the run without one of its acts share their
random numbers: they are equal up to the week of the act. Only that act is left out; afterwards
everybody decides freely.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np

from movementsim.kernel.columns import NOBODY, Columns, Floats, Mask, Whole
from movementsim.kernel.draws import Draws, Keys
from movementsim.kernel.tables import Rows, TableSet
from movementsim.recordings.acts import Act
from movementsim.rules.base import Rule
from movementsim.scenario.scenario import Scenario
from movementsim.simulation.stack import Stack
from movementsim.state.declarations import ActKind, Chance, Requests
from movementsim.state.events import EVERY_LEADER
from movementsim.state.schedule import Scheduled

CERTAIN_FAILURE = 1.0
"""A draw that no probability exceeds, so that what depends on it does not happen."""


@dataclass(frozen=True, slots=True)
class Suppressed:
    """Draws of one person (or branch) that fail in one movement of a stack.

    The same person has the same key in every movement of the same seed. Therefore this person has
    a marker in place of the key where the draws fail, and draws with the key everything else.

    Attributes
    ----------
    names
        Names of the draws that fail.
    key, marker
        The key, and the number that stands for it; keys are hashes, and no marker is one of them.
    """

    names: tuple[str, ...]
    key: np.uint64
    marker: np.uint64


@dataclass(frozen=True, slots=True)
class SuppressedDraws(Draws):
    """Random draws of which some fail, so that what depends on them does not happen.

    Attributes
    ----------
    suppressed
        The draws that fail.
    """

    suppressed: tuple[Suppressed, ...] = ()

    def uniform(self, name: str, key: Keys, other: Keys | None = None) -> Floats:
        """Return uniform draws as `Draws.uniform` does, but 1 for the suppressed ones."""
        drawn = Draws.uniform(
            self, name, self._true(key), None if other is None else self._true(other)
        )
        for each in self.suppressed:
            if name in each.names:
                drawn[key == each.marker] = CERTAIN_FAILURE
        return drawn

    def normal(self, name: str, key: Keys) -> Floats:
        """Return normal draws as `Draws.normal` does."""
        return Draws.normal(self, name, self._true(key))

    def order(self, name: str, key: Keys, other: Keys | None = None) -> Keys:
        """Return random bits as `Draws.order` does."""
        return Draws.order(
            self, name, self._true(key), None if other is None else self._true(other)
        )

    def _true(self, key: Keys) -> Keys:
        """Return keys with those that the markers stand for."""
        for each in self.suppressed:
            key = np.where(key == each.marker, each.key, key)
        return key


class CounterfactualStack(Stack):
    """Movements that are simulated together; in some of them one act does not happen.

    The hours that were spent on the act stay spent; nothing else is changed. An act that an event
    of the scenario brings about is left out with the whole event.

    Parameters
    ----------
    scenarios
        The scenario of each movement.
    without
        The act to leave out of each movement, None to leave out nothing.
    """

    def __init__(self, scenarios: Sequence[Scenario], without: Sequence[Act | None]) -> None:
        super().__init__(scenarios)
        self._kinds = {kind.name: kind for kind in self.world.schema.act_kinds()}
        self._left_out = {run: act for run, act in enumerate(without) if act is not None}
        for run, act in self._left_out.items():
            kept = (self._unscheduled(each, run, act) for each in self.world.events)
            self.world.events = tuple(each for each in kept if len(each.runs))

    # -- events of the scenario

    def _unscheduled(self, scheduled: Scheduled, run: int, act: Act) -> Scheduled:
        """Return an event without the movement from which its act is left out."""
        event, people = scheduled.event, self.world.people
        if event.week != act.week or event.kind != self._kinds[act.kind].scheduled:
            return scheduled
        if event.who in ((), (EVERY_LEADER,)):
            caused = event.branch is None or event.branch == act.branch
        else:
            named = scheduled.whom[people.run[scheduled.whom] == run]
            caused = _row(people, run, act.whom) in named
        if not caused:
            return scheduled
        others = scheduled.runs != run
        return replace(
            scheduled,
            runs=scheduled.runs[others],
            whom=scheduled.whom[people.run[scheduled.whom] != run],
            authors=scheduled.authors[others],
        )

    # -- requests of members

    def collect_acts(self, draws: Draws, deciding: Whole | None) -> TableSet:
        """Let members decide, and leave out the requests that led to the acts.

        Returns
        -------
        TableSet
            The acts that are left.
        """
        acts = super().collect_acts(draws, deciding)
        for run, act, kind in self._acts_of_the_week():
            if kind.requests is not None:
                acts = self._dropped(acts, run, act, kind.requests)
        return acts

    def _acts_of_the_week(self) -> Iterator[tuple[int, Act, ActKind]]:
        """Yield the acts that are left out this week, with their movements and kinds."""
        for run, act in self._left_out.items():
            if act.week == self.world.week:
                yield run, act, self._kinds[act.kind]

    def _dropped(self, acts: TableSet, run: int, act: Act, requests: Requests) -> TableSet:
        """Return the requested acts without those that led to this act."""
        kept = self.world.schema.new_acts()
        for verb in acts:
            rows: Rows = getattr(acts, verb)
            if verb in requests.verbs:
                rows = rows.take(~self._led_to(rows, run, act, requests))
            if len(rows):
                kept.add(verb, **rows.columns())
        return kept

    def _led_to(self, rows: Rows, run: int, act: Act, requests: Requests) -> Mask:
        """Return which requests led to an act of a movement."""
        people = self.world.people
        same = np.asarray(people.run[rows.who] == run)
        if requests.same_who:
            same &= rows.who == _row(people, run, act.who)
        if requests.same_whom:
            same &= rows.whom == _row(people, run, act.whom)
        if requests.where:
            same &= rows.columns()[requests.where] > 0
        return same

    # -- random draws

    def apply_rule(self, rule: Rule, acts: TableSet, draws: Draws) -> None:
        """Let a rule resolve, with the draws suppressed on which the acts of the week depend."""
        with self._suppressed(draws) as some:
            super().apply_rule(rule, acts, some)

    @contextmanager
    def _suppressed(self, draws: Draws) -> Iterator[Draws]:
        """Yield draws of which some fail; meanwhile those who draw them have markers as keys."""
        marked: list[tuple[Columns, int, Suppressed]] = []
        for run, act, kind in self._acts_of_the_week():
            if kind.chance is None:
                continue
            table, row = self._who_draws(run, act, kind.chance)
            if row != NOBODY:
                key, marker = table.open("key")[row], np.uint64(len(marked))
                marked.append((table, row, Suppressed(kind.chance.draws, key, marker)))
        for table, row, one in marked:
            table.open("key")[row] = one.marker
        try:
            suppressed = tuple(one for _, _, one in marked)
            yield SuppressedDraws(draws.week, suppressed) if marked else draws
        finally:
            for table, row, one in marked:
                table.open("key")[row] = one.key

    def _who_draws(self, run: int, act: Act, chance: Chance) -> tuple[Columns, int]:
        """Return the table and the row of the person (or the branch) whose draws fail."""
        people, branches = self.world.people, self.world.branches
        if chance.whose != "branch":
            return people, _row(people, run, act.who if chance.whose == "who" else act.whom)
        here = ((branches.run == run) & (branches.number == act.branch)).nonzero()[0]
        return branches, int(here[0]) if len(here) else NOBODY


def _row(table: Columns, run: int, place: int) -> int:
    """Return the row of what has this place in a movement; `NOBODY` where there is none (yet)."""
    here = (table.run == run).nonzero()[0]
    return int(here[place]) if 0 <= place < len(here) else NOBODY
