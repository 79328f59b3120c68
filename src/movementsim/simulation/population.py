"""Making the world of scenarios: its people, ties and branches in week 0."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from movementsim.errors import InputError, prefix_errors
from movementsim.inputs import as_text
from movementsim.institutions.ballot import Ballot
from movementsim.kernel.columns import NOBODY, Column, Floats, Whole
from movementsim.kernel.draws import Draws, keys
from movementsim.scenario.scenario import Scenario
from movementsim.simulation.roles import (
    apply_personal_roles,
    check_names,
    seat_officers,
)
from movementsim.simulation.starting_population import (
    NodeTable,
    StartingPopulation,
    starting_population,
)
from movementsim.state.birth import draw_traits
from movementsim.state.branches import Branches
from movementsim.state.movements import Movements
from movementsim.state.people import People, Status
from movementsim.state.schedule import schedule
from movementsim.state.schema import Schema
from movementsim.state.world import World

FIRST_LOYALTY = 0.6
"""Loyalty, 0-1, of people whose faction is known but not their loyalty: that of new followers."""


def create_world(scenarios: Sequence[Scenario], schema: Schema, ballot: Ballot) -> World:
    """Return the world of one or several scenarios in week 0.

    Parameters
    ----------
    scenarios
        The scenario of each movement.
    schema
        The columns, tables, facts and verbs of the movements.
    ballot
        The rule of ballots, whose seats and office power hold from the start.

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
    settable = [name for name, column in schema.known_people.items() if column.in_files]
    start = starting_population(scenarios, settable)
    branch, branches = _branches(scenarios, start, schema)
    people = People(start.uid, start.key, start.run, schema)
    for name, values in draw_traits(start.key).items():
        people.open(name)[:] = values
    people.open("branch")[:] = branch
    _set_members(people, start)
    ids = tuple(_ids(start, run) for run in range(len(scenarios)))
    world = World(
        people=people,
        ties=start.ties,
        branches=branches,
        movements=Movements([scenario.seed for scenario in scenarios], schema),
        schema=schema,
        ids=ids,
    )
    for run, scenario in enumerate(scenarios):
        with prefix_errors(scenario.origin):
            check_names(world, scenario, run)
            apply_personal_roles(world, scenario.roles, run)
    world.events = schedule([scenario.events for scenario in scenarios], ids)
    seat_officers(world, scenarios, ballot)
    return world


def _branches(
    scenarios: Sequence[Scenario], start: StartingPopulation, schema: Schema
) -> tuple[Whole, Branches]:
    """Return the slot of each person's branch, and the branches of all movements in turn."""
    count = np.zeros(len(scenarios), np.int64)
    np.maximum.at(count, start.run, start.branch + 1)
    first = np.cumsum(count) - count
    run = np.arange(len(scenarios)).repeat(count)
    number = np.arange(len(run)) - first[run]
    seeds = [scenario.seed for scenario in scenarios]
    key = keys(seeds, number.astype(np.uint64), run, "branch")
    return start.branch + first[start.run], Branches(number, key, run, schema)


def _ids(start: StartingPopulation, run: int) -> dict[str, int]:
    table = start.tables[run]
    if table is None:
        return {}
    first = int(np.searchsorted(start.run, run))
    return {name: first + place for place, name in enumerate(table.ids)}


def _set_members(people: People, start: StartingPopulation) -> None:
    members = start.members
    born = Draws(-1)
    near = born.uniform("supporter", start.key) < 0.3
    people.open("status")[:] = np.where(
        members, Status.MEMBER, np.where(near, Status.SUPPORTER, Status.OUTSIDE)
    )
    for name, column in people.specification.items():
        if column.founders is not None:
            people.open(name)[members] = column.founders
    # founders joined over the two years before the start, so that none of them is a newcomer
    tenure = born.uniform("tenure", start.key[members])
    people.open("joined")[members] = -1 - (104 * tenure).astype(int)
    for run, table in enumerate(start.tables):
        if table is not None:
            _apply_table(people, start, table, (start.run == run).nonzero()[0])
    people.open("hours")[:] = people.energy


