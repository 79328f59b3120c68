"""The indicators of a movement: by name, with unit and meaning, each a function of the movement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from movementsim import measures
from movementsim.columns import Whole
from movementsim.members import NOBODY, Status

if TYPE_CHECKING:
    from movementsim.movement import Movement

type Reader = Callable[[Movement], float]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator.

    Attributes
    ----------
    name, meaning, unit
        Its name in tables, what it says, and in what unit.
    read
        The function of the movement.
    costly
        Whether it reads all ties, so that it is not computed each week.
    better
        `more`, `less` or `neither`: which way is good for the movement.
    """

    name: str
    meaning: str
    unit: str
    read: Reader
    costly: bool = False
    better: str = "neither"


INDICATORS: dict[str, Indicator] = {}


def indicator(
    meaning: str, unit: str, *, costly: bool = False, better: str = "neither"
) -> Callable[[Reader], Reader]:
    """Declare an indicator; its name is the function's."""

    def declare(read: Reader) -> Reader:
        name = read.__name__
        INDICATORS[name] = Indicator(
            name, meaning, unit, lambda movement: float(read(movement)), costly, better
        )
        return read

    return declare


def _roll(movement: Movement) -> Whole:
    return movement.world.people.roll


def _mean(movement: Movement, column: str) -> float:
    values = getattr(movement.world.people, column)[_roll(movement)]
    return float(values.mean()) if len(values) else float("nan")


@indicator("members on the roll", "people", better="more")
def members(movement: Movement) -> float:
    """Count members, with those who lapse until they are off the roll."""
    return float(len(_roll(movement)))


@indicator("joined so far", "people", better="more")
def joins(movement: Movement) -> float:
    """Count who joined."""
    return movement.tally.total["joins"]


@indicator("decided to go so far", "people", better="less")
def exits(movement: Movement) -> float:
    """Count who decided to leave."""
    return movement.tally.total["exits"]


@indicator("voiced exits so far", "people", better="less")
def exits_voiced(movement: Movement) -> float:
    """Count who resigned."""
    return movement.tally.total["exits_voiced"]


@indicator("silent exits so far", "people", better="less")
def exits_silent(movement: Movement) -> float:
    """Count who let the membership lapse."""
    return movement.tally.total["exits"] - movement.tally.total["exits_voiced"]


@indicator("inequality of power (Gini)", "0-1", better="less")
def power_gini(movement: Movement) -> float:
    """Return the Gini coefficient of power over members."""
    return measures.gini(movement.world.people.power[_roll(movement)])


@indicator("effective number of holders of power", "people", better="more")
def effective_holders(movement: Movement) -> float:
    """Return the inverse Simpson index of power."""
    return measures.effective_holders(movement.world.people.power[_roll(movement)])


@indicator("felt say, mean over members", "0-1", better="more")
def stake(movement: Movement) -> float:
    """Return mean stake."""
    return _mean(movement, "stake")


@indicator("trust, mean over members", "0-1", better="more")
def trust(movement: Movement) -> float:
    """Return mean trust; read it beside that of leavers, for survivors look healthy."""
    return _mean(movement, "trust")


@indicator("trust at exit, mean over leavers so far", "0-1")
def trust_of_leavers(movement: Movement) -> float:
    """Return leavers' mean trust when they decided to go."""
    return movement.tally.mean("trust_of_leavers", "exits")


@indicator("grievance, mean over members", "wrongs", better="less")
def grievance(movement: Movement) -> float:
    """Return mean grievance."""
    return _mean(movement, "grievance")


@indicator("burnout, mean over members", "0-1", better="less")
def burnout(movement: Movement) -> float:
    """Return mean burnout."""
    return _mean(movement, "burnout")


@indicator("skill, mean over members", "0-1", better="more")
def skill(movement: Movement) -> float:
    """Return mean skill."""
    return _mean(movement, "skill")


@indicator("outward campaigns won so far", "campaigns", better="more")
def campaigns_won(movement: Movement) -> float:
    """Count outward wins."""
    return movement.tally.total["campaigns_won"]


@indicator("large outward campaigns (size 3 or more) won so far", "campaigns", better="more")
def campaigns_won_large(movement: Movement) -> float:
    """Count large outward wins."""
    return movement.tally.total["campaigns_won_large"]


@indicator("outward campaigns lost so far", "campaigns", better="less")
def campaigns_lost(movement: Movement) -> float:
    """Count outward losses."""
    return movement.tally.total["campaigns_lost"]


@indicator("worth of outward work done, less losses", "worth", better="more")
def outward_work(movement: Movement) -> float:
    """Return what outward campaigns were worth."""
    return movement.tally.total["outward_work"]


@indicator("motions and selections carried so far", "motions")
def inside_won(movement: Movement) -> float:
    """Count inside wins."""
    return movement.tally.total["inside_won"]


@indicator("inside contests won by the active", "motions")
def inside_won_by_active(movement: Movement) -> float:
    """Count inside wins of those with a strategy of their own."""
    return float(movement.tally.by_strategy["inside_won"][1:].sum())


@indicator("weeks in office of the active, summed", "weeks")
def weeks_in_office(movement: Movement) -> float:
    """Sum the weeks in office of those with a strategy of their own."""
    return float(movement.tally.by_strategy["weeks_in_office"][1:].sum())


@indicator("decisions within .2 of the opinion of the strongest active", "share")
def influence(movement: Movement) -> float:
    """Return the share of decisions close to the strongest active member of the branch."""
    seen = movement.tally.by_strategy["decisions_seen"][1:].sum()
    near = movement.tally.by_strategy["decisions_near"][1:].sum()
    return float(near / seen) if seen else float("nan")


