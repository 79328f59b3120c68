"""Roles at the start: the people whom a scenario names, and the first officers of branches."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from movementsim.errors import InputError, nearest
from movementsim.institutions.ballot import Ballot
from movementsim.kernel.columns import Whole
from movementsim.kernel.draws import Draws
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


def check_names(world: World, scenario: Scenario) -> None:
    """Refuse roles and events that name people or branches that do not exist.

    Parameters
    ----------
    world
        The world in week 0.
    scenario
        The scenario.

    Raises
    ------
    InputError
        When a name does not exist, or an event names an outsider; names the key and the value.
    """
    for number, role in enumerate(scenario.roles):
        if role.who != LEADER:
            _check_name(world, f"roles.{number}.who", role.who, f'"{LEADER}"')
    for number, event in enumerate(scenario.events):
        for key, names in (("who", event.who), ("by", event.by)):
            for name in names:
                if (key, name) != ("who", EVERY_LEADER):
                    _check_name(world, f"events.{number}.{key}", name, f'["{EVERY_LEADER}"]')
                    _check_member(world, f"events.{number}.{key}", name)
        if event.branch is not None and event.branch >= len(world.branches):
            raise InputError(
                f"events.{number}.branch = {event.branch}: there are {len(world.branches)} "
                f"branches, counted from 0; the last is {len(world.branches) - 1}"
            )


def _check_name(world: World, key: str, name: str, instead: str) -> None:
    if name in world.ids:
        return
    if not world.ids:
        raise InputError(
            f"{key} = {name!r}: nobody is called {name!r}; people have names only when they come "
            f"from a file or a generator; use who = {instead}"
        )
    some = ", ".join(list(world.ids)[:5]) + (", ..." if len(world.ids) > 5 else "")
    raise InputError(
        f"{key} = {name!r}: nobody is called {name!r}{nearest(name, world.ids)} There are "
        f"{len(world.ids)} people: {some}"
    )


def _check_member(world: World, key: str, name: str) -> None:
    if world.people.status[world.ids[name]] != Status.MEMBER:
        raise InputError(
            f"{key} = {name!r}: {name!r} is outside the movement, and an event is for its members; "
            "make them a member in the people's status, or leave them out"
        )


def apply_personal_roles(world: World, roles: Iterable[Role]) -> None:
    """Set opinion, energy and stubbornness of the people who are named in roles.

    Parameters
    ----------
    world
        The world in week 0, which is changed.
    roles
        The roles of the scenario; those of leaders are left out here.
    """
    for role in roles:
        if role.who != LEADER:
            _apply_role(world.people, role, np.array([world.ids[role.who]]))


def _apply_role(people: People, role: Role, slots: Whole) -> None:
    people.open("stubborn")[slots] |= role.stubborn
    if role.opinion is not None:
        people.open("opinion")[slots] = role.opinion
    if role.energy is not None:
        people.open("energy")[slots] = role.energy
        people.open("hours")[slots] = role.energy


def seat_officers(world: World, scenario: Scenario) -> None:
    """Choose officers for every branch among members with time, and lend them the office's power.

    The people to whom the scenario gives posts come first, the others in a random order.

    Parameters
    ----------
    world
        The world in week 0, which is changed.
    scenario
        The scenario.

    Raises
    ------
    InputError
        When the scenario seats somebody who cannot hold a post.
    """
    people, branches = world.people, world.branches
    ballot = Ballot(**scenario.rules.get("ballot", {}))
    able = _candidates(world, scenario)
    branch = people.branch[able]
    place = np.arange(len(able)) - np.searchsorted(branch, branch)
    seats = np.clip(people.count_on_roll(len(branches)) // ballot.per_seat, 1, ballot.seats)
    officers = able[place < seats.astype(int)[branch]]
    chief = able[place == 0]
    people.open("post")[officers] = Post.OFFICER
    people.open("post")[chief] = Post.LEADER
    people.open("seated")[officers] = 0
    branches.open("leader")[people.branch[chief]] = chief
    _set_briefs(world, scenario.roles, chief)
    changes = Changes(world)
    lend_office(changes, world, np.arange(len(branches)), officers, ballot.office_share)
    changes.apply(world)


def _candidates(world: World, scenario: Scenario) -> Whole:
    """Return candidates branch by branch: those the scenario seats, then others at random."""
    people = world.people
    able = ((people.status == Status.MEMBER) & (people.energy > 0)).nonzero()[0]
    order = Draws(scenario.seed, -1).order("first officers", people.uid[able])
    rank = np.full(len(people), len(RANKS))
    for number, role in enumerate(scenario.roles):
        if role.who == LEADER or not role.post:
            continue
        slot = world.ids[role.who]
        if slot not in able:
            raise InputError(
                f'roles.{number}.post = "{role.post}": {role.who!r} cannot take it, only members '
                "with energy above 0 can; give the role an energy"
            )
        rank[slot] = RANKS[role.post]
    return np.asarray(able[np.lexsort((order, rank[able], people.branch[able]))])


def _set_briefs(world: World, roles: Iterable[Role], chief: Whole) -> None:
    """Set the briefs of people with roles, and apply the role of leaders to the leaders."""
    for role in roles:
        slots = chief if role.who == LEADER else np.array([world.ids[role.who]])
        world.people.open("brief")[slots] = BRIEFS[role.brief]
        if role.who == LEADER:
            _apply_role(world.people, role, chief)
