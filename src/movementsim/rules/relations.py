"""TODO."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.columns import NOBODY, Floats, Whole
from movementsim.state.changes import Changes
from movementsim.state.people import Status
from movementsim.state.world import World


def back(world: World, who: Whole, whom: Whole, edge: Whole | None = None) -> Whole:
    """Return the tie as `whom` sees `who`, -1 between strangers."""
    if edge is None:
        return world.ties.find(whom, who)
    known = edge >= 0
    found = np.where(known, world.ties.reverse[np.maximum(edge, 0)], -1)
    if not known.all():
        found[~known] = world.ties.find(whom[~known], who[~known])
    return found


def along(layer: Floats, edge: Whole) -> Floats:
    """Return a layer's values at these ties, 0 where there is none."""
    return np.where(edge >= 0, layer[np.maximum(edge, 0)], 0.0)


def likings(world: World, edge: Whole) -> Floats:
    """Return liking at these ties, 0 where there is none."""
    return world.ties.liking(edge)


def witnesses(world: World, whom: Whole) -> tuple[Whole, Whole, Floats]:
    """Return who sees what happens to these people, and their share of respect for them.

    Returns
    -------
    Position in `whom`, slot of the witness (a member tied to them), and the witness's respect for
    the person as a share of the respect the witness has for anybody.
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

    Returns
    -------
    Position in `leaders`, and slot of the follower; ascending by slot.
    """
    people = world.people
    place = np.full(len(people), -1)
    place[leaders] = np.arange(len(leaders))
    whom = ((people.faction != NOBODY) & (people.status == Status.MEMBER)).nonzero()[0]
    row = place[people.faction[whom]]
    mine = (row >= 0) & (people.faction[whom] != whom)
    return row[mine], whom[mine]


def keep_within(changes: Changes, world: World, slots: Whole, power: Floats) -> None:
    """Keep what was granted, and what an office lends, within the power these people now hold."""
    for name in ("granted", "office"):
        part = getattr(world.people, name)[slots]
        over = (part > power).nonzero()[0]
        if len(over):
            changes.put(name, slots[over], power[over])


def warm_pairs(world: World) -> tuple[Whole, Whole, Floats]:
    """Return the two ends of each tie between members, and the mean liking along it.

    Returns
    -------
    Slots of one end and of the other, and mean liking 0-1; each of shape (ties,).
    """
    ties = world.ties
    pairs, edge = ties.pairs()
    both = world.people.on_roll[pairs].all(axis=1)
    pairs, edge = pairs[both].astype(np.int64), edge[both]
    warmth = (ties.liking(edge) + ties.liking(ties.reverse[edge])) / 2
    return pairs[:, 0], pairs[:, 1], warmth
