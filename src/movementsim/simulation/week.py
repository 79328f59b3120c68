"""The week as data: its phases and the rules of each, in a fixed order that can be printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from traceback import extract_tb

from movementsim.errors import InputError
from movementsim.kernel.draws import Draws
from movementsim.kernel.tables import TableSet
from movementsim.rules.base import PHASES, Rule
from movementsim.state.changes import Changes
from movementsim.state.world import World

DECIDE = "decide"
"""The phase in which members decide."""
MEASURE = "measure"
"""The phase in which indicators are recorded."""
ACTING = ("meet", "share power")
"""The phases that are repeated in each wave of a week."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the printed week.

    Attributes
    ----------
    phase, rule, does
        The phase, the name of the rule (empty where there is none), and what happens.
    reads, writes
        What is read and what is changed.
    source
        The proposition or page that it comes from.
    """

    phase: str
    rule: str
    does: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    source: str


_WITHOUT_RULES = {
    DECIDE: (
        Row(
            DECIDE,
            "",
            "Members decide, all from the same snapshot.",
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
        Rules in any order; they are sorted by phase, rank and name.

    Attributes
    ----------
    rules
        The rules in the order of the week.

    Raises
    ------
    InputError
        For a rule of an unknown phase, or two rules of one name.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(sorted(rules, key=_sort_key))
        names = [rule.name() for rule in self.rules]
        for name in names:
            if names.count(name) > 1:
                raise InputError(f"the rule {name!r} is in the week twice; leave one out")
        # keyed by identity, because hashing a rule means hashing all its parameters every week
        self._permits = {id(rule): rule.permit() for rule in self.rules}
        self._by_phase = {
            phase: [rule for rule in self.rules if rule.phase == phase] for phase in PHASES
        }

    def phase(self, *names: str) -> Iterator[Rule]:
        """Return the rules of these phases, in order."""
        return chain.from_iterable(self._by_phase.get(name, ()) for name in names)

    def wave(self, first: bool, last: bool) -> Iterator[Rule]:
        """Return the rules of one wave of the week.

        Rules that resolve acts run in every wave. Other rules run once: in the first wave if they
        come before all rules of their phase that resolve acts, else in the last.

        Parameters
        ----------
        first, last
            Whether this is the first wave of the week, and whether it is the last.

        Yields
        ------
        Rule
            The rules, in order.
        """
        for phase in ACTING:
            acted = False
            for rule in self.phase(phase):
                acted |= rule.every_wave
                if rule.every_wave or (last if acted else first):
                    yield rule

    def apply(self, rule: Rule, world: World, acts: TableSet, draws: Draws) -> None:
        """Let a rule resolve and apply the changes that it asks for.

        Parameters
        ----------
        rule
            A rule of this week.
        world
            The world, which is changed.
        acts
            What members have asked for.
        draws
            The week's random draws.

        Raises
        ------
        InputError
            When the rule fails, reads or changes something that does not exist or that it does not
            declare, or returns something other than changes; names the rule and its line.
        """
        try:
            changes = rule.resolve(world, acts, draws)
            if isinstance(changes, Changes):
                changes.apply(world, self._permits[id(rule)])
                return
        except InputError:
            raise
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            reason = error.args[0] if isinstance(error, KeyError) and error.args else error
            place = f"in week {world.week}{_line(rule, error)}"
            raise InputError(f"the rule {rule.name()!r} failed {place}: {reason}") from error
        raise InputError(
            f"the rule {rule.name()!r} returned {type(changes).__name__}; resolve must return "
            "the Changes it asks for, as in `return Changes(world)`"
        )

    def table(self) -> list[Row]:
        """Return the week as lines to print, phase by phase."""
        return [
            row
            for phase in (PHASES[0], DECIDE, *PHASES[1:], MEASURE)
            for row in (*_WITHOUT_RULES.get(phase, ()), *map(_row, self.phase(phase)))
        ]


def _line(rule: Rule, error: Exception) -> str:
    """Return the line of the rule's file at which it failed; empty if it failed elsewhere."""
    file = type(rule).resolve.__code__.co_filename
    lines = [frame.lineno for frame in extract_tb(error.__traceback__) if frame.filename == file]
    return f" ({Path(file).name}, line {lines[-1]})" if lines else ""


def _row(rule: Rule) -> Row:
    does = (rule.__doc__ or "").strip().split("\n")[0]
    return Row(rule.phase, rule.name(), does, rule.reads, rule.writes, rule.source)


def _sort_key(rule: Rule) -> tuple[int, int, str]:
    if rule.phase not in PHASES:
        raise InputError(
            f"the rule {rule.name()!r} is of the phase {rule.phase!r}; "
            f"phases are {', '.join(PHASES)}"
        )
    return PHASES.index(rule.phase), rule.rank, rule.name()
