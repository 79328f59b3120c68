"""What a strategy sees: columns of its followers and of people around them, all read-only."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from movementsim import Factionalist, Movement, Organiser
from movementsim.kernel.columns import NOBODY, Array
from movementsim.kernel.draws import Draws
from movementsim.state.people import Status
from movementsim.vocabulary.cohort import Cohort
from movementsim.vocabulary.group import Group


@pytest.fixture(scope="module")
def movement() -> Movement:
    return Movement(
        members=120, following={Organiser(): 0.1, Factionalist(): 0.1}, seed=5, record=()
    ).run(40)


@pytest.fixture
def me(movement: Movement) -> Cohort:
    return Cohort(movement.world, movement.world.people.active, Draws(movement.world.week))


def around(me: Cohort, place: int) -> Array:
    """Return the slots of everybody tied to the member at this place."""
    ties = me.world.ties
    return ties.head[ties.ties_of([me.slots[place]])[1]]


def test_columns_are_in_the_order_of_the_cohort_and_read_only(me: Cohort) -> None:
    assert (me.trust == me.world.people.trust[me.slots]).all()
    with pytest.raises(ValueError, match="read-only"):
        me.trust[0] = 1.0
    with pytest.raises(ValueError, match="read-only"):
        me.world.people.trust[0] = 1.0


def test_misspelt_column_gets_a_suggestion(me: Cohort) -> None:
    with pytest.raises(AttributeError, match=r"no 'energie'; did you mean 'energy'\?"):
        _ = me.energie


def test_misspelt_column_of_others_gets_a_suggestion(me: Cohort) -> None:
    with pytest.raises(AttributeError, match=r"they have no 'trsut'; did you mean 'trust'\?"):
        me.comrades.mean("trsut")
    with pytest.raises(AttributeError, match=r"no memory column .* zz = memory\(-1\)"):
        me.person("zz")


def test_memory_is_read_like_a_column(me: Cohort) -> None:
    met = np.arange(len(me.world.people), dtype=np.float64)
    mine = Cohort(me.world, me.slots, me.draws, {"met": met})
    assert (mine.met == me.slots).all()


@pytest.mark.parametrize("group", ["acquaintances", "comrades", "outsiders", "allies"])
def test_groups_are_those_that_the_ties_give(me: Cohort, group: str) -> None:
    people = me.world.people
    keeps: Callable[[Array, int], Array] = {
        "acquaintances": lambda who, _: people.status[who] != Status.LEFT,
        "comrades": lambda who, _: people.status[who] == Status.MEMBER,
        "outsiders": lambda who, _: people.status[who] <= Status.SUPPORTER,
        "allies": lambda who, my: (
            (people.status[who] == Status.MEMBER)
            & (people.faction[who] != NOBODY)
            & (people.faction[who] == people.faction[my])
        ),
    }[group]
    chosen: Group = getattr(me, group)
    expected = []
    for place in range(len(me)):
        them = around(me, place)
        expected.append(people.trust[them[keeps(them, me.slots[place])]])
    assert (chosen.count() == [len(trust) for trust in expected]).all()
    assert (chosen.any() == [len(trust) > 0 for trust in expected]).all()
    means = [trust.mean() if len(trust) else 0.0 for trust in expected]
    assert chosen.mean("trust") == pytest.approx(means)
    shares = [(trust > 0.6).mean() if len(trust) else 0.0 for trust in expected]
    assert chosen.share(lambda them: them.trust > 0.6) == pytest.approx(shares)


def test_inside_and_beyond_divide_the_comrades(me: Cohort) -> None:
    inside, beyond = me.comrades.inside().count(), me.comrades.beyond().count()
    assert (inside + beyond == me.comrades.count()).all()
    assert inside.any()
    assert beyond.any()


def test_groups_by_branch_faction_and_office(me: Cohort) -> None:
    people = me.world.people
    size = np.bincount(people.branch[people.active])
    assert (me.branch_mates.count() == size[me.branch] - 1).all()
    led = np.bincount(
        people.faction[people.active][people.faction[people.active] >= 0], minlength=len(people)
    )
    leads = me.leads_faction
    assert leads.any()
    assert (me.followers.count()[leads] == led[me.slots[leads]] - 1).all()
    assert (me.followers.count()[~leads] == 0).all()
    assert (me.officers.count() <= 5).all()


def test_among_takes_a_limited_sample(me: Cohort) -> None:
    few = me.comrades.among(3)
    assert (few.count() == np.minimum(me.comrades.count(), 3)).all()


def test_liking_is_read_in_the_right_direction(me: Cohort) -> None:
    them, ties = me.comrades.look_up(np.arange(len(me))), me.world.ties
    mine, theirs = me.slots[them.owner], them.slot
    assert (them.liking == ties.liking(ties.find(mine, theirs))).all()
    assert (them.likes_me == ties.liking(ties.find(theirs, mine))).all()
    assert (them.mine("trust") == me.trust[them.owner]).all()


def test_strangers_have_no_liking_or_respect(me: Cohort) -> None:
    them = me.branch_mates.look_up(np.arange(len(me)))
    strangers = me.world.ties.find(me.slots[them.owner], them.slot) < 0
    assert strangers.any()
    for feeling in (them.liking, them.respect, them.likes_me):
        assert (feeling[strangers] == 0).all()


def test_number_of_times_has_the_requested_mean(me: Cohort) -> None:
    weeks = 400
    for a_month in (0.3, 4.0, 11.0):
        times = np.array(
            [
                Cohort(me.world, me.slots, Draws(week)).times("talk", a_month).sum()
                for week in range(weeks)
            ]
        )
        cases = weeks * len(me)
        # each takes one of two adjacent whole numbers, so the variance is at most a quarter
        assert times.sum() / cases == pytest.approx(a_month * 12 / 52, abs=4 * 0.5 / cases**0.5)


def test_part_of_a_cohort_decides_alike(me: Cohort) -> None:
    which = np.arange(len(me)) % 3 == 1
    part = me.part(which)
    assert (part.slots == me.slots[which]).all()
    assert (part.chance("draw", 0.5) == me.chance("draw", 0.5)[which]).all()
    assert (part.comrades.mean("power") == me.comrades.mean("power")[which]).all()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda me: me.convene("x"), "invited='x': must be a finite number, 0 or more"),
        (lambda me: me.convene(np.nan), "invited=nan"),
        (lambda me: me.convene(-5), "invited=-5"),
        (lambda me: me.convene(np.full(len(me), np.inf)), "must be a finite number"),
        (lambda me: me.caucus(np.nan), "size=nan"),
        (lambda me: me.slate(np.nan), "size=nan"),
        (lambda me: me.slate(-3), "size=-3"),
        (lambda me: me.slate(5, "all"), "loyalty='all': must lie between 0 and 1"),
        (lambda me: me.order(0.5, np.nan), "span=nan"),
        (lambda me: me.order(0.5, -4), "span=-4"),
        (lambda me: me.talk(me.comrades.anyone(), times=-1), "times=-1"),
        (lambda me: me.talk(me.comrades.anyone(), times=np.full(len(me), -1)), "times="),
        (lambda me: me.favour(me.comrades.anyone(), "often"), "times='often'"),
        (lambda me: me.remember(met=np.nan), r"remember\(met=nan\): must be a number"),
        (lambda me: me.remember(met="ann"), r"remember\(met='ann'\)"),
        (lambda me: me.remember(seen=1), r"seen = memory\(0.0\)"),
        (lambda me: me.chance("a", np.nan), "a=nan: must lie between 0 and 1"),
        (lambda me: me.chance("a", 7), "a=7"),
        (lambda me: me.chance("a", np.where(me.energy > 1, np.nan, 0.5)), "between 0 and 1"),
        (lambda me: me.monthly("a", 1.5), "a=1.5"),
        (lambda me: me.times("a", -2), "a=-2"),
    ],
)
def test_impossible_number_is_refused(
    me: Cohort, wrong: Callable[[Cohort], object], words: str
) -> None:
    mine = Cohort(me.world, me.slots, me.draws, {"met": np.zeros(len(me.world.people))})
    with pytest.raises((TypeError, ValueError), match=words):
        wrong(mine)


def test_numbers_can_be_scalars_or_one_per_member(me: Cohort) -> None:
    some = me.part(np.arange(len(me)) < 0)
    assert not len(some.chance("a", some.trust))
    for invited in (8, 8.5, np.int64(8), np.arange(len(me))):
        me.convene(invited)
    assert me.chance("a", 1).all()
    assert not me.chance("a", np.zeros(len(me))).any()
