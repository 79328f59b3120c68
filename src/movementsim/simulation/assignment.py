"""Who is given which strategy: members at the start, people with roles, and those who join."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np

from movementsim.errors import InputError, InputWarning
from movementsim.kernel.columns import Whole
from movementsim.kernel.draws import Draws
from movementsim.scenario.roles import LEADER
from movementsim.scenario.scenario import Scenario
from movementsim.simulation.following import Following
from movementsim.state.people import Status
from movementsim.state.world import World
from movementsim.strategies.base import Strategy


def assign_strategies(world: World, scenario: Scenario, energetic_only: Sequence[bool]) -> Whole:
    """Choose at random who follows which strategy at the start.

    One random order decides who is chosen, so equal totals of shares choose the same people.

    Parameters
    ----------
    world, scenario
        The world in week 0, and the scenario, whose `following` gives the shares.
    energetic_only
        Whether each strategy (that of all others first) is only given to people who have time.

    Returns
    -------
    (people,) int64
        The number of each person's strategy: 0 for that of all others, then in the order of
        `following`.

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
    members = _members_in_random_order(world, scenario.seed)
    taken = np.zeros(len(people), np.bool_)
    for index, (name, follow) in enumerate(scenario.following.items(), start=1):
        wanted = round(follow.share * len(members))
        if follow.share > 0 and not wanted:
            _warn_of_nobody(scenario, name, follow.share, len(members))
        free = members[~taken[members]]
        if energetic_only[index]:
            free = free[people.energy[free] > 0]
        if wanted > len(free):
            raise InputError(
                f"{scenario.origin}: following.{name} = {follow.share:g}: {wanted} members are "
                f"asked for, but only {len(free)} are left who have time for the movement; lower "
                "the share"
            )
        chosen = free[:wanted]
        number[chosen] = index
        taken[chosen] = True
    return number


def _members_in_random_order(world: World, seed: int) -> Whole:
    people = world.people
    members = (people.status == Status.MEMBER).nonzero()[0]
    order = Draws(seed, -1).order("who is active", people.uid[members])
    return np.asarray(members[np.argsort(order, kind="stable")])


def _warn_of_nobody(scenario: Scenario, name: str, share: float, members: int) -> None:
    """Warn that a share rounds to nobody; no error, because sweeps often start from such shares."""
    warnings.warn(
        InputWarning(
            f"{scenario.origin}: following.{name} = {share:g}: of {members} members that is "
            f"nobody at the start; raise it above {0.5 / members:.3g}, or have more members"
        ),
        stacklevel=4,
    )


def assign_role_strategies(
    world: World, scenario: Scenario, strategies: Sequence[Strategy], number: Whole
) -> list[Strategy]:
    """Give the people named in the scenario's roles their strategies.

    Parameters
    ----------
    world
        The world in week 0.
    scenario
        The scenario, whose `roles` name people and strategies.
    strategies
        The strategies so far.
    number
        The number of each person's strategy, shape (people,), which is changed.

    Returns
    -------
    list of Strategy
        The strategies, including those that only people with roles follow.
    """
    following = list(strategies)
    for role in scenario.roles:
        strategy = role.follows()
        if strategy is None:
            continue
        if strategy not in following:
            following.append(strategy)
        slots = (
            world.branches.leader[world.branches.leader >= 0]
            if role.who == LEADER
            else [world.ids[role.who]]
        )
        number[slots] = following.index(strategy)
    return following


def assign_joiners(world: World, scenario: Scenario, following: Following) -> None:
    """Give the people who joined this week strategies by the scenario's shares.

    Parameters
    ----------
    world
        The world at the end of the week.
    scenario
        The scenario, whose `joiners` and `following` say what people who join follow.
    following
        Who follows which strategy, which is changed.
    """
    people = world.people
    following.grow(len(people))
    new = (people.joined == world.week).nonzero()[0]
    if not len(new) or scenario.joiners == "others":
        return
    draw = Draws(world.seed, -1).uniform("a joiner's strategy", people.uid[new])
    edge = 0.0
    for number, follow in enumerate(scenario.following.values(), start=1):
        chosen = (draw >= edge) & (draw < edge + follow.share)
        if following.strategies[number].active:
            chosen &= people.energy[new] > 0
        following.index[new[chosen]] = number
        edge += follow.share
