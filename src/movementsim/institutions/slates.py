"""Slates: who stands in a ballot, alone or with others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from movementsim.kernel.columns import Whole
from movementsim.kernel.segments import rank_in_runs
from movementsim.kernel.tables import TableSet
from movementsim.rules.relations import followers_of
from movementsim.state.people import Brief
from movementsim.state.world import World


@dataclass(frozen=True, slots=True)
class Slates:
    """The slates of a week's ballots; a candidate who stands alone is a slate of one.

    Attributes
    ----------
    head, branch
        Slot of the first candidate and the branch of each slate, shape (slates,); ordered by
        branch.
    slate, candidate
        Position of the slate and slot of each candidate, shape (candidates,); slate by slate, in
        the order of the list.
    """

    head: Whole
    branch: Whole
    slate: Whole
    candidate: Whole


def collect_slates(world: World, acts: TableSet) -> Slates:
    """Return the slates of all branches.

    A candidate on somebody's slate does not stand alone as well; a member who asks to stand twice
    heads one slate. Excluded people and holders of a post with a brief cannot stand.

    Parameters
    ----------
    world
        The world.
    acts
        What members have asked to do this week: `stand` and `slate` are read.

    Returns
    -------
    Slates
        Slates and their candidates.
    """
    people = world.people
    heads = np.concatenate([acts.slate.who, acts.stand.who])
    heads = heads[np.sort(np.unique(heads, return_index=True)[1])]
    heads = heads[~world.shut_out[heads] & (people.brief[heads] == Brief.NONE)]
    row, mate = _mates(world, acts)
    keep = np.isin(acts.slate.who[row], heads) & ~np.isin(mate, acts.slate.who)
    row, mate = row[keep], mate[keep]
    on_list = np.zeros(len(people), np.bool_)
    on_list[mate] = True
    heads = heads[~on_list[heads]]
    heads = heads[np.lexsort((heads, people.branch[heads]))]
    place = np.full(len(people), -1)
    place[heads] = np.arange(len(heads))
    slate = np.concatenate([np.arange(len(heads)), place[acts.slate.who[row]]])
    candidate = np.concatenate([heads, mate])
    order = np.argsort(slate, kind="stable")
    return Slates(heads, people.branch[heads].astype(np.int64), slate[order], candidate[order])


def _mates(world: World, acts: TableSet) -> tuple[Whole, Whole]:
    """Return whom heads of slates take with them: followers in the branch, by loyalty and skill.

    Returns
    -------
    row : (candidates,) int
        Position in `acts.slate`.
    mate : (candidates,) int
        Slot of the candidate.
    """
    people, slate = world.people, acts.slate
    row, able = followers_of(world, slate.who)
    free = ~world.shut_out[able] & (people.brief[able] == Brief.NONE)
    free &= people.branch[able] == people.branch[slate.who[row]]
    able, row = able[free], row[free]
    weight = slate.loyalty[row]
    fitness = weight * people.loyalty[able] + (1 - weight) * people.skill[able]
    order = np.lexsort((people.uid[able], -fitness, row))
    able, row = able[order], row[order]
    kept = rank_in_runs(row) < slate.size[row] - 1
    return row[kept], able[kept]
