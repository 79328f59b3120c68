"""Every rule reads and writes the columns it declares, and no others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from movementsim import Movement, Scenario, Strategy
from movementsim.kernel.columns import Columns
from movementsim.plugins.discovery import find_rules, find_strategies
from movementsim.rules.base import Rule
from movementsim.state import column_operations
from movementsim.state.changes import Changes
from movementsim.state.extension import CORE
from movementsim.state.people import Post
from movementsim.state.permit import STATE_PARTS
from movementsim.state.world import World
from movementsim.vocabulary.cohort import Cohort
from movementsim.vocabulary.intents import Intent

RULES = sorted(find_rules())
DERIVED = {  # what People computes and caches, and the columns that it depends on
    "on_roll": ("status",),
    "roll": ("status",),
    "active": ("status",),
    "count_on_roll": ("status", "branch"),
    "run_of_roll": ("status",),
    "members_by_run": ("status",),
}
APART = ("ties", "ledger")
PLACE = "run"  # where a row belongs in the stack, which any rule may read
ACTS = ("kind", "week", "who", "whom", "branch", "cause", "root")  # the chronicle's columns

SCENARIOS: tuple[dict[str, Any], ...] = (
    {
        "members": 150,
        "following": {
            name: 0.5 / len(find_strategies())
            for name in sorted(find_strategies())
            if name != "RankAndFile"
        },
        "events": [
            {"week": 10, "kind": "threat", "weeks": 20},
            {"week": 15, "kind": "shock", "size": 0.5},
            {"week": 0, "kind": "exclude", "who": ["leaders"], "branch": 1},
            {"week": 20, "kind": "remove", "who": ["leaders"], "branch": 0},
            {"week": 25, "kind": "opportunity", "inside": True},
            {"week": 28, "kind": "opportunity"},
            {"week": 30, "kind": "causes", "discontent": 1, "weak_rivals": 1, "squeezed_unions": 1},
        ],
        "rules": {
            "opportunities": {"outward_rate": 20.0, "inside_rate": 20.0, "threat_rate": 4.0},
            "leave": {"base_hazard": 0.05},
            "leaks": {"leak_rate": 0.5},
        },
        "roles": [{"who": "leader", "strategy": "Factionalist", "brief": "inside"}],
    },
    {
        "members": 150,
        "following": {"Factionalist": {"share": 0.2, "exclusion": 1.0, "proofs": 0.0}},
        "rules": {
            "ballot": {"office_share": 0.9},
            "leaks": {"leak_rate": 0.9},
            "opportunities": {"outward_rate": 20.0, "inside_rate": 20.0},
        },
    },
)


class Patron(Strategy):
    """Grants power with strings, takes it back, and in office excludes the leader."""

    def decide(self, me: Cohort) -> Intent:
        leader = me.officers.where(lambda them: them.post == Post.LEADER)
        return (
            me.reclaim(me.those_i_granted.least("power"))
            & me.grant(me.officers.anyone(), 0.3)
            & me.exclude(leader.anyone()).when(me.in_office & me.monthly("purge", 0.5))
        )


class Watch:
    """Records the columns that are read while a rule resolves."""

    def __init__(self) -> None:
        self.on = False
        self.read: dict[str, set[str]] = {name: set() for name in RULES}
        self.moved: dict[str, set[str]] = {name: set() for name in RULES}
        self.written: dict[str, set[str]] = {name: set() for name in RULES}
        self.rule = ""

    def note(self, names: tuple[str, ...]) -> None:
        if self.on:
            self.read[self.rule].update(names)


def watched[T](thing: T, watch: Watch, names: dict[str, tuple[str, ...]]) -> T:
    """Make an object record every read of the named attributes."""

    class Watched(type(thing)):  # type: ignore[misc]
        def __getattribute__(self, name: str) -> Any:
            if name in names:
                watch.note(names[name])
            return super().__getattribute__(name)

    thing.__class__ = Watched
    return thing


def columns(table: Columns) -> dict[str, tuple[str, ...]]:
    return {name: (name,) for name in table.specification if name != PLACE}


def recorded(rule: Rule, watch: Watch) -> Rule:
    name = rule.name()
    resolve = type(rule).resolve

    def look(self: Rule, world: World, acts: Any, draws: Any) -> Changes:
        watch.on, watch.rule = True, name
        try:
            changes = resolve(self, world, acts, draws)
        finally:
            watch.on = False
        watch.written[name] |= {column for _, column, *_ in changes.columns}
        # any operation other than `put` depends on the old value
        watch.moved[name] |= {
            column for how, column, *_ in changes.columns if how is not column_operations.put
        }
        watch.written[name] |= {"ties"} if changes.ties else set()
        watch.written[name] |= {"ledger", "grievance"} if changes.grievances else set()
        watch.written[name] |= {"chronicle"} if changes._acts else set()
        watch.written[name] |= {key for born in changes.new_people for key in born}
        return changes

    own = type(rule)
    kind: type[Rule] = type(own.__name__, (own,), {"resolve": look, "__doc__": own.__doc__})
    return kind(**rule.values())


@pytest.fixture(scope="module")
def watch() -> Watch:
    watch = Watch()
    for values in SCENARIOS:
        plan = Scenario.from_values({"seed": 3, **values})
        plain = Movement(plan, record=()).weeks.rules
        movement = Movement(
            plan,
            record=(),
            rules=[recorded(rule, watch) for rule in plain],
            following=dict(plan.following) | {Patron(): 0.1},
        )
        world = movement.world
        world.people = watched(world.people, watch, columns(world.people) | DERIVED)
        world.branches = watched(world.branches, watch, columns(world.branches))
        world.movements = watched(world.movements, watch, columns(world.movements))
        world.chronicle = watched(world.chronicle, watch, dict.fromkeys(ACTS, ("chronicle",)))
        watched(world, watch, {name: (name,) for name in APART})
        movement.run(110)
    return watch


@pytest.mark.parametrize("name", RULES)
def test_rule_reads_what_it_declares(name: str, watch: Watch) -> None:
    declared = set(find_rules()[name].kind.reads)
    undeclared = watch.read[name] - declared
    assert not undeclared, f"{name} reads {sorted(undeclared)} without declaring it"
    idle = declared - watch.read[name] - watch.moved[name]
    assert not idle, f"{name} declares that it reads {sorted(idle)}, but does not"


@pytest.mark.parametrize("name", RULES)
def test_rule_writes_what_it_declares(name: str, watch: Watch) -> None:
    declared = set(find_rules()[name].kind.writes)
    undeclared = watch.written[name] - declared
    assert not undeclared, f"{name} writes {sorted(undeclared)} without declaring it"
    idle = declared - watch.written[name]
    assert not idle, f"{name} declares that it writes {sorted(idle)}, but does not"


@pytest.mark.parametrize("name", RULES)
def test_a_rule_brings_what_it_writes(name: str) -> None:
    rule = find_rules()[name].kind
    core = {column.name for column in (*CORE.people, *CORE.branches, *CORE.movements)}
    brings = rule.brings
    brought = {column.name for column in (*brings.people, *brings.branches, *brings.movements)}
    missing = set(rule.writes) - core - brought - set(STATE_PARTS)
    assert not missing, f"{name} writes {sorted(missing)} and does not bring them"


@pytest.mark.parametrize(
    ("meddle", "undeclared"),
    [
        (lambda changes: changes.put("trust", None, 1.0), "column 'trust'"),
        (lambda changes: changes.fade(0.0), "ties"),
        (lambda changes: changes.act("win", 0), "chronicle"),
        (lambda changes: changes.relieve(np.array([0]), 0.5), "column 'grievance'"),
        (lambda changes: changes.fade_grievances(0.5), "column 'grievance'"),
        (
            lambda changes: changes.grieve(np.array([0]), np.array([0]), np.array([1.0])),
            "column 'grievance'",
        ),
        (lambda changes: changes.put("discontent", None, 1.0), "column 'discontent'"),
    ],
)
def test_undeclared_write_is_refused(meddle: Callable[[Changes], Any], undeclared: str) -> None:
    class Meddler(Rule):
        """Writes without declaring it."""

        phase = "judge"
        source = "none"

        def resolve(self, world: World, acts: Any, draws: Any) -> Changes:
            changes = Changes(world)
            meddle(changes)
            return changes

    movement = Movement(members=20, seed=1, record=(), rules=[Meddler()])
    with pytest.raises(ValueError, match=f"'meddler' writes the {undeclared}"):
        movement.step()


def test_every_declared_column_exists() -> None:
    world = Movement(members=20, seed=1, record=()).world
    tables = (world.people, world.branches, world.movements)
    known = {name for table in tables for name in table.table()} | {*APART, "chronicle"}
    for name in RULES:
        rule = find_rules()[name].kind
        assert {*rule.reads, *rule.writes} <= known, name
