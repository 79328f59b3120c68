"""What a rule brings exists while the rule is in force; undeclared access is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from movementsim import InputError, Movement, Strategy
from movementsim.kernel.columns import Column, amount_column, slot_column
from movementsim.plugins.build import standard_rules
from movementsim.plugins.discovery import find_rules
from movementsim.plugins.schema import all_indicators
from movementsim.rules.base import Rule
from movementsim.state.changes import Changes
from movementsim.state.declarations import Argument, Fact, Table, Verb
from movementsim.state.extension import Extension
from movementsim.state.observed import Total, total_of
from movementsim.state.people import Status
from movementsim.vocabulary.cohort import Cohort
from movementsim.vocabulary.intents import Intent

RULES = sorted(find_rules())


class Lending(Rule):
    """Members who ask for a loan get it; loans are kept in a separate table."""

    phase = "judge"
    source = "S3.M1"
    reads = ("status",)
    writes = ("loans.borrower", "loans.amount", "debt")
    brings = Extension(
        people=(Column("debt", "money owed", unit="pounds", high=np.inf, at_exit="reset"),),
        tables=(
            Table(
                "loans",
                "one row for each loan",
                (slot_column("borrower", "who"), amount_column("amount", "lent", "pounds")),
            ),
        ),
        facts=(Fact("lent", ("who", "amount")),),
        verbs=(
            Verb(
                "borrow",
                "borrow money",
                1.0,
                "S3.M1",
                aimed=False,
                arguments=(Argument("amount", "pounds to borrow", high=500.0),),
            ),
        ),
        totals=(Total("lent", lambda world: world.facts.lent.amount.sum()),),
        indicators=(total_of("lent", "money lent so far", "pounds"),),
    )

    def resolve(self, world: Any, acts: Any, draws: Any) -> Changes:
        """Return the week's loans."""
        changes, asked = Changes(world), acts.borrow
        changes.append("loans", borrower=asked.who, amount=asked.amount)
        changes.add("debt", asked.who, asked.amount)
        changes.fact("lent", who=asked.who, amount=asked.amount)
        return changes


class Borrower(Strategy):
    """Borrows ten pounds a week, or rests if there are no loans."""

    active = False

    def decide(self, me: Cohort) -> Intent:
        """Return the request."""
        return me.do("borrow", amount=10.0) | me.rest()


def run_for(*rules: Rule, weeks: int = 3, **settings: Any) -> Movement:
    return Movement(
        members=30, outside=0.0, following={Borrower(): 1.0}, seed=1, rules=rules, **settings
    ).run(weeks)


def test_custom_rule_can_bring_all_kinds_of_declarations() -> None:
    movement = run_for(*standard_rules(without=["leave", "join"]), Lending())
    world = movement.world
    loans = world.tables["loans"]
    assert movement.read("lent")["lent"] == loans.amount.sum() == world.people.debt.sum() > 0
    assert set(loans.borrower.tolist()) <= set(world.people.active.tolist())
    assert (world.people.hours >= 0).all()


def test_verb_that_no_rule_carries_out_costs_nothing() -> None:
    schema = run_for(*standard_rules(), Lending(), weeks=0).world.schema
    assert "borrow" in schema.afforded
    without = Movement(members=30, seed=1, without=["orders", "burnout"], record=())
    without.stack.recorded_acts = []
    without.run(2)
    assert {"order", "rest"} <= set(without.world.schema.verbs)
    assert not {"order", "rest"} & without.world.schema.afforded
    assert not any(len(acts.order) or len(acts.rest) for acts in without.stack.recorded_acts)


