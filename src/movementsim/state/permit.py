"""What a rule may change: the permit made from its declarations."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from movementsim.errors import InputError, nearest
from movementsim.state.schema import Schema

STATE_PARTS = ("ties", "ledger", "chronicle")
"""The parts of the state that rules name in `reads` and `writes` and that are not columns."""


class UndeclaredError(InputError):
    """A rule changes, reports or records something that it does not declare."""


@dataclass(frozen=True, slots=True)
class Permit:
    """What one rule has declared that it may change.

    Attributes
    ----------
    rule
        The rule's name, for errors.
    writes
        Names of columns, and of parts of the state that are none (see `STATE_PARTS`).
    facts, kinds
        Facts that it reports, and kinds of acts that it enters into the chronicle.
    """

    rule: str
    writes: frozenset[str]
    facts: frozenset[str]
    kinds: frozenset[str]

    def refuse_undeclared(
        self,
        *,
        writes: Set[str],
        facts: Set[str],
        kinds: Set[str],
        schema: Schema,
    ) -> None:
        """Refuse changes that the rule has not declared.

        Parameters
        ----------
        writes
            Names of the columns and parts of the state that the rule changes.
        facts, kinds
            Names of the facts that it reports, and of the kinds of acts that it records.
        schema
            The schema, whose columns are suggested for a misspelt name.

        Raises
        ------
        UndeclaredError
            When something is not declared; names the rule and the nearest name.
        """
        for name in sorted(writes - self.writes):
            changed = name if name in STATE_PARTS else f"column {name!r}"
            known = {*schema.columns(), *STATE_PARTS}
            suggested = "." if name in known else nearest(name, sorted(known | self.writes))
            raise UndeclaredError(
                f"the rule {self.rule!r} writes the {changed} without declaring it{suggested} "
                "Add it to the rule's `writes`, or correct the name"
            )
        for action, names, declared in (
            ("reports the fact", facts, self.facts),
            ("enters the kind of act", kinds, self.kinds),
        ):
            for name in sorted(names - declared):
                raise UndeclaredError(
                    f"the rule {self.rule!r} {action} {name!r} without declaring it"
                    f"{nearest(name, sorted(declared))} Declare it in the rule's `brings`"
                )
