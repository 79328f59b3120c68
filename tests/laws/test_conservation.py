"""Invariants of any movement, with any mixture of strategies, rules and events."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from movementsim import Movement, Scenario, Strategy
from movementsim.kernel.parameters import Parameter
from movementsim.plugins.build import standard_rules
from movementsim.plugins.discovery import find_rules, find_strategies
from movementsim.rules.base import Rule
from movementsim.state.people import Post, Status
from movementsim.vocabulary.cohort import Cohort
from movementsim.vocabulary.intents import Intent

# some drawn shares are too small for a single member, which causes a warning
pytestmark = pytest.mark.filterwarnings("ignore::movementsim.errors.InputWarning")
WEEKS = 60
CROWD = 4000
"""Number of people at which a run is stopped."""
STRATEGIES = sorted(set(find_strategies()) - {"RankAndFile"})
RULES = sorted(find_rules())
LEVELS = st.floats(0, 1)

events = st.one_of(
    st.fixed_dictionaries(
        {
            "week": st.integers(0, WEEKS),
            "kind": st.sampled_from(["threat", "shock"]),
            "size": st.floats(0, 3),
        }
    ),
    st.fixed_dictionaries(
        {
            "week": st.integers(0, WEEKS),
            "kind": st.sampled_from(["remove", "exclude"]),
            "who": st.just(["leaders"]),
        }
    ),
    st.fixed_dictionaries(
        {
            "week": st.integers(0, WEEKS),
            "kind": st.just("causes"),
            "discontent": LEVELS,
            "weak_rivals": LEVELS,
            "squeezed_unions": LEVELS,
        }
    ),
    st.fixed_dictionaries(
        {
            "week": st.integers(0, WEEKS),
            "kind": st.just("opportunity"),
            "size": st.floats(0.1, 20),
            "inside": st.booleans(),
        }
    ),
)


def highest(rule: str, name: str) -> float:
    """Return the upper end of a parameter's plausible range."""
    about = {parameter.name: parameter for parameter in find_rules()[rule].kind.parameters()}
    return about[name].high


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Draw a scenario: any mixture of strategies, any events, any rules left out, any size."""
    shares = draw(st.lists(LEVELS, min_size=len(STRATEGIES), max_size=len(STRATEGIES)))
    most = 0.25 / max(sum(shares), 1.0)  # active strategies need people with time
    names = draw(st.sets(st.sampled_from(RULES), max_size=6))
    rules: dict[str, dict[str, Any]] = {
        "ballot": {"office_share": draw(st.floats(0, highest("ballot", "office_share")))}
    }
    if draw(st.booleans()):  # with very many leavers and joiners
        rules["leave"] = {"base_hazard": 0.2, "lag": draw(st.integers(0, 30))}
        rules["join"] = {"base_rate": draw(st.floats(0, highest("join", "base_rate")))}
    return Scenario.from_values(
        {
            "members": draw(st.integers(40, 80)),
            "network": {"branch_size": draw(st.integers(2, 40))},
            "following": {
                name: most * share for name, share in zip(STRATEGIES, shares, strict=True)
            },
            "events": draw(st.lists(events, max_size=5)),
            "without": sorted(names),
            "rules": rules,
            "waves": draw(st.sampled_from([1, 1, 3])),
            "seed": draw(st.integers(0, 2**32)),
        }
    )


def assert_invariants(movement: Movement) -> None:
    """Assert what must hold at the end of every week."""
    world = movement.world
    people, branches = world.people, world.branches
    count = len(branches)
    held = np.bincount(people.branch[people.on_roll], people.power[people.on_roll], count)
    members = np.bincount(people.branch[people.on_roll], minlength=count)
    np.testing.assert_allclose(held, members, rtol=1e-9, err_msg="power is not conserved")
    assert (people.power[~people.on_roll] == 0).all(), "somebody off the roll holds power"
    slack = 1e-12 * np.maximum(people.power, 1)
    assert (people.granted <= people.power + slack).all(), "more is granted than held"
    assert (people.office <= people.power + slack).all(), "the office lends more than is held"
    assert ((people.granted > 0) <= (people.patron >= 0)).all(), "a grant without a patron"
    for table in (people, branches):
        for name, column in table.specification.items():
            values = getattr(table, name)
            assert np.isfinite(values).all(), f"{name} is not finite"
            assert (values >= column.low - 1e-12).all(), f"{name} below {column.low}"
            assert (values <= column.high + 1e-12).all(), f"{name} above {column.high}"
    assert (people.power >= 0).all(), "negative power"
    for layer in (world.ties.liking(), world.ties.respect):
        assert ((layer >= 0) & (layer <= 1)).all(), "a tie is outside 0-1"
    remembered = np.bincount(world.ledger.person, world.ledger.amount, len(people))
    assert (remembered <= people.grievance * (1 + 1e-9) + 1e-9).all(), (
        "the ledger exceeds the grievance"
    )
    seated = people.post > Post.NONE
    assert (people.status[seated] == Status.MEMBER).all(), "an officer is not a member"
    led = branches.leader[branches.leader >= 0]
    assert (people.post[led] == Post.LEADER).all(), "a leader does not hold the post"
    assert len(led) == (people.post == Post.LEADER).sum(), "a post of leader has no branch"
    assert len(np.unique(people.uid)) == len(people), "two people have the same uid"


def run_for(movement: Movement, weeks: int) -> Iterator[int]:
    """Run week by week, until the weeks are over or a surge has made the movement large."""
    while movement.week < weeks and len(movement.world.people) < CROWD:
        movement.step()
        yield movement.week


@pytest.mark.slow
@settings(max_examples=50)
@given(scenarios(), st.integers(1, WEEKS))
def test_invariants_hold_every_week(scenario: Scenario, weeks: int) -> None:
    movement = Movement(scenario, record=())
    assert_invariants(movement)
    for _ in run_for(movement, weeks):
        assert_invariants(movement)


@settings(max_examples=25)
@given(scenarios())
def test_nobody_gives_more_hours_than_are_in_hand(scenario: Scenario) -> None:
    movement = Movement(scenario, record=())
    in_hand = movement.world.people.hours.copy()
    for _ in run_for(movement, 30):
        facts = movement.world.facts
        given_away = np.zeros(len(movement.world.people))
        for hours in (facts.spent, facts.took_time):
            np.add.at(given_away, hours.who, hours.hours)
        assert (given_away[: len(in_hand)] <= in_hand + 1e-9).all()
        assert not given_away[len(in_hand) :].any(), (
            "somebody who appeared this week has given hours"
        )
        in_hand = movement.world.people.hours.copy()


@pytest.mark.slow
@settings(max_examples=25)
@given(st.data())
def test_invariants_hold_at_both_ends_of_every_parameter(data: st.DataObject) -> None:
    """The declared range is the plausible range, so both of its ends must work."""
    name = data.draw(st.sampled_from(RULES))
    kind = find_rules()[name].kind

    def edge(about: Parameter) -> st.SearchStrategy[Any]:
        if isinstance(about.default, bool):
            return st.booleans()
        return st.sampled_from([about.low, about.default, about.high])

    values = {about.name: data.draw(edge(about)) for about in kind.parameters()}
    scenario = Scenario.from_values(
        {
            "members": 60,
            "seed": 2,
            "following": {"Organiser": 0.15, "Factionalist": 0.15},
            "rules": {name: values},
            "network": {"branch_size": 20},
        }
    )
    movement = Movement(scenario, record=())
    for _ in run_for(movement, WEEKS):
        assert_invariants(movement)


@pytest.mark.slow
@settings(max_examples=15)
@given(scenarios())
def test_invariants_hold_after_years(scenario: Scenario) -> None:
    movement = Movement(scenario, record=())
    for _ in run_for(movement, 200):
        pass
    assert_invariants(movement)


class Idle(Strategy):
    """Does nothing."""

    active = False

    def decide(self, me: Cohort) -> Intent:
        return me.rest().when(False)


def idle(rules: list[Rule], weeks: int = 30) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the columns of a movement of idle members, before and after a run."""
    movement = Movement(
        members=80, following={Idle(): 1.0}, seed=6, record=(), rules=rules, joiners="others"
    )
    before = {name: value.copy() for name, value in movement.world.people.table().items()}
    before |= {name: value.copy() for name, value in movement.world.branches.table().items()}
    movement.run(weeks)
    after = dict(movement.world.people.table()) | dict(movement.world.branches.table())
    return before, after


def changed_columns(rules: list[Rule]) -> set[str]:
    before, after = idle(rules)
    return {name for name in before if before[name].tobytes() != after[name].tobytes()}


def test_nothing_changes_without_rules() -> None:
    assert changed_columns([]) == set()


@pytest.mark.parametrize("name", RULES)
def test_single_rule_changes_only_columns_that_it_declares(name: str) -> None:
    rule = find_rules()[name].kind()
    assert changed_columns([rule]) <= set(rule.writes)


def test_idle_world_changes_only_where_rules_act_by_themselves() -> None:
    chance = {"drift", "leave", "join", "opportunities", "world_drift", "ballot", "happenings"}
    quiet = [rule for rule in standard_rules() if rule.name() not in chance]
    # hours are saved, felt efficacy settles at the level of power, old grants feel less revocable
    assert changed_columns(quiet) == {"hours", "stake", "revocability"}
