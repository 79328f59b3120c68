"""A region of the inputs in words."""

from __future__ import annotations

import math

from movementsim.lab.analysis.scenario_discovery import Limit, Region
from movementsim.lab.config.overrides import WITHOUT
from movementsim.lab.design.labels import parameter_label, value_label
from movementsim.lab.design.plan import Plan, table_value
from movementsim.lab.report.templates import phrase, render


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
    rule = ""
    if parameter.startswith(f"{WITHOUT}."):
        rule = parameter.removeprefix(f"{WITHOUT}.").replace("_", " ")
    name = parameter_label(plan, parameter)
    return phrase(
        "limit",
        name=name[:1].lower() + name[1:],
        rule=rule,
        left_out="True" in limit.among,
        among=[str(table_value(one)) for one in limit.among],
        low=None if math.isinf(limit.low) else value_label(parameter, limit.low, 3),
        high=None if math.isinf(limit.high) else value_label(parameter, limit.high, 3),
    )