def _apply_table(people: People, start: StartingPopulation, table: NodeTable, slots: Whole) -> None:
    """Set what a file or generator says of the people of one movement, who have these slots."""
    for name, column in people.known.items():
        if column.in_files and name in table.columns:
            people.open(name)[slots] = _checked_numbers(table, column, getattr(people, name)[slots])
    if "power" in table.columns:
        _scale_power(people, start, table, slots)
    _set_factions(people, start, table, slots)


def _scale_power(people: People, start: StartingPopulation, table: NodeTable, slots: Whole) -> None:
    """Scale the power of each branch's members to a mean of 1; other people have none."""
    branch, is_member = start.branch[slots], start.members[slots]
    held = np.where(is_member, people.power[slots], 0.0)
    members = np.bincount(branch, is_member)
    total = np.bincount(branch, held)
    if ((total == 0) & (members > 0)).any():
        raise InputError(
            f"{table.origin}: power is 0 for all members of a branch; give somebody some"
        )
    people.open("power")[slots] = held * (members / np.where(total, total, 1.0))[branch]


def _set_factions(
    people: People, start: StartingPopulation, table: NodeTable, slots: Whole
) -> None:
    """Put people into the factions that the column `faction` names, by the leader's id."""
    named = [as_text(cell) for cell in table.columns.get("faction", np.empty(0)).tolist()]
    ids = table.ids
    places = {name: place for place, name in enumerate(ids)}
    if not any(named) and "faction" not in people.specification:
        return  # no rule of this week knows factions, and the file names none
    # in a movement that was written out, people who left can still be named in factions
    status = table.columns.get("status", np.full(len(ids), ""))
    left = set(np.array(ids)[status == "left"].tolist())
    faction = np.full(len(ids), NOBODY)
    for place, name in enumerate(named):
        if not name or not left.isdisjoint((name, ids[place])):
            continue
        leader = places.get(name, NOBODY)
        wrong = (
            "nobody has that id"
            if leader == NOBODY
            else "both must be members"
            if not start.members[slots[[place, leader]]].all()
            else f"{name!r} is in the faction of {named[leader]!r}"
            if named[leader] not in ("", name)
            else ""
        )
        if wrong:
            raise InputError(
                f"{table.origin}: faction = {name!r} of {ids[place]!r}: {wrong}; a faction "
                "is named by the id of its leader"
            )
        faction[[place, leader]] = leader
    loyalty = people.open("loyalty")
    if "loyalty" not in table.columns:
        loyalty[slots] = np.where(faction == np.arange(len(ids)), 0.0, FIRST_LOYALTY)
    loyalty[slots[faction == NOBODY]] = 0.0
    people.open("faction")[slots] = np.where(faction == NOBODY, NOBODY, slots[faction])


def _is_number(cell: str) -> bool:
    try:
        float(cell or "nan")
    except ValueError:
        return False
    return True


def _checked_numbers(table: NodeTable, column: Column, drawn: Floats) -> Floats:
    """Return the numbers that a table has for a column, and those drawn where it has none."""
    name, given = column.name, np.asarray(table.columns[column.name])
    if given.dtype.kind not in "if":
        text = [not _is_number(cell) for cell in given.tolist()]
        first = text.index(True) if True in text else 0
        raise InputError(
            f"{table.origin}: the column {name!r} must hold numbers from {column.low:g} to "
            f"{column.high:g}; that of {table.ids[first]!r} is {str(given[first])!r}"
        )
    given = given.astype(np.float64)
    given = np.where(np.isnan(given), drawn, given)
    within = np.isfinite(given) & (given >= column.low) & (given <= column.high)
    wrong = (~within).nonzero()[0]
    if len(wrong):
        raise InputError(
            f"{table.origin}: {name} = {given[wrong[0]]:g} of {table.ids[wrong[0]]!r}: must be "
            f"{column.low:g} to {column.high:g}{'' if np.isfinite(column.high) else ', but finite'}"
        )
    return given
