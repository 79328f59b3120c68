"""Making the world of a scenario: its people, ties and branches in week 0."""

from __future__ import annotations

import numpy as np

from movementsim.errors import InputError, prefix_errors
from movementsim.inputs import as_text
from movementsim.kernel.columns import NOBODY, Floats
from movementsim.kernel.draws import Draws
from movementsim.scenario.scenario import Scenario
from movementsim.simulation.roles import (
    apply_personal_roles,
    check_names,
    seat_officers,
)
from movementsim.simulation.starting_population import (
    StartingPopulation,
    starting_population,
)
from movementsim.state.birth import draw_traits
from movementsim.state.branches import Branches
from movementsim.state.people import People, Status
from movementsim.state.schema import Schema
from movementsim.state.world import World

FIRST_LOYALTY = 0.6
"""Loyalty, 0-1, of people whose faction is known but not their loyalty: that of new followers."""


def create_world(scenario: Scenario, schema: Schema) -> World:
    """Return the world of a scenario in week 0.

    Parameters
    ----------
    scenario
        The scenario.
    schema
        The columns, tables, facts and verbs of the movement.

    Returns
    -------
    World
        The world.

    Raises
    ------
    InputError
        When a network cannot be read or generated, or an event or role names somebody who does
        not exist.
    """
    with prefix_errors(scenario.origin):
        return _world(scenario, schema)


def _world(scenario: Scenario, schema: Schema) -> World:
    settable = [name for name, column in schema.known_people.items() if column.in_files]
    start = starting_population(scenario, settable)
    people = People(start.uid, schema)
    for name, values in draw_traits(scenario.seed, start.uid).items():
        people.open(name)[:] = values
    people.open("branch")[:] = start.branch
    _set_members(people, start, scenario)
    count = int(start.branch.max()) + 1
    ids = {name: slot for slot, name in enumerate(start.ids)} if start.ids else {}
    world = World(
        seed=scenario.seed,
        people=people,
        ties=start.ties,
        branches=Branches(count, schema),
        schema=schema,
        events=tuple(sorted(scenario.events, key=lambda event: event.week)),
        ids=ids,
    )
    check_names(world, scenario)
    apply_personal_roles(world, scenario.roles)
    if scenario.standing:
        seat_officers(world, scenario)
    return world


def _set_members(people: People, start: StartingPopulation, scenario: Scenario) -> None:
    members = start.members
    born = Draws(scenario.seed, -1)
    near = born.uniform("supporter", start.uid) < 0.3
    people.open("status")[:] = np.where(
        members, Status.MEMBER, np.where(near, Status.SUPPORTER, Status.OUTSIDE)
    )
    for name, column in people.specification.items():
        if column.founders is not None:
            people.open(name)[members] = column.founders
    # founders joined over the two years before the start, so that none of them is a newcomer
    people.open("joined")[members] = -1 - (104 * born.uniform("tenure", start.uid[members])).astype(
        int
    )
    for name, column in people.known.items():
        if column.in_files and name in start.columns:
            people.open(name)[:] = _checked_numbers(start.columns[name], name, people, start)
    if "power" in start.columns:
        _scale_power(people, start)
    _set_factions(people, start)
    people.open("hours")[:] = people.energy


def _scale_power(people: People, start: StartingPopulation) -> None:
    """Scale the power of each branch's members to a mean of 1; other people have none."""
    held = np.where(start.members, people.power, 0.0)
    members = np.bincount(start.branch, start.members)
    total = np.bincount(start.branch, held)
    if ((total == 0) & (members > 0)).any():
        raise InputError(
            f"{start.origin}: power is 0 for all members of a branch; give somebody some"
        )
    people.open("power")[:] = held * (members / np.where(total, total, 1.0))[start.branch]


def _set_factions(people: People, start: StartingPopulation) -> None:
    """Put people into the factions that the column `faction` names, by the leader's id."""
    named = [as_text(cell) for cell in start.columns.get("faction", np.empty(0)).tolist()]
    ids = start.ids or ()
    slots = {name: slot for slot, name in enumerate(ids)}
    if not any(named) and "faction" not in people.specification:
        return  # no rule of this week knows factions, and the file names none
    # in a movement that was written out, people who left can still be named in factions
    left = set(np.array(ids)[start.columns.get("status", np.full(len(ids), "")) == "left"].tolist())
    faction = people.open("faction")
    for slot, name in enumerate(named):
        if not name or not left.isdisjoint((name, ids[slot])):
            continue
        leader = slots.get(name, NOBODY)
        wrong = (
            "nobody has that id"
            if leader == NOBODY
            else "both must be members"
            if not start.members[[slot, leader]].all()
            else f"{name!r} is in the faction of {named[leader]!r}"
            if named[leader] not in ("", name)
            else ""
        )
        if wrong:
            raise InputError(
                f"{start.origin}: faction = {name!r} of {ids[slot]!r}: {wrong}; a faction "
                "is named by the id of its leader"
            )
        faction[[slot, leader]] = leader
    loyalty = people.open("loyalty")
    if "loyalty" not in start.columns:
        loyalty[:] = np.where(faction == np.arange(len(people)), 0.0, FIRST_LOYALTY)
    loyalty[faction == NOBODY] = 0.0


def _is_number(cell: str) -> bool:
    try:
        float(cell or "nan")
    except ValueError:
        return False
    return True


def _checked_numbers(
    values: np.ndarray, name: str, people: People, start: StartingPopulation
) -> Floats:
    column = people.known[name]
    given = np.asarray(values)
    ids = start.ids or ()
    if given.dtype.kind not in "if":
        text = [not _is_number(cell) for cell in given.tolist()]
        first = text.index(True) if True in text else 0
        raise InputError(
            f"{start.origin}: the column {name!r} must hold numbers from {column.low:g} to "
            f"{column.high:g}; that of {ids[first]!r} is {str(given[first])!r}"
        )
    given = given.astype(np.float64)
    missing = np.isnan(given)
    given = np.where(missing, getattr(people, name), given)
    within = np.isfinite(given) & (given >= column.low) & (given <= column.high)
    wrong = (~within).nonzero()[0]
    if len(wrong):
        raise InputError(
            f"{start.origin}: {name} = {given[wrong[0]]:g} of {ids[wrong[0]]!r}: must be "
            f"{column.low:g} to {column.high:g}{'' if np.isfinite(column.high) else ', but finite'}"
        )
    return given
