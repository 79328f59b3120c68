"""What a rule adds to a movement beside its parameters, and how rules' declarations combine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from itertools import combinations
from typing import Any, ClassVar, Protocol

import numpy as np

from movementsim.errors import InputError, nearest
from movementsim.kernel.columns import Column
from movementsim.state.branches import CORE_BRANCHES, Branches
from movementsim.state.declarations import ActKind, Fact, Table, Verb
from movementsim.state.observed import Indicator, PersonalTotal, Total
from movementsim.state.people import CORE_PEOPLE, People
from movementsim.state.permit import STATE_PARTS
from movementsim.state.schema import SPENT, Schema


@dataclass(frozen=True, slots=True)
class Extension:
    """What a rule adds to a movement.

    Several rules may declare the same thing in equal terms; it is present while one of them is.
    Where the rule is left out, its tables, totals and indicators are gone, its verbs are not
    carried out and cost no hours, and its facts stay empty. Its columns can still be read: they
    hold their values at birth, and are stored only if another rule of the week reads or writes
    them.

    Attributes
    ----------
    people, branches
        Columns of people and of branches.
    tables
        Tables that belong to the rule.
    facts
        Facts that it reports.
    kinds
        Kinds of acts that it enters into the chronicle, or that can be read from its facts.
    verbs
        Verbs that it carries out.
    totals, personal_totals
        Running totals that are kept from the facts.
    indicators
        Indicators that measure what the rule does.
    """

    people: tuple[Column, ...] = ()
    branches: tuple[Column, ...] = ()
    tables: tuple[Table, ...] = ()
    facts: tuple[Fact, ...] = ()
    kinds: tuple[ActKind, ...] = ()
    verbs: tuple[Verb, ...] = ()
    totals: tuple[Total, ...] = ()
    personal_totals: tuple[PersonalTotal, ...] = ()
    indicators: tuple[Indicator, ...] = ()

    def __or__(self, other: Extension) -> Extension:
        """Return the declarations of both, for rules that share a part."""
        return Extension(**{part: getattr(self, part) + getattr(other, part) for part in PARTS})


PARTS = tuple(field.name for field in fields(Extension))
"""The names of the parts of an extension."""


class RuleDeclaration(Protocol):
    """The declarations of a rule.

    Attributes
    ----------
    brings
        What it adds to a movement.
    reads, writes
        Names of the columns and parts of the state that it reads and changes.
    """

    brings: ClassVar[Extension]
    reads: ClassVar[tuple[str, ...]]
    writes: ClassVar[tuple[str, ...]]

    @classmethod
    def name(cls) -> str:
        """Return the rule's name."""


CORE = Extension(people=CORE_PEOPLE, branches=CORE_BRANCHES, facts=(SPENT,))
"""The declarations that every movement has, whatever its rules."""


def declarations_of(
    part: str, rules: Iterable[RuleDeclaration | type[RuleDeclaration]]
) -> dict[str, Any]:
    """Return what the core and some rules declare in one part of their extensions, by name.

    Parameters
    ----------
    part
        A field of :class:`Extension`.
    rules
        The rules.

    Returns
    -------
    dict of str to Any
        The declarations by name, each once.

    Raises
    ------
    InputError
        When two rules give different declarations of one name; names both.
    """
    found: dict[str, Any] = {}
    owner: dict[str, str] = {}
    for name, brings in [("the core", CORE), *((rule.name(), rule.brings) for rule in rules)]:
        for item in getattr(brings, part):
            if item.name in found and found[item.name] != item:
                raise InputError(
                    f"the rule {name!r} declares {item.name!r} among its {part}, which "
                    f"{owner[item.name]!r} declares differently; give it another name"
                )
            found[item.name] = item
            owner.setdefault(item.name, name)
    return found


def schema_of(
    rules: Iterable[RuleDeclaration], known: Iterable[RuleDeclaration | type[RuleDeclaration]]
) -> Schema:
    """Return what the state of a movement with these rules is made of.

    Parameters
    ----------
    rules
        The rules of the week.
    known
        All rules that exist, including those that are left out.

    Returns
    -------
    Schema
        The columns, tables, facts, kinds of acts and verbs.

    Raises
    ------
    InputError
        When two rules give different declarations of one name, or a rule reads or writes a column
        that no rule declares; names the rule, the column and the nearest one.
    """
    week, all_rules = list(rules), _with_known(rules, known)
    parts = {part: declarations_of(part, all_rules) for part in PARTS}
    _refuse_clashes(parts)
    schema = Schema(
        known_people=parts["people"],
        known_branches=parts["branches"],
        tables=declarations_of("tables", week),
        facts=parts["facts"],
        kinds={name: kind for name, kind in parts["kinds"].items() if kind.read is None},
        reported={name: kind for name, kind in parts["kinds"].items() if kind.read is not None},
        verbs=parts["verbs"],
        afforded=frozenset(declarations_of("verbs", week)),
    )
    for rule in week:
        _refuse_unknown(rule, schema)
    touched = {name for rule in week for name in (*rule.reads, *rule.writes)}
    return replace(
        schema,
        people=_present("people", week, parts["people"], touched),
        branches=_present("branches", week, parts["branches"], touched),
    )


def _with_known(
    rules: Iterable[RuleDeclaration], known: Iterable[RuleDeclaration | type[RuleDeclaration]]
) -> list[RuleDeclaration | type[RuleDeclaration]]:
    """Return all rules in an order that does not depend on which of them are left out."""
    named: dict[str, RuleDeclaration | type[RuleDeclaration]] = {
        rule.name(): rule for rule in known
    }
    named |= {rule.name(): rule for rule in rules}
    return [named[name] for name in sorted(named)]


def _present(
    part: str, week: list[RuleDeclaration], known: Mapping[str, Column], touched: set[str]
) -> dict[str, Column]:
    """Return the columns that the week's rules declare, read or write."""
    brought = declarations_of(part, week)
    return {name: column for name, column in known.items() if name in brought or name in touched}


@cache
def _attributes() -> dict[str, frozenset[str]]:
    """Return the attributes of people and of branches that are not columns."""
    tables = {"people": People(np.empty(0, np.uint64)), "branches": Branches(0)}
    return {
        part: frozenset(dir(table)) - table.specification.keys() for part, table in tables.items()
    }


def _refuse_clashes(parts: Mapping[str, Mapping[str, Any]]) -> None:
    what = {"people": "a column of people", "branches": "a column of branches", "tables": "a table"}
    for one, other in combinations(what, 2):
        for name in parts[one]:
            if name in parts[other]:
                raise InputError(
                    f"{name!r} is declared twice: as {what[one]}, and as {what[other]}; rename one"
                )
    for part, attributes in _attributes().items():
        for name in parts[part]:
            if name in attributes:
                raise InputError(
                    f"{name!r} cannot be {what[part]}: `{part}.{name}` means something else; "
                    "rename the column"
                )


def _refuse_unknown(rule: RuleDeclaration, schema: Schema) -> None:
    known = [*schema.columns(), *STATE_PARTS]
    for key, names in (("reads", rule.reads), ("writes", rule.writes)):
        for name in names:
            if name not in known:
                raise InputError(
                    f"the rule {rule.name()!r} {key} the column {name!r}, which no rule declares"
                    f"{nearest(name, known)} Declare it in the rule's `brings`, or correct the name"
                )
