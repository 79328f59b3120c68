"""Relations that rules derive from ties and factions."""

from __future__ import annotations

import numpy as np
import pytest

from movementsim import Movement
from movementsim.kernel.columns import NOBODY
from movementsim.rules.relations import edges_back, followers_of, warm_pairs, witnesses
from movementsim.state.people import Status
from movementsim.state.world import World


@pytest.fixture
def world() -> World:
    return Movement(members=60, seed=3, record=(), network={"branch_size": 30, "ties": 6.0}).world


def test_tie_back_leads_from_the_other_person(world: World) -> None:
    ties = world.ties
    edge = (ties.tail != ties.head).nonzero()[0]
    who, whom = ties.tail[edge].astype(np.int64), ties.head[edge].astype(np.int64)
    back = edges_back(world, who, whom)
    assert (ties.tail[back] == whom).all()
    assert (ties.head[back] == who).all()
    assert (edges_back(world, who, whom, edge) == back).all()
    half = np.where(edge % 2, edge, -1)  # unknown positions are looked up
    assert (edges_back(world, who, whom, half) == back).all()


def test_strangers_have_no_tie_back(world: World) -> None:
    me = np.array([0])
    strangers = np.setdiff1d(world.people.active, world.ties.head[world.ties.ties_of(me)[1]])
    others = strangers[strangers != 0]
    assert (edges_back(world, np.zeros_like(others), others) == -1).all()


def test_shares_of_a_witness_sum_to_at_most_one(world: World) -> None:
    row, witness, share = witnesses(world, world.people.active)
    assert (world.people.status[witness] == Status.MEMBER).all()
    assert ((share >= 0) & (share <= 1 + 1e-12)).all()
    # the shares of a witness sum to at most one over all members
    given = np.bincount(witness, share)
    assert given.max() <= 1 + 1e-12
    assert len(row) == len(witness) == len(share)


def test_followers_are_the_members_of_a_faction_without_its_leader(world: World) -> None:
    people = world.people
    people.open("faction")[:] = NOBODY
    people.open("faction")[[1, 4, 7]] = 4
    people.open("faction")[[2, 9]] = 9
    people.open("status")[7] = Status.LEFT
    row, whom = followers_of(world, np.array([9, 4]))
    assert sorted(zip(row.tolist(), whom.tolist(), strict=True)) == [(0, 2), (1, 1)]


def test_warm_pairs_hold_each_tie_between_members_once(world: World) -> None:
    tail, head, liking = warm_pairs(world)
    pairs = {frozenset(pair) for pair in zip(tail.tolist(), head.tolist(), strict=True)}
    assert len(pairs) == len(tail)
    assert world.people.on_roll[np.concatenate([tail, head])].all()
    assert ((liking >= 0) & (liking <= 1)).all()
