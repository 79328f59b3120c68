"""Learning: skill grows by work and by training."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.draws import Draws
from movementsim.kernel.parameters import parameter
from movementsim.kernel.segments import filled
from movementsim.kernel.tables import TableSet
from movementsim.rules.base import Rule
from movementsim.state.changes import Changes
from movementsim.state.declarations import Verb
from movementsim.state.extension import Extension
from movementsim.state.observed import member_mean
from movementsim.state.world import World, mask_of


class Learning(Rule):
    """Skill grows by work and by training, more slowly the more skilled a person is.

    A full week of use closes the share `gain` of the distance of skill to 1; `full_week` hours of
    work, or a task, make a full week of use, fewer hours count in proportion. Each training
    received closes the share `gain` too.
    """

    phase = "judge"
    source = "S2.O3, S3.M3"
    reads = ("skill",)
    writes = ("skill",)
    rank = 60
    brings = Extension(
        verbs=(
            Verb(
                "train", "train a person in the skills of organising", 1.0, "S2.O9", along_tie=True
            ),
        ),
        indicators=(member_mean("skill", "skill, mean over members", better="more"),),
    )

    gain: float = parameter(
        0.02,
        "distance to full skill closed by a full week of use",
        unit="share a week",
        formerly="kappa",
    )
    full_week: float = parameter(
        2.0, "hours of work that count as a full week of use", unit="hours", low=0.1, high=40
    )

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return the skill gained by the week's work and training."""
        changes, people = Changes(world), world.people
        effort, tasked, train = world.facts.effort, world.facts.tasked, acts.train
        who = np.concatenate([effort.who, tasked.whom])
        if len(who):
            full_week = self.of(people, tasked.whom).full_week
            hours = np.concatenate([effort.hours, filled(full_week, len(tasked))])
            worker = mask_of(len(people), who).nonzero()[0]
            mine = self.of(people, worker)
            used = np.minimum(np.bincount(who, hours)[worker] / mine.full_week, 1)
            changes.grow("skill", worker, mine.gain * used)
        if len(train):
            changes.grow("skill", train.whom, self.of(people, train.whom).gain)
        return changes
