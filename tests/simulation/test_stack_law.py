"""Rules from elsewhere that compute something over several movements are found out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from movementsim import Scenario
from movementsim.kernel.draws import Draws
from movementsim.kernel.parameters import parameter
from movementsim.kernel.tables import TableSet
from movementsim.plugins.discovery import Discovered, find_rules
from movementsim.rules.base import Rule
from movementsim.simulation.stack_law import mixing_rule
from movementsim.state.changes import Changes
from movementsim.state.world import World


class LevelsTrust(Rule):
    """Everybody's trust moves to the mean of all people in the arrays."""

    phase = "judge"
    source = "none"
    reads = ("trust",)
    writes = ("trust",)

    share: float = parameter(0.1, "share of the distance closed in a week")

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return the week's trust."""
        changes, trust = Changes(world), world.people.trust
        changes.put("trust", None, trust + self.share * (trust.mean() - trust))
        return changes


class LevelsTrustOfBranch(LevelsTrust):
    """Everybody's trust moves to that of the leader of the branch."""

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return the week's trust."""
        changes, people = Changes(world), world.people
        leader = world.branches.leader[people.branch]
        led = (leader >= 0).nonzero()[0]
        gap = people.trust[leader[led]] - people.trust[led]
        changes.put("trust", led, people.trust[led] + self.share * gap)
        return changes


RULES = {kind.name(): kind for kind in (LevelsTrust, LevelsTrustOfBranch)}


@pytest.fixture(autouse=True)
def _known() -> Iterator[None]:
    found = find_rules()
    found.update({name: Discovered(kind, "tests") for name, kind in RULES.items()})
    yield
    for name in RULES:
        del found[name]


def asked(without: str) -> str:
    values = {"following": {"Organiser": 0.1}, "without": [without]}
    return mixing_rule(Scenario.from_values(values))


def test_a_rule_that_takes_a_mean_over_all_people_is_named() -> None:
    assert asked("levels_trust_of_branch") == "levels_trust"


def test_a_rule_that_stays_within_branches_is_not() -> None:
    assert asked("levels_trust") == ""
