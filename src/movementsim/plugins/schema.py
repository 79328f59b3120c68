"""What a movement with these rules is made of, and what can be measured of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from movementsim.errors import InputError
from movementsim.indicators import membership, power
from movementsim.plugins.discovery import find_indicators, find_rules
from movementsim.rules.base import Rule
from movementsim.state.extension import declarations_of, schema_of
from movementsim.state.observed import Indicator, PersonalTotal, Total
from movementsim.state.schema import Schema


def movement_schema(rules: Sequence[Rule]) -> Schema:
    """Return what the state of a movement with these rules is made of.

    Parameters
    ----------
    rules
        The rules of the week; all other known rules count as left out.

    Raises
    ------
    InputError
        When two rules clash, or a rule names a column that nobody declares.
    """
    return schema_of(rules, [found.kind for found in find_rules().values()])


def indicators_of(rules: Iterable[Rule | type[Rule]]) -> dict[str, Indicator]:
    """Return what can be measured of a movement with these rules, by name.

    Parameters
    ----------
    rules
        The rules of the week, or their classes.

    Raises
    ------
    InputError
        When two indicators have one name.
    """
    found = {name: item.kind for name, item in find_indicators().items()}
    for name, brought in declarations_of("indicators", rules).items():
        if name in found:
            raise InputError(
                f"two indicators are called {name!r}: one belongs to a rule, the other to a "
                "measure; rename one"
            )
        found[name] = brought
    return found


def all_indicators() -> dict[str, Indicator]:
    """Return all indicators that any movement may have, by name: those of all known rules too."""
    return indicators_of([item.kind for item in find_rules().values()])


def totals_of(rules: Iterable[Rule]) -> tuple[list[Total], list[PersonalTotal]]:
    """Return the running totals that a movement with these rules keeps.

    Parameters
    ----------
    rules
        The rules of the week.

    Returns
    -------
    Totals of the whole movement, and totals kept by strategy.
    """
    week = list(rules)
    return (
        [*membership.TOTALS, *declarations_of("totals", week).values()],
        [*power.PERSONAL_TOTALS, *declarations_of("personal_totals", week).values()],
    )
