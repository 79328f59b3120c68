"""Decisions of branches: the columns, facts and indicators of every rule that settles one."""

from __future__ import annotations

import numpy as np

from movementsim.kernel.columns import NOBODY, Column, Floats, Whole, slot_column, week_column
from movementsim.kernel.segments import run_starts
from movementsim.state.changes import Changes
from movementsim.state.declarations import ActKind, Fact
from movementsim.state.extension import Extension
from movementsim.state.observed import (
    Indicator,
    Observed,
    PersonalTotal,
    Total,
    ratio_of,
    total_of,
)
from movementsim.state.world import World

DECIDED = Fact("decided", ("branch", "who", "position", "open", "weeks", "act"))
IN_LINE_DISTANCE = 0.2
"""Distance of opinion within which a decision counts as in line with somebody."""
ROOM_COLUMNS = (
    week_column("pending", "week in which the open meeting decides"),
    week_column("opened", "week in which the open meeting began"),
    Column("proposal", "position that the open meeting will decide on", low=-1.0, unit="position"),
    slot_column("convener", "slot of the person who called the open meeting"),
)
"""Columns of branches about an open meeting that has not decided yet."""


def _summed_gap(world: World, standard: Floats) -> float:
    """Return the distances of the week's decisions from a standard per branch, summed."""
    decided = world.facts.decided
    return float(np.abs(standard[decided.branch] - decided.position).sum())


def _gap_to_members(world: World) -> float:
    if not len(world.facts.decided):
        return 0.0
    people, count = world.people, len(world.branches)
    roll = people.roll
    total = np.bincount(people.branch[roll], people.opinion[roll], minlength=count)
    return _summed_gap(world, total / np.maximum(people.count_on_roll(count), 1))


def _gap_to_world(world: World) -> float:
    return _summed_gap(world, world.branches.world) if len(world.facts.decided) else 0.0


def _strongest_followers(world: World, following: Whole) -> tuple[Whole, Whole]:
    """Return, for each decision, the most powerful follower of each strategy in its branch.

    Returns
    -------
    (pairs,) int64
        Rows of the week's decisions, once for each strategy that somebody in the branch follows.
    (pairs,) int64
        Slots of the people.
    """
    people = world.people
    own = people.active[following[people.active] > 0]
    group = following[own].astype(np.int64) * len(world.branches) + people.branch[own]
    order = np.lexsort((own, -people.power[own], group))
    first = order[run_starts(group[order])]
    head = np.full((following.max(initial=0) + 1, len(world.branches)), NOBODY)
    head.flat[group[first]] = own[first]
    heads = head[:, world.facts.decided.branch]
    strategy, decision = (heads != NOBODY).nonzero()
    return decision, heads[strategy, decision]


def _strongest_at_decisions(world: World, following: Whole) -> dict[str, tuple[Whole, None]] | None:
    """Return the strongest followers in branches that decided, and those of them who agree."""
    decided = world.facts.decided
    if not len(decided) or not following.any():
        return None
    decision, who = _strongest_followers(world, following)
    distance = np.abs(world.people.opinion[who] - decided.position[decision])
    return {"seen": (who, None), "near": (who[distance <= IN_LINE_DISTANCE], None)}


def _influence(movement: Observed) -> float:
    """Return the share of decisions near the most powerful member following a strategy."""
    seen = movement.tally.by_strategy["decisions_seen"][1:].sum()
    near = movement.tally.by_strategy["decisions_near"][1:].sum()
    return float(near / seen) if seen else float("nan")


DECISIONS = Extension(
    branches=(
        Column("position", "standing decision", low=-1.0, unit="position"),
        week_column("decided", "week of the standing decision"),
        slot_column("author", "slot of the author of the standing decision"),
        *ROOM_COLUMNS,
    ),
    facts=(DECIDED,),
    kinds=(ActKind("decision", "a branch decided"),),
    totals=(
        Total("decisions", lambda world: len(world.facts.decided)),
        Total("weeks_to_decide", lambda world: world.facts.decided.weeks.sum()),
        Total("gap_to_members", _gap_to_members),
        Total("gap_to_world", _gap_to_world),
    ),
    personal_totals=(PersonalTotal("decisions", _strongest_at_decisions),),
    indicators=(
        total_of("decisions", "decisions so far", "decisions"),
        ratio_of(
            "opinion_gap",
            "distance of decisions from members' mean opinion",
            "position",
            total="gap_to_members",
            per="decisions",
            better="less",
        ),
        ratio_of(
            "world_gap",
            "distance of decisions from the world's opinion",
            "position",
            total="gap_to_world",
            per="decisions",
            better="less",
        ),
        ratio_of(
            "weeks_to_decide",
            "time taken by a decision, mean so far",
            "weeks",
            per="decisions",
            better="less",
        ),
        Indicator(
            "influence",
            "decisions within 0.2 of the opinion of the most powerful member following a strategy",
            "share",
            _influence,
        ),
    ),
)
"""What every rule that settles decisions brings to the model."""


def record_decision(
    changes: Changes,
    world: World,
    branch: Whole,
    who: Whole,
    position: Floats,
    weeks: Whole | None,
) -> None:
    """Record a decision of each of these branches as its standing decision.

    Parameters
    ----------
    changes
        The changes to add to.
    world
        The world.
    branch
        Branches that decide, all different.
    who
        Slot of the author of each decision, or nobody.
    position
        Position that each branch decides on, -1 to 1.
    weeks
        Weeks that each open meeting took; None if the decisions were not taken in open meetings.
    """
    changes.put("position", branch, position)
    changes.put("decided", branch, world.week)
    changes.put("author", branch, who)
    act = changes.act("decision", who, NOBODY, branch)
    changes.fact(
        "decided",
        branch=branch,
        who=who,
        position=position,
        open=float(weeks is not None),
        weeks=0 if weeks is None else weeks,
        act=act,
    )
