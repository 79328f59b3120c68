"""The base class of rules: pure functions of the world, the week's acts and random draws."""

from __future__ import annotations

from typing import ClassVar, Self

from movementsim.kernel.by_run import at_runs, varies_by_run
from movementsim.kernel.columns import Columns, Whole
from movementsim.kernel.draws import Draws
from movementsim.kernel.parameters import Declared
from movementsim.kernel.tables import TableSet
from movementsim.state.changes import Changes
from movementsim.state.extension import Extension
from movementsim.state.permit import Permit
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
"""The phases of a week in which rules run, in their order."""


class Rule(Declared):
    """One rule of the model.

    A subclass names its phase, its source, the columns that it reads and writes, and what it
    brings to the model; its annotated fields are its parameters. A rule returns the changes that
    it asks for and changes nothing itself. It cannot see which strategy anybody follows.

    Attributes
    ----------
    phase
        The phase of the week in which the rule runs, one of `PHASES`. Within a phase, rules run in
        the order of `rank`, then of their names.
    source
        The propositions of the essays, or the papers, that the rule comes from.
    reads, writes
        What the rule reads and what it may change: columns, `ties`, `ledger`, `chronicle` and
        `causes`, the outside causes of a surge.
    brings
        What the rule brings to the model: columns, tables, facts, kinds of acts, verbs, totals and
        indicators; see :class:`movementsim.state.extension.Extension` for what stays of them where
        the rule is left out.
    rank
        Place within the phase; lower ranks run first.
    every_wave
        Whether the rule resolves acts, and so runs in every wave of decisions, or describes what a
        week does, and so runs once a week.
    """

    phase: ClassVar[str]
    brings: ClassVar[Extension] = Extension()
    reads: ClassVar[tuple[str, ...]] = ()
    writes: ClassVar[tuple[str, ...]] = ()
    rank: ClassVar[int] = 50
    every_wave: ClassVar[bool] = False

    @classmethod
    def name(cls) -> str:
        """Return the rule's name in configs: the class name in snake case."""
        letters = [f"_{c.lower()}" if c.isupper() else c for c in cls.__name__]
        return "".join(letters).strip("_")

    def permit(self) -> Permit:
        """Return what the rule may change, by its declaration."""
        return Permit(
            self.name(),
            frozenset(self.writes),
            frozenset(fact.name for fact in self.brings.facts),
            frozenset(kind.name for kind in self.brings.kinds if kind.read is None),
        )

    def of(self, table: Columns, rows: Whole | None = None) -> Self:
        """Return this rule with the parameters that hold for each of some people or branches.

        Several movements can be simulated in one stack, and a design may vary parameters between
        them. A rule that reads its parameters from what this method returns can then resolve all
        of them at once: each parameter is one number where it is the same in all movements, else
        an array with one value per row. A rule that reads `self.rate` as one number is right as
        well; movements that differ in it are then simulated in separate stacks.

        Parameters
        ----------
        table
            `world.people`, `world.branches` or `world.movements`.
        rows
            Rows of the table, shape (rows,); all if None.

        Returns
        -------
        Rule
            A rule of the same class.
        """
        if not varies_by_run(self):
            return self
        return at_runs(self, table.run if rows is None else table.run[rows])

    def resolve(self, world: World, acts: TableSet, draws: Draws) -> Changes:
        """Return the changes that this rule makes to the world this week.

        Parameters
        ----------
        world
            The world as the rules before this one have left it; read-only.
        acts
            What members have asked to do this week, one table for each verb.
        draws
            The week's random draws, keyed by name and person.

        Returns
        -------
        Changes
            Changes of columns, ties and grievances, new acts for the chronicle, and facts.

        Raises
        ------
        TypeError
            If the subclass does not define this method.
        """
        raise TypeError(f"{type(self).__name__} does not define resolve()")
