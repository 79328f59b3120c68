"""What the state of one movement is made of: columns, tables, facts, acts and kinds of acts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from movementsim.kernel.columns import Column
from movementsim.kernel.tables import Layout, TableSet
from movementsim.state.declarations import ActKind, Fact, Table, Verb

SPENT = Fact("spent", ("who", "hours"))
"""The hours that people's own acts take; rules deduct the hours that other people ask for."""


@dataclass(frozen=True)
class Schema:
    """The parts of a movement's state, gathered from its rules.

    Rules that are known but left out of the week are included: their columns read as values at
    birth, their facts stay empty, and their verbs are not afforded.

    Attributes
    ----------
    people, branches, movements
        Columns that are present, by name.
    known_people, known_branches, known_movements
        All columns that can be read, by name.
    tables
        Tables that rules declare, by name.
    facts, kinds
        Facts and the chronicle's kinds of acts, by name.
    reported
        Kinds of acts that only the facts of a week tell, by name.
    verbs
        All verbs, by name.
    afforded
        Names of the verbs that a rule of the week carries out.
    """

    people: Mapping[str, Column] = field(default_factory=dict)
    branches: Mapping[str, Column] = field(default_factory=dict)
    movements: Mapping[str, Column] = field(default_factory=dict)
    known_people: Mapping[str, Column] = field(default_factory=dict)
    known_branches: Mapping[str, Column] = field(default_factory=dict)
    known_movements: Mapping[str, Column] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    kinds: Mapping[str, ActKind] = field(default_factory=dict)
    reported: Mapping[str, ActKind] = field(default_factory=dict)
    verbs: Mapping[str, Verb] = field(default_factory=dict)
    afforded: frozenset[str] = frozenset()

    def act_kinds(self) -> list[ActKind]:
        """Return all kinds of acts: the chronicle's, then those that only the facts tell."""
        return [*self.kinds.values(), *self.reported.values()]

    def new_facts(self) -> TableSet:
        """Return the empty tables of a week's facts."""
        return TableSet(self._fact_layouts)

    def new_acts(self) -> TableSet:
        """Return the empty tables of a week's acts, with the hours that they take (`spent`)."""
        return TableSet(self._act_layouts)

    @cached_property
    def _fact_layouts(self) -> Mapping[str, Layout]:
        return {name: fact.layout for name, fact in self.facts.items()}

    @cached_property
    def _act_layouts(self) -> Mapping[str, Layout]:
        return {name: verb.layout for name, verb in self.verbs.items()} | {"spent": SPENT.layout}

    def columns(self) -> list[str]:
        """Return the names of all columns that can be read, as rules give them in `reads`."""
        own = [
            f"{table.name}.{column.name}"
            for table in self.tables.values()
            for column in table.columns
        ]
        return [*self.known_people, *self.known_branches, *self.known_movements, *own]
