"""Every number of a movement by name, and mixtures of scenarios, for the law of stacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st

from movementsim import Scenario
from movementsim.kernel.columns import Array, Columns
from movementsim.kernel.parameters import Parameter
from movementsim.plugins.discovery import find_rules, find_strategies
from movementsim.simulation.part import Part
from movementsim.simulation.stack import Stack

State = dict[str, Array]
STRATEGIES = sorted(
    name
    for name, found in find_strategies().items()
    if found.kind.__module__.startswith("movementsim.") and name != "RankAndFile"
)
RULES = sorted(
    name for name, found in find_rules().items() if found.kind.__module__.startswith("movementsim.")
)
LEVELS = st.floats(0, 1)
CROWD = 2500
"""People at which stacked movements have grown enough."""


# -- what a movement comes to


def state_of(movement: Stack | Part) -> State:
    """Return every number of one movement by name; ties in the order of their rows."""
    world = movement.world
    tables = {"people": world.people, "branches": world.branches, "movements": world.movements}
    state = _columns(tables | world.tables)
    owner, edge = world.ties.ties_of(np.arange(len(world.people)))
    place = np.full(len(world.ties.head), -1)
    place[edge] = np.arange(len(edge))
    state |= {"ties.owner": owner, "ties.reverse": place[world.ties.reverse[edge]]}
    for name in ("head", "warmth", "respect", "met"):
        state[f"ties.{name}"] = getattr(world.ties, name)[edge]
    state["ties.liking"] = world.ties.liking(edge)
    for name in ("person", "act", "amount"):
        state[f"ledger.{name}"] = getattr(world.ledger, name)
    for name in ("kind", "week", "who", "whom", "branch", "cause", "root"):
        state[f"chronicle.{name}"] = getattr(world.chronicle, name)
    for name in world.facts:
        rows = getattr(world.facts, name)
        for column, values in rows.columns().items() if len(rows) else ():
            if column not in ("edge", "back"):  # positions depend on spare room
                state[f"facts.{name}.{column}"] = values.astype(np.float64)
    return state | _followed(movement)


def _columns(tables: Mapping[str, Columns]) -> State:
    return {
        f"{table}.{name}": getattr(columns, name)
        for table, columns in tables.items()
        for name in columns.specification
    }


def _followed(movement: Stack | Part) -> State:
    """Return who follows what, what is remembered, and the totals, also those by strategy."""
    following, people = movement.following, len(movement.world.people)
    state: State = {"following.index": following.index[:people]}
    for number, strategy in enumerate(following.strategies):
        for name, values in following.memory(strategy).items():
            mine = following.index[:people] == number
            state[f"memory.{number}.{name}"] = values[:people][mine]
    for name, values in movement.tally.total.items():
        if values.any():
            state[f"total.{name}"] = values
    for name, values in movement.tally.by_strategy.items():
        state[f"by_strategy.{name}"] = values[:, : len(following.strategies)]
        assert not values[:, len(following.strategies) :].any(), "a strategy of another movement"
    state["switches"] = np.array([f"{switch}" for switch in following.switches], np.str_)
    return state


def differences(first: State, second: State) -> list[str]:
    """Return the names of what is not equal to the bit."""
    return sorted(
        name
        for name in first.keys() | second.keys()
        if name not in first
        or name not in second
        or first[name].shape != second[name].shape
        or first[name].tobytes() != second[name].tobytes()
    )


def lived(scenarios: Sequence[Scenario], weeks: int) -> Stack:
    """Return a stack after some weeks."""
    stack = Stack(scenarios)
    for _ in range(weeks):
        stack.step()
    return stack


# -- mixtures of scenarios


def _value(about: Parameter) -> st.SearchStrategy[Any]:
    """Return values of a parameter: its default, its neutral value, the ends, and between."""
    if isinstance(about.default, bool):
        return st.booleans()
    high = min(about.high, 4.0 * abs(about.default) + 1.0)
    known = [about.default, about.low, high, *([] if about.neutral is None else [about.neutral])]
    if isinstance(about.default, int):
        return st.sampled_from(known[:1]) | st.integers(int(about.low), int(high))
    return st.sampled_from(known) | st.floats(about.low, high)


def _parameters(draw: st.DrawFn, listed: Sequence[Parameter]) -> dict[str, Any]:
    some = draw(st.lists(st.sampled_from(listed), max_size=3, unique=True)) if listed else []
    return {about.name: draw(_value(about)) for about in some}


_CAUSES = st.fixed_dictionaries(
    {"discontent": LEVELS, "weak_rivals": LEVELS, "squeezed_unions": LEVELS}
)


@st.composite
def _events(draw: st.DrawFn, ids: Sequence[str], weeks: int) -> list[dict[str, Any]]:
    listed = []
    for _ in range(draw(st.integers(0, 4))):
        kind = draw(
            st.sampled_from(["threat", "opportunity", "shock", "causes", "remove", "exclude"])
        )
        event: dict[str, Any] = {"week": draw(st.integers(0, weeks - 1)), "kind": kind}
        if kind == "causes":
            event |= draw(_CAUSES)
        elif kind in ("remove", "exclude"):
            who = draw(st.sampled_from(["leaders", *ids[:8]]))
            event["who"] = [who]
            if who == "leaders" and draw(st.booleans()):
                event["branch"] = 0
            elif kind == "exclude" and ids:
                event["by"] = [name for name in ids[8:10] if name != who]
        else:
            event["size"] = draw(st.floats(0.1, 2))
            if draw(st.booleans()):
                event["branch"] = 0
        listed.append(event)
    return listed


@st.composite
def _networks(draw: st.DrawFn, files: Sequence[str]) -> tuple[dict[str, Any], list[str]]:
    """Return the fields of a network and its size, and the names of its people."""
    kind = draw(st.sampled_from(["branches", "branches", "branches", "karate", "file"]))
    if kind == "karate":
        network = {"kind": "generator", "generator": "karate_club_graph"}
        return {"members": 34, "network": network}, [str(number) for number in range(34)]
    if kind == "file" and files:
        network = {"kind": "file", "ties_file": draw(st.sampled_from(files))}
        return {"network": network}, [f"p{number}" for number in range(24)]
    grown = {
        "branch_size": draw(st.integers(2, 40)),
        "ties": draw(st.sampled_from([0.0, 2.0, 5.5, 12.0])),
        "between": draw(st.sampled_from([0.0, 0.05, 0.4])),
        "liking": draw(LEVELS),
    }
    size = {"members": draw(st.integers(1, 70)), "outside": draw(st.sampled_from([0.0, 0.5, 1.3]))}
    return size | {"network": grown}, []


@st.composite
def _scenario(
    draw: st.DrawFn, files: Sequence[str], weeks: int, common: Mapping[str, Any]
) -> Scenario:
    fields, ids = draw(_networks(files))
    followed = draw(st.lists(st.sampled_from(STRATEGIES), max_size=4, unique=True))
    following = {
        name: _parameters(draw, find_strategies()[name].kind.parameters())
        | {"share": draw(st.sampled_from([0.02, 0.05, 0.2 / len(followed)]))}
        for name in followed
    }
    roles: list[dict[str, Any]] = []
    if draw(st.booleans()):
        strategy = draw(st.sampled_from(STRATEGIES))
        who = draw(st.sampled_from(["leader", *ids[10:14]]))
        roles = [{"who": who, "strategy": strategy, "energy": 5.0}]
    varied = draw(st.sets(st.sampled_from(RULES), max_size=4)) - set(common["without"])
    rules = {
        name: _parameters(draw, find_rules()[name].kind.parameters()) for name in sorted(varied)
    }
    if draw(st.sampled_from([False, False, True])) and "leave" not in common["without"]:
        rules["leave"] = {"base_hazard": 0.4, "lag": 1}  # it dies out early
    return Scenario.from_values(
        {
            **fields,
            **common,
            "weeks": weeks,
            "seed": draw(st.integers(0, 2) | st.integers(0, 2**62)),
            "following": following,
            "others": draw(st.sampled_from(["RankAndFile", "RankAndFile", "Imitator"])),
            "joiners": draw(st.sampled_from(["others", "same"])),
            "switching": draw(st.booleans()),
            "roles": roles,
            "rules": rules,
            "events": draw(_events(ids, weeks)),
        }
    )


@st.composite
def mixtures(draw: st.DrawFn, files: Sequence[str], weeks: int) -> list[Scenario]:
    """Return scenarios that can share a stack and differ in everything else."""
    common = {
        "waves": draw(st.sampled_from([1, 1, 1, 3])),
        "without": sorted(draw(st.sets(st.sampled_from(RULES), max_size=2))),
    }
    count = draw(st.integers(2, 5))
    return [draw(_scenario(files, weeks, common)) for _ in range(count)]
