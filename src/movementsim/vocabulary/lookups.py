"""Where people are looked up: (who looks, slots) -> place of the looker, tie, slot."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from movementsim.kernel.columns import NOBODY, Array, Whole
from movementsim.state.people import Post, Status
from movementsim.state.receivers import EVERYONE
from movementsim.vocabulary.viewpoint import Viewpoint

NEW = 26
"""Weeks for which somebody who joined counts as new."""

type Found = tuple[Whole, Whole, Whole]
type Gather = Callable[[Viewpoint, Whole], Found]


def tied(me: Viewpoint, slots: Whole) -> Found:
    """Look up everybody they have a tie to."""
    owner, edge = me.world.ties.ties_of(slots)
    return owner, edge, me.world.ties.head[edge].astype(np.int64)


def following(me: Viewpoint, slots: Whole) -> Found:
    """Look up the other members of the factions they lead."""
    people = me.world.people
    followers = ((people.faction != NOBODY) & (people.status == Status.MEMBER)).nonzero()[0]
    followers = followers[people.faction[followers] != followers]
    return _grouped(slots, people.faction[followers], followers)


def granted(me: Viewpoint, slots: Whole) -> Found:
    """Look up the members who hold power that was granted by them."""
    people = me.world.people
    holders = ((people.granted > 0) & (people.status == Status.MEMBER)).nonzero()[0]
    return _grouped(slots, people.patron[holders], holders)


def officers(me: Viewpoint, slots: Whole) -> Found:
    """Look up the other officers of their branches."""
    people = me.world.people
    holders = ((people.post > Post.NONE) & (people.status == Status.MEMBER)).nonzero()[0]
    return _others_in_branch(me, slots, holders)


def newcomers(me: Viewpoint, slots: Whole) -> Found:
    """Look up the other members of their branches who are new."""
    people = me.world.people
    new = people.active
    return _others_in_branch(me, slots, new[me.week - people.joined[new] <= NEW])


def branch_mates(me: Viewpoint, slots: Whole) -> Found:
    """Look up all other members of their branches."""
    return _others_in_branch(me, slots, me.world.people.active)


def wrongdoers(me: Viewpoint, slots: Whole) -> Found:
    """Look up the others whose acts they resent, once for each act."""
    ledger = me.world.ledger
    author = me.world.chronicle.who[ledger.act].astype(np.int64)
    owner, edge, slot = _grouped(slots, ledger.person, author)
    known = (slot != NOBODY) & (slot != slots[owner])
    return owner[known], edge[known], slot[known]


def recalled(column: str) -> Gather:
    """Return a look at the one whose number is kept in a memory column."""

    def gather(me: Viewpoint, slots: Whole) -> Found:
        number = me.memory[column][slots].astype(np.int64)
        known = (number != NOBODY).nonzero()[0]
        return known, np.full(len(known), -1), number[known]

    return gather


def everyone(me: Viewpoint, slots: Whole) -> Found:
    """Return what stands for a whole branch, once for each."""
    many = len(slots)
    return np.arange(many), np.full(many, -1), np.full(many, EVERYONE)


def _grouped(slots: Whole, key: Array, members: Whole) -> Found:
    """Look up, for each slot, the members whose key is that slot."""
    order = key.argsort(kind="stable")
    first = key.searchsorted(slots, "left", sorter=order)
    length = key.searchsorted(slots, "right", sorter=order) - first
    owner = np.arange(len(slots)).repeat(length)
    skipped = first - (length.cumsum() - length)
    found = members[order[skipped[owner] + np.arange(len(owner))]]
    return owner, np.full(len(owner), -1), found


def _others_in_branch(me: Viewpoint, slots: Whole, some: Whole) -> Found:
    """Look up those of some members who are of the same branch, but for themselves."""
    branch = me.world.people.branch
    owner, edge, slot = _grouped(branch[slots], branch[some], some)
    other = slot != slots[owner]
    return owner[other], edge[other], slot[other]
