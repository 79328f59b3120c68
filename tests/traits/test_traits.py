"""Each of the twenty traits has its effects, and its neutral value switches it off.

Paired runs with common random numbers compare a trait at its default (or a higher value, if stated)
with its neutral value: 60 pairs, 200 members, 104 weeks, 6% of members following the strategy. A
case holds if the 95% Student interval of the paired difference lies on the right side of 0; a
difference that is clear at 99.9% after 10 pairs, or at 99% after 25, needs no more pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import numpy.typing as npt
import pytest

from movementsim import Factionalist, Movement, Organiser, Strategy
from movementsim.kernel.draws import Draws
from movementsim.rules.ties.conversation import Conversation
from movementsim.strategies.organiser import INVITED
from movementsim.vocabulary.budget import fit_to_hours
from movementsim.vocabulary.cohort import Cohort
from movementsim.vocabulary.intents import requests_of

from .arms import LOOKS, MEMBERS, Arm, Lab, follow_instead, interval

type Values = npt.NDArray[np.float64]
type Measures = Mapping[str, Values]
type Measure = Callable[[Measures], Values]

UP, DOWN = 1, -1
SHARE = 0.06
RIVALS = Factionalist(exclusion=1.0)
"""Rivals who provoke organisers, so that there is something to leave unanswered."""


def the(name: str) -> Measure:
    """Return a function that reads a measure by name."""

    def read(measures: Measures) -> Values:
        return measures[name]

    return read


def ratio(name: str, per: str) -> Measure:
    """Return a function that divides one measure by another; NaN where the other is zero."""

    def read(measures: Measures) -> Values:
        under = measures[per]
        return np.where(under > 0, measures[name] / np.where(under > 0, under, 1), np.nan)

    return read


def late_world_gap(measures: Measures) -> Values:
    """Return the mean distance of decisions from the world in the second half."""
    gap = measures["gap_to_world_total"] - measures["world_gap_before"]
    return gap / np.maximum(measures["decisions"] - measures["decisions_before"], 1)


def late_work(measures: Measures) -> Values:
    """Return the value of the outward work of the second half."""
    return measures["outward_work"] - measures["work_before"]


@dataclass(frozen=True)
class Case:
    """An effect that a higher value of a trait must have, and its direction."""

    strategy: type[Strategy]
    trait: str
    moves: str
    by: Measure
    way: int
    up: float | None = None
    down: float | None = None
    beside: Strategy | None = None
    gone: bool = False
    stops: bool = False

    def __str__(self) -> str:
        return f"{self.trait}: {self.moves} {'up' if self.way > 0 else 'down'}"

    def arms(self) -> tuple[Arm, Arm]:
        """Return the arm with the trait, and the one without it (or until half-time only)."""
        high = self.strategy()
        if self.up is not None:
            high = replace(high, **{self.trait: self.up})
        low = high.neutral(self.trait)
        if self.down is not None:
            low = replace(high, **{self.trait: self.down})
        others = ((self.beside, SHARE),) if self.beside else ()
        if self.stops:
            return Arm(((high, SHARE), *others)), Arm(((high, SHARE), *others), low)
        then = None if self.gone else "the same"
        return Arm(((high, SHARE), *others), then), Arm(((low, SHARE), *others), then)


organising = partial(Case, Organiser)
factional = partial(Case, Factionalist)

CASES = [
    organising("outgoing", "ties across groups", the("liking_across"), UP),
    organising("outgoing", "E-I index", the("ei_index"), UP),
    organising("constancy", "liking received", the("liked"), UP),
    organising("constancy", "liking received from opponents", the("liked_by_opponents"), UP),
    organising("giving", "power Gini", the("power_gini"), DOWN),
    organising("giving", "skill left when the organisers are gone", the("skill"), UP, gone=True),
    organising("inclusion", "stake", the("stake"), UP),
    organising("inclusion", "weeks to decide", the("weeks_to_decide"), UP),
    organising("inclusion", "quarrels", the("quarrels"), UP),
    organising("listening", "trust", the("trust"), UP),
    organising("listening", "recruits", the("recruited_total"), UP),
    organising("listening", "trust, from .1 to .3", the("trust"), UP, up=0.3, down=0.1),
    organising("credit_kept", "credit Gini", the("credit_gini"), DOWN),
    organising("hope", "role holders", the("entrusted"), UP),
    organising("hope", "early failures", the("failed_early"), UP),
    organising("care", "respect", the("respected"), UP),
    organising("care", "burnout of activists", ratio("activist_burnout", "activist_weeks"), DOWN),
    organising("eye", "respect for deputies", ratio("deputies_respect", "tasks"), UP),
    organising(
        "big_picture",
        "outward work an hour when provoked",
        ratio("provoked_outward", "provoked_hours"),
        UP,
        beside=RIVALS,
    ),
    factional(
        "command",
        "hours given on order, .5 against .1",
        ratio("ordered_hours", "followers_weeks"),
        UP,
        down=0.1,
    ),
    factional("command", "fear", the("fear_weeks"), UP, up=1.0),
    factional("command", "voice of a grievance", ratio("voices", "grievance_weeks"), DOWN, up=1.0),
    factional("decree", "weeks to decide", the("weeks_to_decide"), DOWN),
    factional("circle", "leaks, 12 against 2", the("leaked_total"), UP, down=2),
    factional("circle", "inside wins, 12 against 2", the("inside_won_own"), UP, down=2),
    factional("exclusion", "exits", the("exits"), UP, up=1.0),
    factional("exclusion", "grievance", the("grievance_weeks"), UP, up=1.0),
    # a wider span loses fewer hours on the way, and costs the leader more time
    factional("span", "hours got by order, 5 against 1", the("ordered_hours"), DOWN, down=1),
    factional("span", "fidelity, 5 against 1", ratio("ordered_hours", "obeyed_energy"), UP, down=1),
    factional("patronage", "loyalty", ratio("loyalty_after", "followers"), UP),
    factional(
        "patronage",
        "loyalty, kept up against stopped half-way",
        ratio("loyalty_after", "followers"),
        UP,
        stops=True,
    ),
    factional("proofs", "role holders", the("entrusted"), DOWN),
    factional("proofs", "failures", the("tasks_failed_total"), DOWN),
    factional("proofs", "talent entrusted", the("talent_entrusted"), DOWN),
    factional("single_minded", "offices", ratio("offices", "officers"), UP),
    factional("single_minded", "inside contests won", the("inside_won_own"), UP),
    factional("closeness", "E-I index within factions", the("faction_ei"), DOWN),
    factional("detail", "influence", the("influence"), UP),
]

# Effects that the design expects and the model does not show; `python -m tests.traits` measures
# them for docs/findings.md.
NOT_SHOWN = [
    organising("giving", "outward work after its organisers are gone", late_work, UP, gone=True),
    organising("care", "weeks that activists stay", the("activist_weeks"), UP),
    organising("eye", "campaigns won", the("campaigns_won"), UP),
    factional("command", "compliance with an order", the("compliance"), UP, up=1.0, down=0.1),
    factional("decree", "distance from the world later", late_world_gap, UP),
    factional("exclusion", "E-I index of factions", the("ei_index_factions"), UP, up=1.0),
    factional(
        "patronage",
        "skill of followers in posts",
        ratio("skill_in_posts", "posts_filled"),
        DOWN,
    ),
    factional("closeness", "modularity of ties", the("modularity"), UP),
]


def together(strategy: type[Strategy], trait: str) -> pytest.MarkDecorator:
    """Keep the tests that share runs on one worker."""
    return pytest.mark.xdist_group(f"{strategy.__name__}-{trait}")


@pytest.mark.statistics
@pytest.mark.thorough
@pytest.mark.parametrize(
    "case",
    [pytest.param(case, marks=together(case.strategy, case.trait), id=str(case)) for case in CASES],
)
def test_trait_has_its_effect(case: Case, lab: Lab) -> None:
    for pairs, confidence in LOOKS:
        with_trait, neutral = (case.by(lab.of(arm, pairs)) for arm in case.arms())
        low, high = interval(with_trait - neutral, confidence)
        if low > 0 or high < 0:
            break
    assert (low > 0) if case.way == UP else (high < 0), f"interval [{low:.3g}, {high:.3g}]"


# Acts of a trait that its neutral value must switch off: (strategy, trait, measure, amount).
OFF: list[tuple[Strategy, str, Measure, float]] = [
    (Organiser(), "outgoing", the("talks_outside_branch"), 0.0),
    (Organiser(), "outgoing", the("recruit_acts"), 0.0),
    (Organiser(), "constancy", the("talks_with_opponents"), 0.0),
    (Organiser(), "giving", the("delegate_acts"), 0.0),
    (Organiser(), "inclusion", ratio("invited", "convene_acts"), INVITED),
    (
        Organiser(big_picture=1.0),
        "listening",
        ratio("listened", "talk_acts"),
        Conversation().neutral_listening,
    ),
    (Organiser(), "credit_kept", the("credit_acts"), 0.0),
    (Organiser(), "hope", the("entrusted"), 0.0),
    (Organiser(), "care", the("support_acts"), 0.0),
    (Organiser(), "big_picture", the("provoked_campaigns"), 0.0),
    (Factionalist(), "command", the("hours_ordered"), 0.0),
    (Factionalist(), "decree", the("decrees"), 0.0),
    (Factionalist(), "circle", the("caucus_acts"), 0.0),
    (Factionalist(command=0.0), "exclusion", the("exclusions_outside_faction"), 0.0),
    (Factionalist(), "span", the("order_acts"), 0.0),
    (Factionalist(), "patronage", the("favour_acts"), 0.0),
    (Factionalist(), "single_minded", the("slate_acts"), 0.0),
    (Factionalist(), "single_minded", the("inside_campaigns"), 0.0),
    (Factionalist(), "detail", the("attend_acts"), 0.0),
]


@pytest.mark.statistics
@pytest.mark.thorough
@pytest.mark.parametrize(
    ("strategy", "trait", "does", "amount"),
    [
        pytest.param(*off, marks=together(type(off[0]), off[1]), id=f"{off[1]} {number}")
        for number, off in enumerate(OFF)
    ],
)
def test_neutral_value_switches_the_trait_off(
    strategy: Strategy, trait: str, does: Measure, amount: float, lab: Lab
) -> None:
    beside = ((RIVALS, SHARE),) if trait == "big_picture" else ()
    off = does(lab.of(Arm(((strategy.neutral(trait), SHARE), *beside)), 20))
    on = does(lab.of(Arm(((strategy, SHARE), *beside)), 20))
    assert off[np.isfinite(off)] == pytest.approx(amount)
    assert np.nanmean(on) != pytest.approx(amount)


def decisions(movement: Movement, strategy: Strategy, verb: str) -> dict[str, list[float]]:
    """Return the acts of one verb that the followers would do with this strategy."""
    world, own = movement.world, movement.following.members(movement.world, 1)
    me = Cohort(world, own, Draws(world.week))
    acts = fit_to_hours(
        [requests_of(strategy.decide(me), len(me))],
        np.full(len(world.people), 50.0),
        world.schema,
    )[0]
    rows = getattr(acts, verb)
    if verb == "talk":
        rows = rows.take(rows.courting == 0)
    return {name: rows.columns()[name].tolist() for name in ("who", "whom")}


def scramble_respect(movement: Movement) -> None:
    ties = movement.world.ties
    ties.respect[:] = ties.respect[np.random.default_rng(1).permutation(len(ties.respect))]


def test_deputies_are_chosen_by_respect_only_with_the_trait_eye() -> None:
    for seed in range(5):
        movement = Movement(members=MEMBERS, following={Organiser(): 0.2}, seed=seed, record=())
        movement.run(40)
        with_eye, without = Organiser(), Organiser().neutral("eye")
        before = [decisions(movement, each, "delegate") for each in (with_eye, without)]
        scramble_respect(movement)
        after = [decisions(movement, each, "delegate") for each in (with_eye, without)]
        assert before[0] != after[0]
        assert before[1] == after[1]
        assert before[1]["who"]


@pytest.mark.parametrize(("later", "returns"), [(0.2, False), (0.1, True)])
def test_flipped_norm_of_credit_returns_only_if_far_less_is_kept(
    later: float, returns: bool
) -> None:
    """Keeping .3 flips the norm; .2 would not flip it, but does not restore it either."""
    flipped = left = 0
    for seed in range(5):
        following = {Organiser(credit_kept=0.3): 0.2}
        movement = Movement(members=MEMBERS, following=following, seed=seed, record=()).run(52)
        private = movement.world.branches.private
        flipped += int(private.sum())
        follow_instead(movement, Organiser(credit_kept=later))
        left += int(movement.run(52).world.branches.private.sum())
    assert flipped > 5
    assert left < flipped / 2 if returns else left >= flipped


def test_closed_faction_gets_to_know_only_its_own_members() -> None:
    known: dict[float, list[bool]] = {1.0: [], 0.0: []}
    for seed in range(5):
        following = {Factionalist(patronage=20.0): 0.2}
        movement = Movement(members=MEMBERS, following=following, seed=seed, record=()).run(40)
        people = movement.world.people
        for closeness, inside in known.items():
            talks = decisions(movement, Factionalist(closeness=closeness), "talk")
            who, whom = np.array(talks["who"], int), np.array(talks["whom"], int)
            grouped = people.faction[who] >= 0
            who, whom = who[grouped], whom[grouped]
            inside += (people.faction[who] == people.faction[whom]).tolist()
    assert known[1.0]
    assert all(known[1.0])
    assert np.mean(known[0.0]) < 0.5


def test_without_the_trait_proofs_people_without_a_record_get_tasks() -> None:
    """With `proofs` at 0, people without a record are given tasks with probability one half."""
    movement = Movement(members=MEMBERS, following={Factionalist(): 0.2}, seed=1, record=())
    movement.run(40)
    assert (movement.world.people.done == 0).all()
    wary, easy = (
        decisions(movement, s, "grant") for s in (Factionalist(), Factionalist().neutral("proofs"))
    )
    assert wary["who"] == []
    assert len(easy["who"]) > 0
