"""Readings of ties and factions that several rules share."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from movementsim.kernel.columns import NOBODY, Array, Floats, Whole
from movementsim.state.changes import Changes
from movementsim.state.people import Status
from movementsim.state.world import World


def edges_back(world: World, who: Whole, whom: Whole, edge: Whole | None = None) -> Whole:
    """Return the positions of the ties from `whom` to `who`, which hold how `whom` sees `who`.

    Parameters
    ----------
    world
        The world.
    who, whom
        Slots of the two people of each pair, shape (pairs,).
    edge
        Positions of the ties from `who` to `whom` where they are known already, else -1.

    Returns
    -------
    (pairs,) int
        Positions of ties; -1 between strangers.
    """
    if edge is None:
        return world.ties.find(whom, who)
    known = edge >= 0
    found = np.where(known, world.ties.reverse[np.maximum(edge, 0)], -1)
    if not known.all():
        found[~known] = world.ties.find(whom[~known], who[~known])
    return found


def witnesses(world: World, whom: Whole) -> tuple[Whole, Whole, Floats]:
    """Return the members who see what happens to people, because they are tied to them.

    Parameters
    ----------
    world
        The world.
    whom
        Slots of the people to whom something happens.

    Returns
    -------
    row : (witnesses,) int
        Position in `whom`.
    witness : (witnesses,) int
        Slot of the witness.
    respect : (witnesses,) float64
        Share of all respect that the witness has for anybody which goes to this person, 0 to 1.
    """
    ties, people = world.ties, world.people
    owner, edge = ties.ties_of(whom)
    witness = ties.head[edge].astype(np.int64)
    member = people.status[witness] == Status.MEMBER
    owner, edge, witness = owner[member], edge[member], witness[member]
    respect = ties.respect[ties.reverse[edge]]
    who, inverse = np.unique(witness, return_inverse=True)
    row, own = ties.ties_of(who)
    total = np.bincount(row, ties.respect[own], minlength=len(who))
    return owner, witness, respect / np.maximum(total[inverse], 1e-12)


def followers_of(world: World, leaders: Whole) -> tuple[Whole, Whole]:
    """Return the members of the factions that these people lead, without the leaders.

    Parameters
    ----------
    world
        The world.
    leaders
        Slots of the leaders.

    Returns
    -------
    row : (followers,) int
        Position in `leaders`.
    whom : (followers,) int
        Slot of the follower, ascending.
    """
    people = world.people
    place = np.full(len(people), -1)
    place[leaders] = np.arange(len(leaders))
    whom = ((people.faction != NOBODY) & (people.status == Status.MEMBER)).nonzero()[0]
    row = place[people.faction[whom]]
    mine = (row >= 0) & (people.faction[whom] != whom)
    return row[mine], whom[mine]


def keep_within(changes: Changes, world: World, slots: Whole, power: Floats) -> None:
    """Limit the parts of power that were granted or are lent by an office to the power held.

    Parameters
    ----------
    changes
        The changes to add to.
    world
        The world.
    slots
        Slots of the people whose power has changed.
    power
        Power that they hold after the change, in votes.
    """
    for name in ("granted", "office"):
        part = getattr(world.people, name)[slots]
        over = (part > power).nonzero()[0]
        if len(over):
            changes.put(name, slots[over], power[over])


def each_run(world: World, measure: Callable[..., float], tail: Whole, *columns: Array) -> Floats:
    """Measure the ties of each movement by itself.

    Parameters
    ----------
    world
        The world.
    measure
        A function of the arrays below, called with the ties of one movement.
    tail
        Slots of one end of each tie, shape (ties,).
    *columns
        More arrays of shape (ties,).

    Returns
    -------
    (runs,) float64
        What the function returned for each movement.
    """
    run = world.people.run[tail]
    parts = (run == number for number in range(world.runs))
    return np.array([measure(tail[part], *(column[part] for column in columns)) for part in parts])


def warm_pairs(world: World) -> tuple[Whole, Whole, Floats]:
    """Return the two ends of each tie between members, and the mean liking along it.

    Returns
    -------
    tail : (ties,) int
        Slot of one end.
    head : (ties,) int
        Slot of the other end.
    liking : (ties,) float64
        Mean of the liking in both directions, 0 to 1.
    """
    ties = world.ties
    pairs, edge = ties.pairs()
    both = world.people.on_roll[pairs].all(axis=1)
    pairs, edge = pairs[both].astype(np.int64), edge[both]
    warmth = (ties.liking(edge) + ties.liking(ties.reverse[edge])) / 2
    return pairs[:, 0], pairs[:, 1], warmth
