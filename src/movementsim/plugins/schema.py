"""The state of a movement with given rules, and the indicators and totals that measure it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from inspect import signature
from itertools import chain
from typing import Any

from movementsim.errors import InputError
from movementsim.plugins.discovery import find_measures, find_rules
from movementsim.rules.base import Rule
from movementsim.state.extension import declarations_of, schema_of
from movementsim.state.observed import Indicator, PersonalTotal, Total
from movementsim.state.schema import Schema
from movementsim.vocabulary.cohort import Cohort
from movementsim.vocabulary.others import Others


def movement_schema(rules: Sequence[Rule]) -> Schema:
    """Return the schema of a movement with these rules.

    Parameters
    ----------
    rules
        The rules of the week; all other known rules count as left out.

    Returns
    -------
    Schema
        The columns, tables, facts, kinds of acts and verbs.

    Raises
    ------
    InputError
        When two rules clash, a rule names a column that no rule declares, or strategies could not
        read a column because its name means something else to them.
    """
    schema = schema_of(rules, [found.kind for found in find_rules().values()])
    for name in schema.known_people:
        if name in _vocabulary() and name not in schema.verbs:
            raise InputError(
                f"{name!r} cannot be a column of people: in strategies, `me.{name}` or "
                f"`them.{name}` means something else; rename the column"
            )
    return schema


@cache
def _vocabulary() -> frozenset[str]:
    """Return the words by which strategies read anything but columns."""
    words = [(*dir(kind), *signature(kind).parameters) for kind in (Cohort, Others)]
    return frozenset(chain.from_iterable(words))


def indicators_of(rules: Iterable[Rule | type[Rule]]) -> dict[str, Indicator]:
    """Return the indicators of a movement with these rules.

    Parameters
    ----------
    rules
        The rules of the week, or their classes.

    Returns
    -------
    dict of str to Indicator
        Indicators by name.

    Raises
    ------
    InputError
        When two indicators have the same name.
    """
    return _measures("indicators", rules)


def all_indicators() -> dict[str, Indicator]:
    """Return the indicators that movements can have, by name, including those of all rules."""
    return indicators_of([item.kind for item in find_rules().values()])


def totals_of(rules: Iterable[Rule]) -> tuple[list[Total], list[PersonalTotal]]:
    """Return the running totals that a movement with these rules keeps.

    Parameters
    ----------
    rules
        The rules of the week.

    Returns
    -------
    list of Total
        Totals of the whole movement.
    list of PersonalTotal
        Totals that are kept by strategy.
    """
    week = list(rules)
    return (
        list(_measures("totals", week).values()),
        list(_measures("personal_totals", week).values()),
    )


def _measures(part: str, rules: Iterable[Rule | type[Rule]]) -> dict[str, Any]:
    """Return the measures of one kind that belong to no rule, and those of these rules."""
    found = {name: item.kind for name, item in find_measures()[part].items()}
    for name, brought in declarations_of(part, rules).items():
        if name in found:
            raise InputError(
                f"two {part.replace('_', ' ')} are called {name!r}: one belongs to a rule, the "
                "other to a measure; rename one"
            )
        found[name] = brought
    return found
