"""Who is given which strategy: members at the start, people with roles, and those who join."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from movementsim.errors import InputError, InputWarning
from movementsim.kernel.columns import Array, Floats, Whole
from movementsim.kernel.draws import Draws
from movementsim.kernel.segments import rank_in_runs
from movementsim.scenario.roles import LEADER
from movementsim.scenario.scenario import Scenario
from movementsim.simulation.following import Following
from movementsim.state.people import Status
from movementsim.state.world import World
from movementsim.strategies.base import Strategy

PACKAGE = Path(__file__).resolve().parents[1]
"""The folder of this package; a warning points at the caller's own line, outside of it."""


def assign_strategies(
    world: World, scenarios: Sequence[Scenario], strategies: Sequence[Sequence[Strategy]]
) -> Whole:
    """Choose at random who follows which strategy at the start.

    In each movement one random order decides who is chosen, so equal totals of shares choose the
    same people.

    Parameters
    ----------
    world
        The world in week 0.
    scenarios
        The scenario of each movement, whose `following` gives the shares.
    strategies
        The strategies of each movement: that of all others, then in the order of `following`.

    Returns
    -------
    (people,) int64
        The number of each person's strategy in the movement.

    Raises
    ------
    InputError
        When there are fewer people with time than the shares ask for.

    Warns
    -----
    InputWarning
        When a share above 0 rounds to nobody; people who join may still be given that strategy.
    """
    people = world.people
    number = np.zeros(len(people), np.int64)
    members = (people.status == Status.MEMBER).nonzero()[0]
    draw = Draws(-1).order("who is active", people.key[members])
    members = members[np.lexsort((draw, people.run[members]))]
    run = people.run[members]
    taken = np.zeros(len(members), np.bool_)
    for index in range(1, max(map(len, strategies))):
        wanted = _wanted_by_run(scenarios, index, np.bincount(run, minlength=world.runs))
        active = np.array([len(each) > index and each[index].active for each in strategies])
        free = (~taken & ((people.energy[members] > 0) | ~active[run])).nonzero()[0]
        left = np.bincount(run[free], minlength=world.runs)
        for short in (wanted > left).nonzero()[0][:1]:
            _refuse_short(scenarios[short], index, wanted[short], left[short])
        chosen = free[rank_in_runs(run[free]) < wanted[run[free]]]
        number[members[chosen]] = index
        taken[chosen] = True
    return number


def _wanted_by_run(scenarios: Sequence[Scenario], index: int, count: Whole) -> Whole:
    sizes = zip(scenarios, count.tolist(), strict=True)
    return np.array([_wanted(scenario, index, members) for scenario, members in sizes])


def _wanted(scenario: Scenario, index: int, members: int) -> int:
    """Return how many of the members follow the strategy of this number at the start."""
    if index > len(scenario.following):
        return 0
    name, follow = list(scenario.following.items())[index - 1]
    wanted = round(follow.share * members)
    if follow.share > 0 and not wanted:
        # no error, because sweeps often start from such shares
        warnings.warn(
            InputWarning(
                f"{scenario.origin}: following.{name} = {follow.share:g}: of {members} members "
                f"that is nobody at the start; raise it above {0.5 / members:.3g}, or have more "
                "members"
            ),
            skip_file_prefixes=(str(PACKAGE),),
        )
    return wanted


def _refuse_short(scenario: Scenario, index: int, wanted: int, left: int) -> None:
    name, follow = list(scenario.following.items())[index - 1]
    raise InputError(
        f"{scenario.origin}: following.{name} = {follow.share:g}: {wanted} members are "
        f"asked for, but only {left} are left who have time for the movement; lower "
        "the share"
    )


def assign_role_strategies(
    world: World,
    scenarios: Sequence[Scenario],
    strategies: Sequence[Sequence[Strategy]],
    number: Whole,
) -> list[list[Strategy]]:
    """Give the people named in the scenarios' roles their strategies.

    Parameters
    ----------
    world
        The world in week 0.
    scenarios
        The scenario of each movement, whose `roles` name people and strategies.
    strategies
        The strategies of each movement so far.
    number
        The number of each person's strategy, shape (people,), which is changed.

    Returns
    -------
    list of list of Strategy
        The strategies, including those that only people with roles follow.
    """
    following = [list(each) for each in strategies]
    leaders = world.branches.leader[world.branches.leader >= 0]
    for run, scenario in enumerate(scenarios):
        for role in scenario.roles:
            strategy = role.follows()
            if strategy is None:
                continue
            if strategy not in following[run]:
                following[run].append(strategy)
            slots = (
                leaders[world.people.run[leaders] == run]
                if role.who == LEADER
                else [world.ids[run][role.who]]
            )
            number[slots] = following[run].index(strategy)
    return following


class JoinersStrategies:
    """Gives people who join strategies by the shares of their movement's scenario.

    Parameters
    ----------
    scenarios
        The scenario of each movement, whose `joiners` and `following` say what joiners follow.
    strategies
        The strategies of each movement.
    """

    def __init__(
        self, scenarios: Sequence[Scenario], strategies: Sequence[Sequence[Strategy]]
    ) -> None:
        most = max(len(scenario.following) for scenario in scenarios)
        self._upto: Floats = np.zeros((len(scenarios), most + 1))
        self._active: Array = np.zeros((len(scenarios), most + 1), np.bool_)
        for run, scenario in enumerate(scenarios):
            if scenario.joiners == "others":
                continue
            for index, follow in enumerate(scenario.following.values(), start=1):
                self._upto[run, index:] = self._upto[run, index - 1] + follow.share
                self._active[run, index] = strategies[run][index].active

    def assign(self, world: World, following: Following) -> None:
        """Give the people who joined this week a strategy.

        Parameters
        ----------
        world
            The world at the end of the week.
        following
            Who follows which strategy, which is changed.
        """
        people = world.people
        following.grow(len(people))
        new = (people.joined == world.week).nonzero()[0]
        if not len(new) or self._upto.shape[1] == 1:
            return
        draw = Draws(-1).uniform("a joiner's strategy", people.key[new])
        run = people.run[new]
        for index in range(1, self._upto.shape[1]):
            chosen = (draw >= self._upto[run, index - 1]) & (draw < self._upto[run, index])
            chosen &= (people.energy[new] > 0) | ~self._active[run, index]
            following.index[new[chosen]] = index
