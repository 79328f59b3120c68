"""The numbers of movements that recordings hold for each week."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.columns import NOBODY, Floats
from movementsim.measures import top_shares
from movementsim.simulation.stack import Stack
from movementsim.state.observed import mean_over_members, ratio
from movementsim.strategies.factionalist import Factionalist

RECORDED_METRICS = (
    "members",
    "trust",
    "stake",
    "in_factions",
    "power_top_tenth",
    "left",
    "won",
    "angry",
    "exclusions",
    "leaks",
    "carried",
    "captured",
    "turnout",
)
"""Numbers of the whole movement that a record holds for each week."""


class Metrics:
    """Measures the movements of a stack.

    Parameters
    ----------
    stack
        The stack.
    """

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._turnout = np.full(stack.runs, np.nan)
        self._factionalist = np.zeros((stack.runs, stack.following.most), np.bool_)
        for run, strategies in enumerate(stack.following.each):
            for number, strategy in enumerate(strategies):
                self._factionalist[run, number] = isinstance(strategy, Factionalist)

    def note_turnout(self) -> None:
        """Take note of the ballots of the week that has just passed."""
        world = self._stack.world
        polled = world.facts.polled
        if len(polled):
            mean = ratio(world.per_run(polled, polled.turnout), world.per_run(polled))
            self._turnout = np.where(np.isnan(mean), self._turnout, mean)

    def present(self) -> dict[str, Floats]:
        """Return the present values of `RECORDED_METRICS`.

        Returns
        -------
        dict of str to (runs,) float64
            The values of each movement by name of the metric.
        """
        stack, people, total = self._stack, self._stack.world.people, self._stack.tally.total
        power = people.power[people.roll]
        return {
            "members": people.members_by_run(stack.runs),
            "trust": mean_over_members(stack, people.trust),
            "stake": mean_over_members(stack, people.stake),
            "in_factions": mean_over_members(stack, people.faction != NOBODY),
            "power_top_tenth": top_shares(power, people.run_of_roll, stack.runs),
            "left": total["exits"].copy(),
            "won": total["campaigns_won"].copy(),
            "angry": total["angry_voices"].copy(),
            "exclusions": total["excluded"].copy(),
            "leaks": total["leaked"].copy(),
            "carried": total["inside_won"].copy(),
            "captured": self._captured(),
            "turnout": self._turnout.copy(),
        }

    def _captured(self) -> Floats:
        """Return the share of branches that a factionalist leads."""
        branches, following = self._stack.world.branches, self._stack.following
        led = (branches.leader >= 0).nonzero()[0]
        number = following.index[branches.leader[led]]
        mine = self._factionalist[branches.run[led], number]
        captured = np.bincount(branches.run[led], mine, minlength=self._stack.runs)
        return ratio(captured, np.bincount(branches.run, minlength=self._stack.runs).astype(float))
