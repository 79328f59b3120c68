"""Orders run down a chain; compliance, fidelity and grievance follow."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.columns import NOBODY, Floats, Mask, Whole
from movementsim.kernel.draws import Draws
from movementsim.kernel.logistic import expit
from movementsim.kernel.parameters import parameter
from movementsim.kernel.segments import rank_in_runs
from movementsim.kernel.tables import TableSet
from movementsim.rules.base import Rule
from movementsim.rules.relations import followers_of
from movementsim.state.changes import Changes
from movementsim.state.declarations import ActKind, Argument, Fact, Verb
from movementsim.state.extension import Extension
from movementsim.state.observed import Total, ratio_of
from movementsim.state.world import World


class Orders(Rule):
    """Followers comply by charisma, favours owed, fear and loyalty; each step down loses fidelity.

    P(comply) = expit(b0 + b1 charisma + b2 owed + b3 fear + b4 loyalty). Followers' opinions
    move towards whoever orders, so that a band errs together. An order against one's opinion is
    held against whoever gave it.
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
        "uid",
    )
    writes = ("opinion", "owed", "chronicle")
    rank = 30
    brings = Extension(
        facts=(
            Fact(
                "ordered",
                ("who", "whom", "complied", "against", "hours", "inside", "attend", "act"),
            ),
        ),
        kinds=(ActKind("order", "an order went against somebody's opinion"),),
        verbs=(
            Verb(
                "order",
                "order one's followers to give a share of their hours, down a chain",
                0.25,
                "S2.F5",
                aimed=False,
                arguments=(
                    Argument("share", "share of the followers' hours"),
                    Argument("span", "followers directly below each person in the chain", 5, None),
                    Argument("inside", "whether the hours go to the motion", False),
                    Argument("attend", "whether followers are sent to the meeting", False),
                    Argument("settle", "whether it settles the branch's decision", False),
                ),
            ),
        ),
        totals=(
            Total("orders", lambda world: len(world.facts.ordered)),
            Total("orders_obeyed", lambda world: world.facts.ordered.complied.sum()),
        ),
        indicators=(
            ratio_of("compliance", "orders obeyed", "share", total="orders_obeyed", per="orders"),
        ),
    )

    compliance_base: float = parameter(
        -3.0,
        "compliance with nothing behind the order",
        unit="logits",
        low=-10,
        high=10,
        formerly="b0",
    )
    charisma_weight: float = parameter(
        2.0, "charisma's weight", unit="logits", high=10, formerly="b1"
    )
    favour_weight: float = parameter(
        2.0, "weight of a favour owed", unit="logits", high=10, formerly="b2"
    )
    fear_weight: float = parameter(2.0, "fear's weight", unit="logits", high=10, formerly="b3")
    loyalty_weight: float = parameter(
        3.0, "loyalty's weight", unit="logits", high=10, formerly="b4"
    )
    loss: float = parameter(0.1, "fidelity lost at each step down the chain")
    pull: float = parameter(0.02, "way an order moves opinion towards who gives it")
    tolerance: float = parameter(
        0.4, "distance beyond which an order goes against the grain", unit="position", high=2
    )
    repaid: float = parameter(0.1, "what is owed repaid by complying", unit="share")

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return who complies, and what it does to them."""
        changes, people, order = Changes(world), world.people, acts.order
        if not len(order):
            return changes
        row, who, whom = self._recipients(world, order.who)
        if not len(whom):
            return changes
        complied = self._comply(world, who, whom, draws)
        gap = people.opinion[who] - people.opinion[whom]
        against = np.abs(gap) > self.tolerance
        kept = (1 - self.loss) ** self._depth(who, order.span[row])
        changes.add("opinion", whom, self.pull * complied * gap * ~people.stubborn[whom])
        changes.shrink("owed", whom[complied], self.repaid)
        changes.fact(
            "ordered",
            who=who,
            whom=whom,
            complied=complied,
            against=against,
            hours=order.share[row] * people.energy[whom] * complied * kept,
            inside=order.inside[row],
            attend=order.attend[row],
            act=_written_down(changes, world, order.who, row[against])[row],
        )
        return changes

    def _comply(self, world: World, who: Whole, whom: Whole, draws: Draws) -> Mask:
        """Say who of those ordered complies."""
        people = world.people
        odds = (
            self.compliance_base
            + self.charisma_weight * people.charisma[who]
            + self.favour_weight * people.owed[whom]
            + self.fear_weight * people.fear[whom]
            + self.loyalty_weight * people.loyalty[whom]
        )
        return draws.chance("comply", expit(odds), people.uid[whom], people.uid[who])

    @staticmethod
    def _recipients(world: World, leaders: Whole) -> tuple[Whole, Whole, Whole]:
        row, whom = followers_of(world, leaders)
        order = np.argsort(row, kind="stable")
        return row[order], leaders[row[order]], whom[order]

    @staticmethod
    def _depth(who: Whole, span: Floats) -> Floats:
        """Return how many steps below the leader each stands: the chain fills up span by span."""
        rank = rank_in_runs(who) + 1
        span = np.maximum(span, 1.0)
        wide = np.maximum(span, 2.0)
        levels = np.log1p(rank * (wide - 1) / wide) / np.log(wide)
        return np.where(span > 1, np.ceil(levels - 1e-9), rank)


def _written_down(changes: Changes, world: World, leaders: Whole, against: Whole) -> Whole:
    """Write down the orders that went against the grain of some; -1 for the other orders.

    Parameters
    ----------
    leaders
        Who gave each order.
    against
        Places of orders that went against somebody's grain.
    """
    act = np.full(len(leaders), -1)
    hit = np.zeros(len(leaders), np.bool_)
    hit[against] = True
    who = leaders[hit]
    act[hit] = changes.act("order", who, NOBODY, world.people.branch[who])
    return act
