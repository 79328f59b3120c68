"""What a rule is: a pure function of world, acts and draws, with its source and parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from movementsim.kernel.draws import Draws
from movementsim.kernel.parameters import Declared
from movementsim.kernel.tables import TableSet
from movementsim.state.changes import Changes, Permit
from movementsim.state.extension import Extension
from movementsim.state.world import World

PHASES = (
    "news",
    "meet",
    "share power",
    "govern",
    "campaign",
    "judge",
    "leave and join",
)


class Rule(Declared):
    """One rule of the model.

    A subclass names its phase, its source, the columns it writes and what it brings with it; its
    annotated fields are its parameters. It returns what changes and changes nothing itself, and it
    cannot see which strategy anybody follows.

    Attributes
    ----------
    phase
        The phase of the week it belongs to; within a phase `rank` decides, then the name.
    source
        The essay propositions, or papers, it comes from.
    reads, writes
        What it looks at and what it may change: columns, `ties`, `ledger`, `chronicle`.
    brings
        What it brings with it: columns, tables, facts, kinds of acts, verbs, totals and
        indicators. Leaving the rule out removes all of it.
    moved
        Parameters that earlier versions had here, and where they are now.
    rank
        Its place within the phase, small first.
    every_wave
        Whether it resolves acts (and so runs in each wave) or lets time pass (once a week).
    """

    phase: ClassVar[str]
    brings: ClassVar[Extension] = Extension()
    moved: ClassVar[Mapping[str, str]] = {}
    reads: ClassVar[tuple[str, ...]] = ()
    writes: ClassVar[tuple[str, ...]] = ()
    rank: ClassVar[int] = 50
    every_wave: ClassVar[bool] = False

    @classmethod
    def name(cls) -> str:
        """Return the rule's name in configs: the class name in small letters with underscores."""
        letters = [f"_{c.lower()}" if c.isupper() else c for c in cls.__name__]
        return "".join(letters).strip("_")

    def permit(self) -> Permit:
        """Return what the rule declares that it may change."""
        return Permit(
            self.name(),
            frozenset(self.writes),
            frozenset(fact.name for fact in self.brings.facts),
            frozenset(kind.name for kind in self.brings.kinds),
        )

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return what this rule changes in this week.

        Parameters
        ----------
        world
            The world as it stands; read-only.
        acts
            What members have asked to do this week, by verb.
        draws
            The week's keyed random numbers.
        """
        raise TypeError(f"{type(self).__name__} does not define resolve()")
