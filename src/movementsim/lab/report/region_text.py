"""A region of the inputs in words."""

from __future__ import annotations

import math

from movementsim.lab.analysis.scenario_discovery import Limit, Region
from movementsim.lab.config.overrides import WITHOUT
from movementsim.lab.design.labels import parameter_label, value_label
from movementsim.lab.design.plan import Plan, table_value
from movementsim.lab.report.templates import render


def region_text(plan: Plan, region: Region, event: str) -> str:
    """Return in a sentence where an event happens.

    Parameters
    ----------
    plan
        For the titles of parameters.
    region
        The region that was found.
    event
        What happens, as a main clause.

    Returns
    -------
    str
        Markdown.
    """
    return render(
        "region.md.j2",
        event=event,
        region=region,
        limits=[limit_text(plan, limit) for limit in region.limits],
    )


def limit_text(plan: Plan, limit: Limit) -> str:
    """Return one side of a region in words.

    Parameters
    ----------
    plan
        For the title of the parameter.
    limit
        The side.

    Returns
    -------
    str
        A clause without a full stop, such as "members is at most 60".
    """
    parameter = limit.parameter
    if parameter.startswith(f"{WITHOUT}."):
        rule = parameter.removeprefix(f"{WITHOUT}.").replace("_", " ")
        return f"the rule of {rule} is {'left out' if 'True' in limit.among else 'in force'}"
    name = parameter_label(plan, parameter)
    name = name[:1].lower() + name[1:]
    if limit.among:
        return f"{name} is {' or '.join(str(table_value(one)) for one in limit.among)}"
    low, high = (value_label(parameter, end, 3) for end in (limit.low, limit.high))
    if math.isinf(limit.low):
        return f"{name} is at most {high}"
    if math.isinf(limit.high):
        return f"{name} is at least {low}"
    return f"{name} is between {low} and {high}"
