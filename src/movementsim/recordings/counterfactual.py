"""A movement in which one act does not happen.

Draws are keyed by name, week and person, so both runs share their random numbers: they are equal
up to the week of the act. Only that act is left out; afterwards everybody decides freely.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from movementsim.kernel.columns import Floats, Mask, Whole
from movementsim.kernel.draws import Draws, Keys
from movementsim.kernel.tables import Rows, TableSet
from movementsim.recordings.acts import Act
from movementsim.rules.base import Rule
from movementsim.scenario.scenario import Scenario
from movementsim.simulation.stack import Stack
from movementsim.state.declarations import Requests
from movementsim.state.events import Event

CERTAIN_FAILURE = 1.0
"""A draw that no probability exceeds, so that what depends on it does not happen."""


@dataclass(frozen=True, slots=True)
class SuppressedDraws(Draws):
    """Random draws of which some fail: events that depend on one person's draws are suppressed.

    Attributes
    ----------
    names
        Names of the draws that fail.
    key
        Key of the person (or of the branch) whose draws fail.
    """

    names: tuple[str, ...] = ()
    key: int = -1

    def uniform(self, name: str, key: Keys, other: Keys | None = None) -> Floats:
        """Return uniform draws as `Draws.uniform` does, but 1 for the suppressed ones."""
        drawn = Draws.uniform(self, name, key, other)
        if name in self.names:
            drawn[key == np.uint64(self.key)] = CERTAIN_FAILURE
        return drawn


class CounterfactualStack(Stack):
    """One movement in which one act does not happen.

    The hours that were spent on the act stay spent; nothing else is changed. It does not share its
    stack, because the movement in which the act happened has the same people with the same keys.

    Parameters
    ----------
    scenario
        The scenario in which the act happened.
    act
        The act to leave out.
    """

    def __init__(self, scenario: Scenario, act: Act) -> None:
        super().__init__([scenario])
        self._act_left_out = act
        kinds = {kind.name: kind for kind in self.world.schema.act_kinds()}
        self._kind = kinds[act.kind]
        self.world.events = tuple(
            scheduled
            for scheduled in self.world.events
            if not self._is_scheduled(scheduled.event, act)
        )

    def _is_scheduled(self, event: Event, act: Act) -> bool:
        """Return whether this event of the scenario caused the act."""
        if event.week != act.week or event.kind != self._kind.scheduled:
            return False
        named = {self.world.ids[0].get(name, act.whom) for name in event.who}  # or all leaders
        return not named or act.whom in named

    def collect_acts(self, draws: Draws, deciding: Whole | None) -> TableSet:
        """Let members decide, and leave out the requests that led to the act.

        Returns
        -------
        TableSet
            The acts that are left.
        """
        acts = super().collect_acts(draws, deciding)
        act, requests = self._act_left_out, self._kind.requests
        if self.world.week != act.week or requests is None:
            return acts
        return _dropped(acts, act, requests, self.world.schema.new_acts())

    def apply_rule(self, rule: Rule, acts: TableSet, draws: Draws) -> None:
        """Let a rule resolve, with the chance of the act suppressed in its week."""
        act, chance = self._act_left_out, self._kind.chance
        if self.world.week == act.week and chance is not None:
            if chance.whose == "branch":
                key = self.world.branches.key[act.branch]
            else:
                key = self.world.people.key[act.who if chance.whose == "who" else act.whom]
            draws = SuppressedDraws(draws.week, chance.draws, int(key))
        super().apply_rule(rule, acts, draws)


def _dropped(acts: TableSet, act: Act, requests: Requests, kept: TableSet) -> TableSet:
    """Return the requested acts without those that led to this act."""
    for verb in acts:
        rows: Rows = getattr(acts, verb)
        if verb in requests.verbs:
            rows = rows.take(~_same(rows, act, requests))
        if len(rows):
            kept.add(verb, **rows.columns())
    return kept


def _same(rows: Rows, act: Act, requests: Requests) -> Mask:
    same = np.ones(len(rows), np.bool_)
    if requests.same_who:
        same &= rows.who == act.who
    if requests.same_whom:
        same &= rows.whom == act.whom
    if requests.where:
        same &= rows.columns()[requests.where] > 0
    return same
