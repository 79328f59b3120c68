"""The week as data: phases, and in each the rules, in a fixed order that can be printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from movementsim.errors import InputError
from movementsim.rules.base import PHASES, Rule

DECIDE = "decide"
MEASURE = "measure"
ACTING = ("meet", "share power")
"""The phases that are repeated in each wave of a week."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the printed week."""

    phase: str
    rule: str
    does: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    source: str


# the phases that no rule has a part in
UNRULED = {
    DECIDE: (
        Row(
            DECIDE,
            "",
            "Members decide at once, from what they see.",
            ("the snapshot",),
            ("intents",),
            "model.md",
        ),
    ),
    MEASURE: (
        Row(
            MEASURE,
            "",
            "Indicators are computed and recorded.",
            ("everything",),
            ("records",),
            "model.md",
        ),
    ),
}


class Week:
    """The rules of a movement in the order in which they resolve.

    Parameters
    ----------
    rules
        Rules in any order; phase, rank and name put them in order.

    Raises
    ------
    InputError
        For a rule of an unknown phase, or two rules of one name.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(sorted(rules, key=_place))
        names = [rule.name() for rule in self.rules]
        for name in names:
            if names.count(name) > 1:
                raise InputError(f"the rule {name!r} is in the week twice; leave one out")
        self._of = {phase: [rule for rule in self.rules if rule.phase == phase] for phase in PHASES}

    def phase(self, *names: str) -> Iterator[Rule]:
        """Return the rules of these phases, in order."""
        return chain.from_iterable(self._of.get(name, ()) for name in names)

    def wave(self, first: bool, last: bool) -> Iterator[Rule]:
        """Return the rules of one wave of the week.

        Rules that resolve acts run in every wave; those that let time pass run once, in the first
        wave if they come before any acts of their phase, else in the last.
        """
        for phase in ACTING:
            acted = False
            for rule in self.phase(phase):
                acted |= rule.every_wave
                if rule.every_wave or (last if acted else first):
                    yield rule

    def table(self) -> list[Row]:
        """Return the week as lines to print."""
        return [
            row
            for phase in (PHASES[0], DECIDE, *PHASES[1:], MEASURE)
            for row in (*UNRULED.get(phase, ()), *map(_row, self.phase(phase)))
        ]


def _row(rule: Rule) -> Row:
    does = (rule.__doc__ or "").strip().split("\n")[0]
    return Row(rule.phase, rule.name(), does, rule.reads, rule.writes, rule.source)


def _place(rule: Rule) -> tuple[int, int, str]:
    if rule.phase not in PHASES:
        raise InputError(
            f"the rule {rule.name()!r} is of the phase {rule.phase!r}; "
            f"phases are {', '.join(PHASES)}"
        )
    return PHASES.index(rule.phase), rule.rank, rule.name()
