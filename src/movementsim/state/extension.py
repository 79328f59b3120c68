"""What a rule brings with it beside its parameters, and how the parts of several rules combine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Protocol

from movementsim.errors import InputError, nearest
from movementsim.kernel.columns import Column
from movementsim.state.branches import CORE_BRANCHES
from movementsim.state.changes import APART
from movementsim.state.declarations import ActKind, Fact, Table, Verb
from movementsim.state.observed import Indicator, PersonalTotal, Total
from movementsim.state.people import CORE_PEOPLE
from movementsim.state.schema import Schema

SPENT = Fact("spent", ("who", "hours"))
"""The hours that people's own acts take; hours that others ask for are paid in their rules."""


@dataclass(frozen=True, slots=True)
class Extension:
    """What a rule brings with it: leaving the rule out removes all of it.

    Several rules may bring the same thing (an equal declaration); then it is there while one of
    them is.

    Attributes
    ----------
    people, branches
        Columns of people and of branches.
    tables
        Tables of the rule's own.
    facts
        Facts that it reports.
    kinds
        Kinds of acts that it enters into the chronicle.
    verbs
        Verbs that it carries out.
    totals, personal_totals
        Running totals kept from the facts.
    indicators
        What is measured of it.
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
        """Return what both bring, for rules that share a part."""
        return Extension(**{part: getattr(self, part) + getattr(other, part) for part in PARTS})


PARTS = tuple(field.name for field in fields(Extension))


class Bringing(Protocol):
    """A rule, as far as its declarations go."""

    brings: ClassVar[Extension]
    reads: ClassVar[tuple[str, ...]]
    writes: ClassVar[tuple[str, ...]]

    @classmethod
    def name(cls) -> str:
        """Return the rule's name."""


CORE = Extension(people=CORE_PEOPLE, branches=CORE_BRANCHES, facts=(SPENT,))
"""What is there whatever the rules are."""


def gathered(part: str, rules: Iterable[Bringing | type[Bringing]]) -> dict[str, Any]:
    """Return one part of what rules bring, by name, each once.

    Parameters
    ----------
    part
        A field of :class:`Extension`.
    rules
        The rules; the core comes before them.

    Raises
    ------
    InputError
        When two rules declare something of one name differently; names both.
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


def schema_of(rules: Iterable[Bringing], known: Iterable[Bringing | type[Bringing]]) -> Schema:
    """Return what the state of a movement with these rules is made of.

    Parameters
    ----------
    rules
        The rules of the week.
    known
        All rules that could be in a week, also those that are left out.

    Raises
    ------
    InputError
        When two rules declare one name differently, or a rule reads or writes a column that
        nobody declares; names the rule, the column and the nearest one.
    """
    week, everybody = list(rules), _with_known(rules, known)
    parts = {part: gathered(part, everybody) for part in PARTS}
    _refuse_clashes(parts)
    schema = Schema(
        known_people=parts["people"],
        known_branches=parts["branches"],
        tables=gathered("tables", week),
        facts=parts["facts"],
        kinds=parts["kinds"],
        verbs=parts["verbs"],
        afforded=frozenset(gathered("verbs", week)),
    )
    for rule in week:
        _refuse_unknown(rule, schema)
    touched = {name for rule in week for name in (*rule.reads, *rule.writes)}
    return Schema(
        **{
            **vars(schema),
            "people": _present("people", week, parts["people"], touched),
            "branches": _present("branches", week, parts["branches"], touched),
        }
    )


def _with_known(
    rules: Iterable[Bringing], known: Iterable[Bringing | type[Bringing]]
) -> list[Bringing | type[Bringing]]:
    """Return all rules in one order, which does not depend on which of them are left out."""
    named: dict[str, Bringing | type[Bringing]] = {rule.name(): rule for rule in known}
    named |= {rule.name(): rule for rule in rules}
    return [named[name] for name in sorted(named)]


def _present(
    part: str, week: list[Bringing], known: Mapping[str, Column], touched: set[str]
) -> dict[str, Column]:
    """Return the columns that the week's rules bring, or that one of them reads or writes."""
    brought = gathered(part, week)
    return {name: column for name, column in known.items() if name in brought or name in touched}


def _refuse_clashes(parts: Mapping[str, Mapping[str, Any]]) -> None:
    for name in parts["people"]:
        if name in parts["branches"] or name in parts["tables"]:
            raise InputError(
                f"{name!r} is declared twice: as a column of people, and as a column of branches "
                "or a table; rename one"
            )


def _refuse_unknown(rule: Bringing, schema: Schema) -> None:
    known = [*schema.columns(), *APART]
    for key, names in (("reads", rule.reads), ("writes", rule.writes)):
        for name in names:
            if name not in known:
                raise InputError(
                    f"the rule {rule.name()!r} {key} the column {name!r}, which no rule declares"
                    f"{nearest(name, known)} Declare it in the rule's `brings`, or correct the name"
                )