@pytest.mark.parametrize("name", RULES)
def test_rule_left_out_removes_what_it_brings(name: str) -> None:
    rule = find_rules()[name].kind
    movement = Movement(
        members=60, following={"Organiser": 0.1, "Factionalist": 0.1}, seed=1, without=[name]
    ).run(3)
    world = movement.world
    others = [find_rules()[other].kind for other in RULES if other != name]
    for indicator in rule.brings.indicators:
        if not any(indicator in other.brings.indicators for other in others):
            assert indicator.name not in movement.read()
            with pytest.raises(InputError, match=f"comes with the rule '{name}', which is left"):
                movement.read(indicator.name)
    for verb in rule.brings.verbs:
        assert (verb.name in world.schema.afforded) == any(
            verb in other.brings.verbs for other in others
        )
    touched = {column for other in others for column in (*other.reads, *other.writes)}
    brought = {column.name for other in others for column in other.brings.people}
    for column in rule.brings.people:
        if column.name not in touched | brought:
            assert column.name not in world.people.table()
        if column.name not in {written for other in others for written in other.writes}:
            at_birth = {
                column.default,
                column.default if column.founders is None else column.founders,
            }
            assert set(getattr(world.people, column.name).tolist()) <= at_birth


def test_column_can_be_reset_when_somebody_leaves() -> None:
    rules = standard_rules({"leave": {"background_hazard": 0.5, "lag": 0}}, without=["join"])
    movement = run_for(*rules, Lending(), weeks=3)
    people = movement.world.people
    gone = people.status == Status.LEFT
    borrowed = movement.world.tables["loans"].borrower
    assert gone[borrowed].any(), "nobody who borrowed has left"
    assert (people.debt[gone] == 0).all()
    assert (people.debt[~gone] >= 0).all()
    assert people.debt.sum() > 0


def misspelt(key: str, name: str) -> type[Rule]:
    """Return a rule that names a column in `reads` or `writes`."""

    def resolve(self: Rule, world: Any, acts: Any, draws: Any) -> Changes:
        return Changes(world)

    words = {"phase": "judge", "source": "S3.M1", key: (name,), "resolve": resolve}
    return type("Treasurer", (Rule,), {"__doc__": "Names a column.", **words})


@pytest.mark.parametrize("key", ["reads", "writes"])
def test_misspelt_column_is_named_with_the_rule_and_a_suggestion(key: str) -> None:
    message = f"the rule 'treasurer' {key} the column 'trusst', .* did you mean 'trust'"
    with pytest.raises(InputError, match=message):
        Movement(members=20, rules=[misspelt(key, "trusst")()])


def failing(change: Any) -> Rule:
    """Return a rule that makes this change."""

    class Treasurer(Rule):
        """Makes a change."""

        phase = "news"
        source = "S3.M1"
        writes = ("trust",)

        def resolve(self, world: Any, acts: Any, draws: Any) -> Changes:
            """Return the change."""
            changes = Changes(world)
            change(world, acts, changes)
            return changes

    return Treasurer()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda w, a, c: c.put("treasury", None, 1.0), "'treasurer' writes the column 'treasury'"),
        (lambda w, a, c: c.put("trusst", None, 1.0), "did you mean 'trust'"),
        (lambda w, a, c: w.people.trusst, "'treasurer' failed .* did you mean 'trust'"),
        (lambda w, a, c: w.branches.postion, "did you mean 'position'"),
        (lambda w, a, c: w.facts.talkd, "'treasurer' failed .* 'talkd'"),
        (lambda w, a, c: c.fact("talked", who=0), "reports the fact 'talked' without declaring"),
        (lambda w, a, c: c.append("loans", amount=1.0), "writes the column 'loans.amount'"),
        (lambda w, a, c: w.people.trust[w.facts.talked.listening], "'treasurer' failed .* integer"),
        (lambda w, a, c: w.people.trust[10**6], r"'treasurer' failed in week 0 \(test_ext.*line"),
        (lambda w, a, c: w.people.trust + "a", "'treasurer' failed"),
        (lambda w, a, c: w.people.trust + w.people.trust[:3], "'treasurer' failed .* broadcast"),
    ],
)
def test_undeclared_access_is_refused_and_names_the_rule(change: Any, message: str) -> None:
    movement = Movement(members=20, seed=1, record=(), rules=[*standard_rules(), failing(change)])
    with pytest.raises(InputError, match=message):
        movement.step()


