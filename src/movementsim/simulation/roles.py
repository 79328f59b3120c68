"""Roles at the start: the people whom a scenario names, and the first officers of branches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from movementsim.errors import InputError, nearest
from movementsim.institutions.ballot import Ballot
from movementsim.kernel.columns import Mask, Whole
from movementsim.kernel.draws import Draws
from movementsim.kernel.segments import rank_in_runs
from movementsim.rules.offices import lend_office
from movementsim.scenario.roles import LEADER, Role
from movementsim.scenario.scenario import Scenario
from movementsim.state.changes import Changes
from movementsim.state.events import EVERY_LEADER
from movementsim.state.people import Brief, People, Post, Status
from movementsim.state.world import World

BRIEFS = {None: Brief.NONE, "outward": Brief.OUTWARD, "inside": Brief.INSIDE}
"""The briefs of posts by their names in scenarios."""
RANKS = {"leader": 0, "officer": 1}
"""The order in which people with posts in the scenario are seated; all others come after them."""


def check_names(world: World, scenario: Scenario, run: int) -> None:
    """Refuse roles and events that name people or branches that do not exist.

    Parameters
    ----------
    world
        The world in week 0.
    scenario, run
        The scenario, and the position of its movement.

    Raises
    ------
    InputError
        When a name does not exist, or an event names an outsider; names the key and the value.
    """
    if not (scenario.roles or scenario.events):
        return
    ids, branches = world.ids[run], int((world.branches.run == run).sum())
    for number, role in enumerate(scenario.roles):
        if role.who != LEADER:
            _check_name(ids, f"roles.{number}.who", role.who, f'"{LEADER}"')
    for number, event in enumerate(scenario.events):
        for key, names in (("who", event.who), ("by", event.by)):
            for name in names:
                if (key, name) != ("who", EVERY_LEADER):
                    _check_name(ids, f"events.{number}.{key}", name, f'["{EVERY_LEADER}"]')
                    _check_member(world, ids, f"events.{number}.{key}", name)
        if event.branch is not None and event.branch >= branches:
            raise InputError(
                f"events.{number}.branch = {event.branch}: there are {branches} "
                f"branches, counted from 0; the last is {branches - 1}"
            )


def _check_name(ids: Mapping[str, int], key: str, name: str, instead: str) -> None:
    if name in ids:
        return
    if not ids:
        raise InputError(
            f"{key} = {name!r}: nobody is called {name!r}; people have names only when they come "
            f"from a file or a generator; use who = {instead}"
        )
    some = ", ".join(list(ids)[:5]) + (", ..." if len(ids) > 5 else "")
    raise InputError(
        f"{key} = {name!r}: nobody is called {name!r}{nearest(name, ids)} There are "
        f"{len(ids)} people: {some}"
    )


def _check_member(world: World, ids: Mapping[str, int], key: str, name: str) -> None:
    if world.people.status[ids[name]] != Status.MEMBER:
        raise InputError(
            f"{key} = {name!r}: {name!r} is outside the movement, and an event is for its members; "
            "make them a member in the people's status, or leave them out"
        )


def apply_personal_roles(world: World, roles: Iterable[Role], run: int) -> None:
    """Set opinion, energy and stubbornness of the people who are named in roles.

    Parameters
    ----------
    world
        The world in week 0, which is changed.
    roles, run
        The roles of a scenario, of which those of leaders are left out here, and the position of
        its movement.
    """
    for role in roles:
        if role.who != LEADER:
            _apply_role(world.people, role, np.array([world.ids[run][role.who]]))


def _apply_role(people: People, role: Role, slots: Whole) -> None:
    people.open("stubborn")[slots] |= role.stubborn
    if role.opinion is not None:
        people.open("opinion")[slots] = role.opinion
    if role.energy is not None:
        people.open("energy")[slots] = role.energy
        people.open("hours")[slots] = role.energy


def seat_officers(world: World, scenarios: Sequence[Scenario], ballot: Ballot) -> None:
    """Choose officers for every branch among members with time, and lend them the office's power.

    The people to whom a scenario gives posts come first, the others in a random order.

    Parameters
    ----------
    world
        The world in week 0, which is changed.
    scenarios
        The scenario of each movement; those that are not `standing` begin without officers.
    ballot
        The rule of ballots, which gives the number of seats and the share of power.

    Raises
    ------
    InputError
        When a scenario seats somebody who cannot hold a post.
    """
    people, branches = world.people, world.branches
    standing = np.array([scenario.standing for scenario in scenarios])
    if not standing.any():
        return
    able = _candidates(world, scenarios, standing)
    branch = people.branch[able]
    place = rank_in_runs(branch)
    rule = ballot.of(branches)
    members = people.count_on_roll(len(branches))
    seats = np.clip(members // rule.per_seat, 1, rule.seats).astype(int)
    officers = able[place < seats[branch]]
    chief = able[place == 0]
    people.open("post")[officers] = Post.OFFICER
    people.open("post")[chief] = Post.LEADER
    people.open("seated")[officers] = 0
    branches.open("leader")[people.branch[chief]] = chief
    for run, scenario in enumerate(scenarios):
        if scenario.roles:
            _set_briefs(world, scenario.roles, run, chief[people.run[chief] == run])
    changes = Changes(world)
    lent = standing[branches.run].nonzero()[0]
    lend_office(changes, world, lent, officers, rule.office_share)
    changes.apply(world)


def _candidates(world: World, scenarios: Sequence[Scenario], standing: Mask) -> Whole:
    """Return candidates branch by branch: those a scenario seats, then others at random."""
    people = world.people
    able = (people.status == Status.MEMBER) & (people.energy > 0) & standing[people.run]
    order = Draws(-1).order("first officers", people.key)
    rank = np.full(len(people), len(RANKS))
    for run, scenario in enumerate(scenarios):
        for number, role in enumerate(scenario.roles):
            if role.who == LEADER or not role.post:
                continue
            slot = world.ids[run][role.who]
            if not able[slot]:
                raise InputError(
                    f'{scenario.origin}: roles.{number}.post = "{role.post}": {role.who!r} cannot '
                    "take it, only members with energy above 0 can; give the role an energy"
                )
            rank[slot] = RANKS[role.post]
    slots = able.nonzero()[0]
    return np.asarray(slots[np.lexsort((order[slots], rank[slots], people.branch[slots]))])


def _set_briefs(world: World, roles: Iterable[Role], run: int, chief: Whole) -> None:
    """Set the briefs of people with roles, and apply the role of leaders to the leaders."""
    for role in roles:
        slots = chief if role.who == LEADER else np.array([world.ids[run][role.who]])
        world.people.open("brief")[slots] = BRIEFS[role.brief]
        if role.who == LEADER:
            _apply_role(world.people, role, chief)