@indicator("gap between decisions and members' mean opinion", "position", better="less")
def opinion_gap(movement: Movement) -> float:
    """Return the mean distance of decisions from members."""
    return movement.tally.mean("gap_to_members", "decisions")


@indicator("gap between decisions and the world", "position", better="less")
def world_gap(movement: Movement) -> float:
    """Return the mean distance of decisions from the people around."""
    return movement.tally.mean("gap_to_world", "decisions")


@indicator("time to decide", "weeks", better="less")
def weeks_to_decide(movement: Movement) -> float:
    """Return the mean weeks a decision took."""
    return movement.tally.mean("weeks_to_decide", "decisions")


@indicator("decisions so far", "decisions")
def decisions(movement: Movement) -> float:
    """Count decisions."""
    return movement.tally.total["decisions"]


@indicator("quarrels in open rooms so far", "quarrels", better="less")
def quarrels(movement: Movement) -> float:
    """Count quarrels."""
    return movement.tally.total["quarrelled"]


@indicator("exclusions so far", "exclusions", better="less")
def exclusions(movement: Movement) -> float:
    """Count exclusions."""
    return movement.tally.total["excluded"]


@indicator("angry voices so far", "voices", better="less")
def angry_voices(movement: Movement) -> float:
    """Count angry voices."""
    return movement.tally.total["angry_voices"]


@indicator("angry voices that go back to an exclusion", "share")
def hostility_from_exclusion(movement: Movement) -> float:
    """Return the share of angry voices whose chain begins with an exclusion (S2.W3)."""
    return movement.tally.mean("hostility_from_exclusion", "angry_voices")


@indicator("turnout in ballots, mean so far", "share", better="more")
def turnout(movement: Movement) -> float:
    """Return mean turnout."""
    return movement.tally.mean("turnout", "ballots")


@indicator("tasks handed over that failed", "share", better="less")
def tasks_failed(movement: Movement) -> float:
    """Return the share of tasks that failed."""
    return movement.tally.mean("tasks_failed", "tasks")


@indicator("orders obeyed", "share")
def compliance(movement: Movement) -> float:
    """Return the share of orders complied with."""
    return movement.tally.mean("orders_obeyed", "orders")


@indicator("inequality of credit (Gini)", "0-1", better="less")
def credit_gini(movement: Movement) -> float:
    """Return the Gini coefficient of credit over members."""
    return measures.gini(movement.world.people.credit[_roll(movement)])


@indicator("members in a faction", "share")
def in_factions(movement: Movement) -> float:
    """Return the share of members in a faction."""
    roll = _roll(movement)
    if not len(roll):
        return float("nan")
    return float((movement.world.people.faction[roll] != NOBODY).mean())


def _inside_pairs(movement: Movement) -> tuple[Whole, Whole]:
    """Return the two ends of every tie between members."""
    pairs = movement.world.ties.pairs()[0]
    roll = movement.world.people.on_roll
    both = roll[pairs].all(axis=1)
    return pairs[both, 0].astype(np.int64), pairs[both, 1].astype(np.int64)


def _warm_pairs(movement: Movement) -> tuple[Whole, Whole, Any]:
    """Return the ends of ties between members, and their mean liking."""
    ties = movement.world.ties
    pairs, edge = ties.pairs()
    roll = movement.world.people.on_roll
    both = roll[pairs].all(axis=1)
    pairs, edge = pairs[both].astype(np.int64), edge[both]
    warmth = (ties.liking(edge) + ties.liking(ties.reverse[edge])) / 2
    return pairs[:, 0], pairs[:, 1], warmth


@indicator("E-I index of liking between branches", "-1 to 1", costly=True)
def ei_index(movement: Movement) -> float:
    """Return (external - internal) / all of liking, between branches."""
    tail, head, weight = _warm_pairs(movement)
    branch = movement.world.people.branch
    return measures.ei_index(branch[tail], branch[head], weight)


@indicator("E-I index of liking between factions", "-1 to 1", costly=True)
def ei_index_factions(movement: Movement) -> float:
    """Return (external - internal) / all of liking, between factions (nobody's is one group)."""
    tail, head, weight = _warm_pairs(movement)
    faction = movement.world.people.faction
    return measures.ei_index(faction[tail], faction[head], weight)


@indicator("modularity of factions in liking", "-.5 to 1", costly=True)
def modularity(movement: Movement) -> float:
    """Return Newman's modularity of liking over factions.

    All who are in no faction count as one group, as if they were a faction too.
    """
    tail, head, weight = _warm_pairs(movement)
    return measures.modularity(tail, head, movement.world.people.faction, weight)


@indicator("assortativity of opinion along ties", "-1 to 1", costly=True)
def assortativity(movement: Movement) -> float:
    """Return the correlation of opinions across ties between members."""
    tail, head = _inside_pairs(movement)
    return measures.assortativity(tail, head, movement.world.people.opinion)


@indicator("members active in the last month", "share", better="more")
def active_share(movement: Movement) -> float:
    """Return the share of members who put any time in over the last month."""
    roll = _roll(movement)
    if not len(roll):
        return float("nan")
    return float((movement.world.people.worked[roll] > 0.05).mean())


@indicator("members lost to the movement, of those who came", "share", better="less")
def lost(movement: Movement) -> float:
    """Return the share of all who were ever members and have left or are leaving."""
    status = movement.world.people.status
    ever = (status >= Status.MEMBER).sum()
    return float((status >= Status.LEAVING).sum() / ever) if ever else float("nan")