def test_refused_changes_have_no_effect() -> None:
    def both(world: Any, acts: Any, changes: Changes) -> None:
        changes.put("trust", None, 0.0)
        changes.put("stake", None, 0.0)

    movement = Movement(members=20, seed=1, record=(), rules=[*standard_rules(), failing(both)])
    before = movement.world.people.trust.copy()
    with pytest.raises(InputError, match="stake"):
        movement.step()
    assert (movement.world.people.trust == before).all()


def test_conflicting_declarations_name_both_rules() -> None:
    class Mistrust(Rule):
        """Declares `stake` differently."""

        phase = "judge"
        source = "S3.M1"
        brings = Extension(people=(Column("stake", "something else"),))

        def resolve(self, world: Any, acts: Any, draws: Any) -> Changes:
            """Return no changes."""
            return Changes(world)

    with pytest.raises(InputError, match=r"'mistrust' declares 'stake' .* 'felt_say'|'felt_say'"):
        Movement(members=20, rules=[*standard_rules(), Mistrust()])


@pytest.mark.parametrize(
    ("part", "name", "message"),
    [
        ("people", "count", "people.count"),
        ("people", "known", "people.known"),
        ("people", "roll", "people.roll"),
        ("branches", "declare", "branches.declare"),
        ("people", "week", "me.week"),
        ("people", "slot", "them.slot"),
        ("people", "esteem", "them.esteem"),
        ("branches", "loans", "among branches and among tables"),
        ("people", "loans", "among people and among tables"),
        ("people", "world", "among people and among branches"),
    ],
)
def test_a_column_does_not_take_a_name_that_means_something_else(
    part: str, name: str, message: str
) -> None:
    words = {"phase": "judge", "source": "S3.M1", "resolve": Lending.resolve}
    columns = (amount_column(name, "something", "pounds"),)
    brings = Extension(people=columns) if part == "people" else Extension(branches=columns)
    rule = type("Naming", (Rule,), {"__doc__": "Names a column.", "brings": brings, **words})()
    with pytest.raises(InputError, match=f"{name!r} .*{message}"):
        Movement(members=20, rules=[*standard_rules(), Lending(), rule])


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda me: me.do("borow", amount=1), "no verb 'borow'; did you mean 'borrow'"),
        (lambda me: me.do("borrow"), "borrow needs amount"),
        (lambda me: me.do("borrow", amont=1), "no argument 'amont'; did you mean 'amount'"),
        (lambda me: me.do("borrow", amount=1000), "must lie between 0 and 500"),
        (lambda me: me.do("borrow", me.comrades.anyone(), amount=1), "aimed at nobody"),
        (lambda me: me.do("talk"), "talk is aimed at None"),
    ],
)
def test_requests_are_checked_against_the_declared_verb(ask: Any, message: str) -> None:
    class Asking(Strategy):
        active = False

        def decide(self, me: Cohort) -> Intent:
            intent: Intent = ask(me)
            return intent

    rules = [*standard_rules(), Lending()]
    movement = Movement(members=20, following={Asking(): 1.0}, seed=1, rules=rules)
    with pytest.raises(InputError, match=message):
        movement.step()


def test_nothing_counts_joiners_and_leavers_where_nobody_joins_or_leaves() -> None:
    left_out = Movement(members=20, seed=1, without=["leave", "join"], record=())
    missing = set(all_indicators()) - set(left_out.read())
    assert {
        "joins",
        "exits",
        "exits_voiced",
        "exits_silent",
        "trust_of_leavers",
    } <= missing
    assert {"members", "lost"} <= set(left_out.read())


def test_every_indicator_comes_from_a_rule_or_a_measure() -> None:
    assert {"members", "turnout", "trust", "ei_index"} <= set(all_indicators())
    assert set(Movement(members=20, seed=1).read()) == set(all_indicators())
