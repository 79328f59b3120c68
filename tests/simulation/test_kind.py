"""Strategies decide right in a stack, however they use parameters that differ in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from movementsim import Scenario, Strategy, each
from movementsim.kernel.parameters import parameter
from movementsim.plugins.discovery import Discovered, find_strategies
from movementsim.vocabulary.cohort import Cohort
from movementsim.vocabulary.intents import Intent

from .movements import differences, lived, state_of

VALUES = (0.25, 0.5, 3.0, 9.5)


class _Valued(Strategy):
    """A strategy of people who need no time, with one parameter."""

    active = False

    x: float = parameter(1.0, "a number", high=10.0)


class PlainIf(_Valued):
    """Compares the parameter in an `if`."""

    def decide(self, me: Cohort) -> Intent:
        if self.x > 1:
            return me.talk(me.comrades.anyone())
        return me.rest()


class PlainIfOfEach(_Valued):
    """Compares the parameter in an `if`, one member at a time."""

    @each
    def decide(self, me: Cohort) -> Intent:
        if me.trust * 4 > self.x:
            return me.talk(me.comrades.anyone())
        return me.rest()


class Maximum(_Valued):
    """Takes the larger of the parameter and a number."""

    def decide(self, me: Cohort) -> Intent:
        return me.talk(me.comrades.anyone(), 0.5, me.times("talk", max(self.x, 3)))


class Exponent(_Valued):
    """Uses the parameter as an exponent."""

    def decide(self, me: Cohort) -> Intent:
        return me.talk(me.comrades.anyone()).when(me.trust**self.x > 0.1)


class Base(_Valued):
    """Uses a power of the parameter."""

    def decide(self, me: Cohort) -> Intent:
        return me.talk(me.comrades.anyone()).when(me.chance("talk", (self.x / 10) ** 0.5))


class Rounded(_Valued):
    """Uses the parameter as a whole number."""

    def decide(self, me: Cohort) -> Intent:
        return me.talk(me.comrades.anyone(), 0.5, round(self.x))


class Counted(_Valued):
    """Repeats something as often as the parameter says."""

    def decide(self, me: Cohort) -> Intent:
        talk: Intent = me.rest().when(False)
        for _ in range(int(self.x)):
            talk = talk & me.talk(me.comrades.anyone(), 0.1)
        return talk


class Singular(_Valued):
    """Is written for `me` in the singular: arithmetic and comparisons with what I am."""

    def decide(self, me: Cohort) -> Intent:
        keen = me.trust * 8 > self.x
        talk = me.talk(me.comrades.most(lambda them: them.trust * them.mine(self.x) + them.skill))
        return talk.when(keen) & me.rest().when(~keen & me.chance("rest", self.x / 10))


class Preferring(_Valued):
    """Weighs what it sees of others by the parameter, without saying that it is its own."""

    def decide(self, me: Cohort) -> Intent:
        return me.talk(
            me.comrades.most(lambda them: self.x * them.trust + (10 - self.x) * them.skill)
        )


KINDS = _Valued.__subclasses__()


@pytest.fixture(autouse=True)
def _known() -> Iterator[None]:
    found = find_strategies()
    found.update({kind.__name__: Discovered(kind, "tests") for kind in KINDS})
    yield
    for kind in KINDS:
        del found[kind.__name__]


def assert_alone_and_together(scenarios: list[Scenario], weeks: int) -> None:
    """Assert that each movement is the same alone and in one stack with the others."""
    for _ in range(2):  # also once it is known how a strategy uses the parameter
        together = lived(scenarios, weeks)
        for run, scenario in enumerate(scenarios):
            alone = lived([scenario], weeks)
            assert differences(state_of(alone), state_of(together.part(run))) == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_movements_that_differ_in_a_parameter_are_as_alone(kind: type[Strategy]) -> None:
    scenarios = [
        Scenario.from_values(
            {
                "members": 30 + run,
                "network": {"branch_size": 15},
                "following": {kind.__name__: {"share": 0.5, "x": x}},
                "seed": run,
            }
        )
        for run, x in enumerate(VALUES)
    ]
    assert_alone_and_together(scenarios, 3)
    decided = [lived([scenario], 1).world.facts.talked.who.tolist() for scenario in scenarios]
    assert len({str(who) for who in decided}) > 1


def test_a_strategy_that_sees_as_many_others_as_it_has_members_prefers_right(
    tmp_path: Path,
) -> None:
    """One follower sees three others; in the other movement three followers see one person."""
    table = "id,trust,skill\nann,.9,.1\nbob,.1,.9\ncem,.5,.5\nme,.5,.5\none,.5,.5\ntwo,.5,.5\n"
    ties = {"star": "me,ann\nme,bob\nme,cem\n", "pair": "one,ann\nbob,cem\n"}
    followers = {"star": ["me"], "pair": ["one", "two", "me"]}
    for name, rows in ties.items():
        (tmp_path / f"{name}.csv").write_text(f"source,target\n{rows}", encoding="utf-8")
        (tmp_path / f"{name}.people.csv").write_text(table, encoding="utf-8")
    scenarios = [
        Scenario.from_values(
            {
                "network": {"kind": "file", "ties_file": str(tmp_path / f"{name}.csv")},
                "roles": [
                    {"who": who, "strategy": "Preferring", "parameters": {"x": x}, "energy": 9.0}
                    for who in followers[name]
                ],
            }
        )
        for name, x in (("pair", 9.5), ("star", 0.5))
    ]
    assert_alone_and_together(scenarios, 3)
    assert_alone_and_together(scenarios[::-1], 3)
