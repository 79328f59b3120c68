"""Labels of parameters and of their values, for figures and tables."""

from __future__ import annotations

import json
from typing import Any

from movementsim.kernel.parameters import Declared
from movementsim.lab.config.designs import Range
from movementsim.lab.config.overrides import ABLATED, WITHOUT
from movementsim.lab.design.plan import Plan, table_value
from movementsim.plugins.discovery import find_rules, find_strategies


def parameter_label(plan: Plan, name: str) -> str:
    """Return what tables and axes call a parameter.

    The label comes from `[report] labels` if the config has one, else from the declaration of the
    parameter, with its unit.

    Parameters
    ----------
    plan
        The plan, for the labels and units of its config.
    name
        The dotted name of the parameter.

    Returns
    -------
    str
        The label; the dotted name itself where nothing declares the parameter.
    """
    given = plan.experiment.report.labels.get(name)
    if given:
        return given
    if name == ABLATED:
        return "What is switched off"
    place, _, last = name.rpartition(".")
    if place == WITHOUT:
        return f"Rule of {last.replace('_', ' ')}"
    group, _, owner = place.partition(".")
    kinds: dict[str, Any] = {"rules": find_rules, "following": find_strategies}
    if group in kinds and owner in (found := kinds[group]()):
        kind: type[Declared] = found[owner].kind
        about = next((about for about in kind.parameters() if about.name == last), None)
        if about is not None:
            meaning = about.meaning[:1].upper() + about.meaning[1:]
            return f"{meaning} ({about.unit})" if about.unit else meaning
    return _with_unit(plan, name)


def value_label(name: str, value: Any, digits: int = 6) -> str:
    """Return what tables and axes call a value of a parameter.

    Parameters
    ----------
    name
        The dotted name of the parameter; values of `without.<rule>` read "left out" or "in force".
    value
        The value; a table may also be given as JSON.
    digits
        Significant digits of a number.

    Returns
    -------
    str
        The label; a table has one line per key.
    """
    if name.startswith(f"{WITHOUT}."):
        return "left out" if value in (True, "True") else "in force"
    if isinstance(value, str) and value.startswith("{"):  # a table, as labels have it
        value = json.loads(value)
    if isinstance(value, dict):
        return (
            "\n".join(f"{key} {value_label(key, inner)}" for key, inner in value.items())
            or "nobody"
        )
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:.{digits}g}".replace("-", "−")
    return str(table_value(value))


def _with_unit(plan: Plan, name: str) -> str:
    """Return the name itself, with the unit that a range in the config gives it."""
    spreads = [design.parameters.get(name) for design in plan.designs]
    units = [spread.unit for spread in spreads if isinstance(spread, Range) and spread.unit]
    return f"{name} ({units[0]})" if units else name
