"""Orders: compliance of followers, and losses along the chain of command."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from movementsim.kernel.columns import NOBODY, Floats, Mask, Whole
from movementsim.kernel.draws import Draws
from movementsim.kernel.elementwise import expit, power
from movementsim.kernel.parameters import parameter
from movementsim.kernel.segments import rank_in_runs
from movementsim.kernel.tables import TableSet
from movementsim.rules.base import Rule
from movementsim.rules.relations import followers_of
from movementsim.rules.shared_columns import OWED
from movementsim.state.changes import Changes
from movementsim.state.declarations import ActKind, Argument, Fact, Requests, Verb
from movementsim.state.extension import Extension
from movementsim.state.observed import Total, ratio_of
from movementsim.state.world import World
from movementsim.vocabulary.cohort import Cohort

HOURS_PER_ORDER = 0.25
"""Hours that an order costs the leader."""
HOURS_PER_REPORT = 0.5
"""Hours that it costs for each person directly below the leader in the chain of command."""


def _hours(me: Cohort, values: Mapping[str, Any]) -> Floats:
    """Return the hours that an order costs each of these members."""
    reports = np.minimum(values["span"], me.followers.count())
    return np.asarray(HOURS_PER_ORDER + HOURS_PER_REPORT * reports)


class Orders(Rule):
    """Followers obey orders by charisma, favours owed, fear and loyalty; the chain loses hours.

    P(comply) = expit(compliance_base + charisma_weight × charisma + favour_weight × owed +
    fear_weight × fear + loyalty_weight × loyalty). Each step down the chain of command loses the
    share `loss` of the hours. The opinions of those who comply move the share `pull` towards the
    leader's, so that a faction errs together. An order beyond `tolerance` of a follower's opinion
    that is obeyed becomes a grievance against the leader.
    """

    phase = "govern"
    source = "S2.F1, S2.F2, S2.F5; Weber 1922; Emerson 1962; Williamson 1967"
    reads = (
        "faction",
        "charisma",
        "owed",
        "fear",
        "loyalty",
        "opinion",
        "stubborn",
        "energy",
        "status",
        "branch",
        "key",
    )
    writes = ("opinion", "owed", "chronicle")
    rank = 30
    brings = Extension(
        people=(OWED,),
        facts=(
            Fact(
                "ordered",
                ("who", "whom", "complied", "against", "hours", "inside", "attend", "act"),
            ),
        ),
        kinds=(
            ActKind(
                "order",
                "an order went against a follower's opinion",
                Requests(("order",), same_whom=False),
            ),
        ),
        verbs=(
            Verb(
                "order",
                "order one's followers, down a chain of command, to give a share of their hours",
                HOURS_PER_ORDER,
                "S2.F5",
                aimed=False,
                arguments=(
                    Argument("share", "share of their hours that followers are to give"),
                    Argument(
                        "span", "direct reports of each person in the chain of command", 5, None
                    ),
                    Argument("inside", "whether the hours are for the motion", False),
                    Argument("attend", "whether followers are sent to the meeting", False),
                    Argument("settle", "whether the order settles the branch's decision", False),
                ),
                cost=_hours,
            ),
        ),
        totals=(
            Total("orders", lambda world: world.per_run(world.facts.ordered)),
            Total(
                "orders_obeyed",
                lambda world: world.per_run(world.facts.ordered, world.facts.ordered.complied),
            ),
        ),
        indicators=(
            ratio_of("compliance", "orders obeyed", "share", total="orders_obeyed", per="orders"),
        ),
    )

    compliance_base: float = parameter(
        -3.0,
        "willingness to comply without charisma, favours, fear and loyalty",
        unit="logits",
        low=-10,
        high=10,
        formerly="b0",
    )
    charisma_weight: float = parameter(
        2.0, "weight of the leader's charisma in compliance", unit="logits", high=10, formerly="b1"
    )
    favour_weight: float = parameter(
        2.0, "weight of favours owed in compliance", unit="logits", high=10, formerly="b2"
    )
    fear_weight: float = parameter(
        2.0, "weight of fear in compliance", unit="logits", high=10, formerly="b3"
    )
    loyalty_weight: float = parameter(
        3.0, "weight of loyalty in compliance", unit="logits", high=10, formerly="b4"
    )
    loss: float = parameter(0.1, "share of the hours lost at each step down the chain of command")
    pull: float = parameter(
        0.02, "share of the opinion gap to the leader closed by obeying an order"
    )
    tolerance: float = parameter(
        0.4,
        "distance from the leader's opinion beyond which an order is against one's own",
        unit="position",
        high=2,
    )
    repaid: float = parameter(0.1, "share of debts repaid by complying", unit="share")

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return who complies, and the consequences for them."""
        changes, people, order = Changes(world), world.people, acts.order
        if not len(order):
            return changes
        row, who, whom = self._recipients(world, order.who)
        if not len(whom):
            return changes
        mine = self.of(people, whom)
        complied = self._comply(world, who, whom, draws)
        gap = people.opinion[who] - people.opinion[whom]
        against = np.abs(gap) > mine.tolerance
        kept = power(1 - mine.loss, self._depth(who, order.span[row]))
        changes.add("opinion", whom, mine.pull * complied * gap * ~people.stubborn[whom])
        changes.shrink("owed", whom[complied], self.of(people, whom[complied]).repaid)
        changes.fact(
            "ordered",
            who=who,
            whom=whom,
            complied=complied,
            against=against,
            hours=order.share[row] * people.energy[whom] * complied * kept,
            inside=order.inside[row],
            attend=order.attend[row],
            act=_recorded(changes, world, order.who, row[against])[row],
        )
        return changes

    def _comply(self, world: World, who: Whole, whom: Whole, draws: Draws) -> Mask:
        """Return which of the people ordered comply."""
        people = world.people
        mine = self.of(people, whom)
        odds = (
            mine.compliance_base
            + mine.charisma_weight * people.charisma[who]
            + mine.favour_weight * people.owed[whom]
            + mine.fear_weight * people.fear[whom]
            + mine.loyalty_weight * people.loyalty[whom]
        )
        return draws.chance("comply", expit(odds), people.key[whom], people.key[who])

    @staticmethod
    def _recipients(world: World, leaders: Whole) -> tuple[Whole, Whole, Whole]:
        """Return the order, the leader and the follower of each order received."""
        row, whom = followers_of(world, leaders)
        order = np.argsort(row, kind="stable")
        return row[order], leaders[row[order]], whom[order]

    @staticmethod
    def _depth(who: Whole, span: Floats) -> Floats:
        """Return how many steps below the leader each stands; levels fill up from the top."""
        rank = rank_in_runs(who) + 1
        span = np.maximum(span, 1.0)
        wide = np.maximum(span, 2.0)
        levels = np.log1p(rank * (wide - 1) / wide) / np.log(wide)
        return np.where(span > 1, np.ceil(levels - 1e-9), rank)


def _recorded(changes: Changes, world: World, leaders: Whole, against: Whole) -> Whole:
    """Record orders against a follower's opinion in the chronicle.

    Parameters
    ----------
    changes
        The changes to add to.
    world
        The world.
    leaders
        Slot of the leader who gave each order.
    against
        Positions of the orders that went against the opinion of at least one follower.

    Returns
    -------
    (orders,) int
        Id of the act; -1 for orders that went against nobody's opinion.
    """
    act = np.full(len(leaders), -1)
    hit = np.zeros(len(leaders), np.bool_)
    hit[against] = True
    who = leaders[hit]
    act[hit] = changes.act("order", who, NOBODY, world.people.branch[who])
    return act
