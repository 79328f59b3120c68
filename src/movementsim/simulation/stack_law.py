"""The stack law: what happens in a movement is the same to the bit whatever shares its stack.

The rules of this package keep it. A rule from elsewhere that computes something over all people,
such as `world.people.trust.mean()`, breaks it, because in a stack these are the people of several
movements. Its movements are right if each is simulated by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from hashlib import blake2b

import numpy as np

from movementsim.kernel.draws import Draws
from movementsim.kernel.tables import TableSet
from movementsim.plugins.discovery import find_rules
from movementsim.rules.base import Rule
from movementsim.scenario.scenario import Scenario
from movementsim.simulation.stack import Stack

_WEEKS = 56
_MEMBERS = 60
_OURS = "movementsim."


def mixing_rule(scenario: Scenario) -> str:
    """Return the name of a rule that breaks the stack law; empty if none was found to do so.

    Only rules that do not come with this package are examined: in a small movement, which is
    simulated by itself and beside another one.

    Parameters
    ----------
    scenario
        The scenario, whose rules are examined.

    Returns
    -------
    str
        The name of the first rule after which the two differ.
    """
    foreign = {
        name for name, rule in find_rules().items() if not rule.kind.__module__.startswith(_OURS)
    }
    if foreign <= set(scenario.without):
        return ""
    return _mixing(_small(scenario).to_toml())


@cache
def _mixing(toml: str) -> str:
    import tomllib

    scenario = Scenario.from_values(tomllib.loads(toml))
    alone = _traced([scenario])
    other = scenario.model_copy(update={"seed": scenario.seed + 1})
    beside = _traced([scenario, other])
    for (rule, one), (_, two) in zip(alone, beside, strict=True):
        if one != two:
            return rule
    return ""


def _small(scenario: Scenario) -> Scenario:
    """Return a scenario with the same rules and strategies, and few members in grown branches."""
    kept = scenario.model_dump(include={"following", "others", "rules", "without", "waves"})
    return Scenario.from_values({**kept, "members": _MEMBERS, "weeks": _WEEKS, "seed": 1})


def _traced(scenarios: Sequence[Scenario]) -> list[tuple[str, str]]:
    """Simulate a stack, and return a digest of its first movement after each rule."""
    stack = _Traced(scenarios)
    for _ in range(_WEEKS):
        stack.step()
    return stack.trace


class _Traced(Stack):
    """A stack that notes the state of its first movement after each rule."""

    def __init__(self, scenarios: Sequence[Scenario]) -> None:
        super().__init__(scenarios)
        self.trace: list[tuple[str, str]] = []

    def apply_rule(self, rule: Rule, acts: TableSet, draws: Draws) -> None:
        """Let a rule resolve, and note a digest of the first movement's people and branches."""
        super().apply_rule(rule, acts, draws)
        digest = blake2b(digest_size=8)
        for table in (self.world.people, self.world.branches):
            mine = table.run == 0
            for name, column in table.specification.items():
                if not column.refers:  # slots are numbered otherwise in a stack
                    digest.update(np.ascontiguousarray(getattr(table, name)[mine]).tobytes())
        self.trace.append((rule.name(), digest.hexdigest()))
