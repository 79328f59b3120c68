"""A movement in which one act does not happen.

Keyed luck makes the answer exact: the world without the act is the same world, with the same luck
for everybody, up to the week of the act. Only that act is missing; from there on everybody
decides freely.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from movementsim.kernel.columns import Floats, Mask, Whole
from movementsim.kernel.draws import Draws, Uids
from movementsim.kernel.tables import Rows, TableSet
from movementsim.recordings.acts import ASKED, LUCK, SCHEDULED, Act
from movementsim.rules.base import Rule
from movementsim.scenario.scenario import Scenario
from movementsim.simulation.movement import Movement
from movementsim.state.events import Event

UNLUCKY = 1.0
"""A number no chance is above: what hangs on it does not happen."""


@dataclass(frozen=True, slots=True)
class Stilled(Draws):
    """Luck in which some named decisions of one person do not come about."""

    names: tuple[str, ...] = ()
    person: int = -1

    def uniform(self, name: str, uid: Uids, other: Uids | None = None) -> Floats:
        """Return everybody's luck, but for the one whose decision is stilled."""
        drawn = Draws.uniform(self, name, uid, other)
        if name in self.names:
            drawn[uid == np.uint64(self.person)] = UNLUCKY
        return drawn


class Without(Movement):
    """A movement in which one act does not happen.

    The hours meant for it stay spent; nothing else is touched.

    Parameters
    ----------
    scenario
        The scenario in which the act happened.
    act
        The act.
    """

    def __init__(self, scenario: Scenario, act: Act, **settings: Any) -> None:
        self._act_left_out = act
        super().__init__(scenario, **settings)
        self.world.events = tuple(
            event for event in self.world.events if not self._is_scheduled(event, act)
        )

    def _is_scheduled(self, event: Event, act: Act) -> bool:
        """Say whether this event of the scenario is what the act came from."""
        if event.week != act.week or event.kind != SCHEDULED.get(act.kind):
            return False
        named = {self.world.ids.get(name, act.whom) for name in event.who}  # or all leaders
        return not named or act.whom in named

    def _decide(self, draws: Draws, deciding: Whole | None) -> TableSet:
        acts = super()._decide(draws, deciding)
        act = self._act_left_out
        if self.world.week != act.week or act.kind not in ASKED:
            return acts
        return _dropped(acts, act, self.world.schema.new_acts())

    def _resolve(self, rule: Rule, acts: TableSet, draws: Draws) -> None:
        act = self._act_left_out
        if self.world.week == act.week and act.kind in LUCK:
            names, whose = LUCK[act.kind]
            if whose == "branch":
                person = act.branch
            else:
                slot = act.who if whose == "who" else act.whom
                person = int(self.world.people.uid[slot])
            draws = Stilled(draws.seed, draws.week, names, person)
        super()._resolve(rule, acts, draws)


def _dropped(acts: TableSet, act: Act, kept: TableSet) -> TableSet:
    """Return the acts asked for without those that made this one."""
    verbs, by_who, by_whom = ASKED[act.kind]
    for verb in acts:
        rows: Rows = getattr(acts, verb)
        if verb in verbs:
            rows = rows.take(~_same(rows, act, by_who, by_whom))
        if len(rows):
            kept.add(verb, **rows.columns())
    return kept


def _same(rows: Rows, act: Act, by_who: bool, by_whom: bool) -> Mask:
    same = np.ones(len(rows), np.bool_)
    if by_who:
        same &= rows.who == act.who
    if by_whom:
        same &= rows.whom == act.whom
    if act.kind == "faction":
        same &= rows.courting > 0
    return same
