"""Trust moves by events, and bad events weigh more than good ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from movementsim.kernel.columns import Floats, Whole
from movementsim.kernel.draws import Draws
from movementsim.kernel.parameters import parameter
from movementsim.kernel.tables import TableSet
from movementsim.rules.base import Rule
from movementsim.state.changes import Changes
from movementsim.state.extension import Extension
from movementsim.state.observed import member_mean
from movementsim.state.world import World, mask_of


class Trust(Rule):
    """Good events close a share of the distance to full trust; bad events take a larger share.

    A good event adds gain × (1 − trust). Good events are: having worked for a win (half, where the
    branch's norm of credit has flipped); a decision after a hearing (half, if it is beyond
    `tolerance`); support received. A bad event takes weight × gain × trust. Bad events lived
    through weigh `lived_weight`: having worked for a loss (half); having power taken back; being
    excluded; the exclusion of somebody to whom one is tied (times respect). A decision beyond
    `tolerance` without a hearing is a bad event that one only hears of; it weighs
    `reported_weight`.
    """

    phase = "judge"
    source = "S1.T1, S2.O5, S2.W1, S2.W4; pattern P16"
    reads = ("trust", "opinion", "branch", "status", "private", "position", "ties")
    writes = ("trust",)
    rank = 10
    moved: ClassVar[Mapping[str, str]] = {"hearing": "rules.hearing.threshold"}
    brings = Extension(
        indicators=(member_mean("trust", "trust, mean over members", better="more"),),
    )

    gain: float = parameter(
        0.05,
        "share of the distance to full trust closed by one good event",
        unit="share",
        formerly="alpha",
    )
    lived_weight: float = parameter(
        2.5,
        "weight of a bad event lived through, against a good event",
        unit="times",
        high=10,
        formerly="lambda_lived",
    )
    reported_weight: float = parameter(
        1.0,
        "weight of a bad event heard of, against a good event",
        unit="times",
        high=10,
        formerly="lambda_told",
    )
    tolerance: float = parameter(
        0.5,
        "distance from one's opinion within which a decision is accepted",
        unit="position",
        high=2,
    )

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return the week's gains and losses of trust."""
        changes, facts = Changes(world), world.facts
        self._decisions(changes, world)
        self._campaigns(changes, world)
        self._good(changes, world, facts.supported.whom, 1.0)
        self._bad(changes, world, facts.clawed.whom, 1.0)
        self._bad(changes, world, facts.excluded.whom, 1.0)
        if len(facts.excluded):
            ties = world.ties
            edge = ties.ties_of(facts.excluded.whom)[1]
            seen = ties.reverse[edge]
            self._bad(changes, world, ties.head[edge], ties.respect[seen])
        return changes

    def _good(self, changes: Changes, world: World, who: Whole, weight: Floats | float) -> None:
        if len(who):
            changes.grow("trust", who, self.of(world.people, who).gain * weight)

    def _bad(
        self,
        changes: Changes,
        world: World,
        who: Whole,
        share: Floats | float,
        lived: bool = True,
    ) -> None:
        """Take trust from people by a share of the weight of bad events, lived through or not."""
        if len(who):
            mine = self.of(world.people, who)
            weight = (mine.lived_weight if lived else mine.reported_weight) * share
            changes.shrink("trust", who, np.minimum(mine.gain * weight, 1.0))

    def _decisions(self, changes: Changes, world: World) -> None:
        people, decided = world.people, world.facts.decided
        if not len(decided):
            return
        fresh = np.zeros(len(world.branches), np.bool_)
        fresh[decided.branch] = True
        roll = people.roll
        roll = roll[fresh[people.branch[roll]]]
        gap = np.abs(people.opinion[roll] - world.branches.position[people.branch[roll]])
        near = gap <= self.of(people, roll).tolerance
        heard = mask_of(len(people), world.facts.had_hearing.who)[roll]
        self._good(changes, world, roll[heard], np.where(near[heard], 1.0, 0.5))
        self._bad(changes, world, roll[~heard & ~near], 1.0, lived=False)

    def _campaigns(self, changes: Changes, world: World) -> None:
        part, people = world.facts.took_part, world.people
        if not len(part):
            return
        won, lost = part.who[part.won > 0], part.who[part.won == 0]
        norm = np.where(world.branches.private[people.branch[won]], 0.5, 1.0)
        self._good(changes, world, won, norm)
        self._bad(changes, world, lost, 0.5)
