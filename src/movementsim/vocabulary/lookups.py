"""Lookups: functions that find the people around some members."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from movementsim.kernel.columns import NOBODY, Array, Whole
from movementsim.state.people import Post, Status
from movementsim.state.receivers import EVERYONE
from movementsim.vocabulary.viewpoint import Viewpoint

NEWCOMER_WEEKS = 26
"""Weeks for which somebody who has joined counts as a newcomer."""

type Matches = tuple[Whole, Whole, Whole]
"""The people found, as three arrays of shape (found,): the place among the lookers of the one who
sees the person, the position of the tie between them (-1 if there is none or it is unknown), and
the person's slot."""
type Lookup = Callable[[Viewpoint, Whole], Matches]
"""A function from a viewpoint and the slots of the lookers, shape (lookers,), to the people found.
Every lookup below takes these two parameters and returns :data:`Matches`."""


def tied(me: Viewpoint, slots: Whole) -> Matches:
    """Look up everybody they have a tie to.

    Parameters
    ----------
    me, slots
        The viewpoint, and slots of the lookers.

    Returns
    -------
    Matches
        The people found.
    """
    owner, edge = me.world.ties.ties_of(slots)
    return owner, edge, me.world.ties.head[edge].astype(np.int64)


def following(me: Viewpoint, slots: Whole) -> Matches:
    """Look up the other members of the factions they lead.

    Parameters
    ----------
    me, slots
        The viewpoint, and slots of the lookers.

    Returns
    -------
    Matches
        The people found.
    """
    people = me.world.people
    followers = ((people.faction != NOBODY) & (people.status == Status.MEMBER)).nonzero()[0]
    followers = followers[people.faction[followers] != followers]
    return _matching(slots, people.faction[followers], followers)


def granted(me: Viewpoint, slots: Whole) -> Matches:
    """Look up the members who hold power that they have granted.

    Parameters
    ----------
    me, slots
        The viewpoint, and slots of the lookers.

    Returns
    -------
    Matches
        The people found.
    """
    people = me.world.people
    holders = ((people.granted > 0) & (people.status == Status.MEMBER)).nonzero()[0]
    return _matching(slots, people.patron[holders], holders)


def officers(me: Viewpoint, slots: Whole) -> Matches:
    """Look up the other officers of their branches.

    Parameters
    ----------
    me, slots
        The viewpoint, and slots of the lookers.

    Returns
    -------
    Matches
        The people found.
    """
    people = me.world.people
    holders = ((people.post > Post.NONE) & (people.status == Status.MEMBER)).nonzero()[0]
    return _others_in_branch(me, slots, holders)


def newcomers(me: Viewpoint, slots: Whole) -> Matches:
    """Look up the other members of their branches who are new.

    Parameters
    ----------
    me, slots
        The viewpoint, and slots of the lookers.

    Returns
    -------
    Matches
        The people found.
    """
    people = me.world.people
    new = people.active
    return _others_in_branch(me, slots, new[me.week - people.joined[new] <= NEWCOMER_WEEKS])


def branch_mates(me: Viewpoint, slots: Whole) -> Matches:
    """Look up all other members of their branches.

    Parameters
    ----------
    me, slots
        The viewpoint, and slots of the lookers.

    Returns
    -------
    Matches
        The people found.
    """
    return _others_in_branch(me, slots, me.world.people.active)


def wrongdoers(me: Viewpoint, slots: Whole) -> Matches:
    """Look up the others whose acts they resent, once for each act.

    Parameters
    ----------
    me, slots
        The viewpoint, and slots of the lookers.

    Returns
    -------
    Matches
        The people found.
    """
    ledger = me.world.ledger
    author = me.world.chronicle.who[ledger.act].astype(np.int64)
    owner, edge, slot = _matching(slots, ledger.person, author)
    known = (slot != NOBODY) & (slot != slots[owner])
    return owner[known], edge[known], slot[known]


def recalled(column: str) -> Lookup:
    """Return the lookup of the person whose number is kept in a memory column."""

    def look_up(me: Viewpoint, slots: Whole) -> Matches:
        number = me.memory[column][slots].astype(np.int64)
        known = (number != NOBODY).nonzero()[0]
        return known, np.full(len(known), -1), number[known]

    return look_up


def everyone(me: Viewpoint, slots: Whole) -> Matches:
    """Return the receiver that stands for a whole branch, once for each looker.

    Parameters
    ----------
    me, slots
        The viewpoint, and slots of the lookers.

    Returns
    -------
    Matches
        The people found.
    """
    count = len(slots)
    return np.arange(count), np.full(count, -1), np.full(count, EVERYONE)


def _matching(slots: Whole, key: Array, members: Whole) -> Matches:
    """Look up for each looker the members whose key equals the looker's slot (or branch)."""
    order = key.argsort(kind="stable")
    first = key.searchsorted(slots, "left", sorter=order)
    length = key.searchsorted(slots, "right", sorter=order) - first
    owner = np.arange(len(slots)).repeat(length)
    skipped = first - (length.cumsum() - length)
    found = members[order[skipped[owner] + np.arange(len(owner))]]
    return owner, np.full(len(owner), -1), found


def _others_in_branch(me: Viewpoint, slots: Whole, candidates: Whole) -> Matches:
    """Look up the candidates who are in the looker's branch, other than the looker."""
    branch = me.world.people.branch
    owner, edge, slot = _matching(branch[slots], branch[candidates], candidates)
    other = slot != slots[owner]
    return owner[other], edge[other], slot[other]
