"""TODO."""

from __future__ import annotations

from movementsim import measures
from movementsim.indicators.registry import _roll, indicator
from movementsim.state.observed import Observed


@indicator("inequality of power (Gini)", "0-1", better="less")
def power_gini(movement: Observed) -> float:
    """Return the Gini coefficient of power over members."""
    return measures.gini(movement.world.people.power[_roll(movement)])


@indicator("effective number of holders of power", "people", better="more")
def effective_holders(movement: Observed) -> float:
    """Return the inverse Simpson index of power."""
    return measures.effective_holders(movement.world.people.power[_roll(movement)])


@indicator("weeks in office of the active, summed", "weeks")
def weeks_in_office(movement: Observed) -> float:
    """Sum the weeks in office of those with a strategy of their own."""
    return float(movement.tally.by_strategy["weeks_in_office"][1:].sum())


@indicator("decisions within .2 of the opinion of the strongest active", "share")
def influence(movement: Observed) -> float:
    """Return the share of decisions close to the strongest active member of the branch."""
    seen = movement.tally.by_strategy["decisions_seen"][1:].sum()
    near = movement.tally.by_strategy["decisions_near"][1:].sum()
    return float(near / seen) if seen else float("nan")


@indicator("turnout in ballots, mean so far", "share", better="more")
def turnout(movement: Observed) -> float:
    """Return mean turnout."""
    return movement.tally.mean("turnout", "ballots")


@indicator("tasks handed over that failed", "share", better="less")
def tasks_failed(movement: Observed) -> float:
    """Return the share of tasks that failed."""
    return movement.tally.mean("tasks_failed", "tasks")


@indicator("orders obeyed", "share")
def compliance(movement: Observed) -> float:
    """Return the share of orders complied with."""
    return movement.tally.mean("orders_obeyed", "orders")


@indicator("inequality of credit (Gini)", "0-1", better="less")
def credit_gini(movement: Observed) -> float:
    """Return the Gini coefficient of credit over members."""
    return measures.gini(movement.world.people.credit[_roll(movement)])
