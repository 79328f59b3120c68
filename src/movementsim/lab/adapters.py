"""Adapters that run our experiments with Mesa's `batch_run` or the EMA Workbench."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from movementsim.errors import InputError
from movementsim.lab.config.designs import Range
from movementsim.lab.design.plan import Plan
from movementsim.lab.design.sampling import is_whole
from movementsim.simulation.movement import Movement

if TYPE_CHECKING:
    from ema_workbench import Model


@dataclass(frozen=True)
class Batch:
    """What :func:`mesa.batch_run` needs to make the runs of a plan.

    Attributes
    ----------
    model
        A model class whose arguments are the number of a cell of the plan, and a seed.
    parameters, seeds
        Values of its arguments `parameters` and `rng`.
    weeks
        Value of its argument `max_steps`.

    Examples
    --------
    >>> batch = for_batch_run(plan)  # doctest: +SKIP
    >>> rows = mesa.batch_run(
    ...     batch.model, batch.parameters, rng=batch.seeds, max_steps=batch.weeks
    ... )  # doctest: +SKIP
    """

    model: type[Movement]
    parameters: dict[str, list[int]]
    seeds: list[int]
    weeks: int


def for_batch_run(plan: Plan) -> Batch:
    """Return what `mesa.batch_run` needs to make the runs of a plan.

    Each row of its result has Mesa's own columns, the number of the `cell` in `plan.cells`, and the
    recorded indicators. Plug-ins are known only where `batch_run` uses a single process, and
    `batch_run` itself loses all rows when one run raises an error.

    Returns
    -------
    Batch
        The model class and the arguments of `mesa.batch_run`; see the example of :class:`Batch`.
    """
    record = plan.experiment.record

    class PlannedMovement(Movement):
        """A movement of one cell of the plan."""

        def __init__(self, cell: int, rng: int) -> None:
            scenario = plan.cells[cell].scenario.model_copy(update={"seed": int(rng)})
            super().__init__(scenario, record=record.metrics, record_every=record.every)

    weeks = plan.experiment.experiment.weeks
    return Batch(PlannedMovement, {"cell": list(range(len(plan.cells)))}, plan.seeds, weeks)


def for_ema(plan: Plan, design: str | None = None) -> Model:
    """Return an EMA Workbench model whose uncertainties are the parameters of a design.

    If there are several arms, the arm is its only lever; it has no constants. Its outcomes are the
    metrics of the report at the end of a run, averaged over the replicates of the plan.

    Parameters
    ----------
    plan
        Supplies the movement, its arms, weeks and replicates; the points of its designs are not
        used.
    design
        Name of the design whose parameters become uncertainties; the first design if None.

    Returns
    -------
    Model
        The model, with uncertainties, levers and outcomes.

    Raises
    ------
    InputError
        When there is no such design, one of its ranges has a log scale, or `ema_workbench` is not
        installed.
    """
    try:
        import ema_workbench as ema
    except ImportError as error:
        raise InputError(
            'this needs the EMA Workbench: pip install "movementsim[discover]"'
        ) from error
    chosen = next((one for one in plan.designs if design in (None, one.name)), None)
    if chosen is None or not chosen.parameters:
        raise InputError(f"design {design!r}: there is none of that name with parameters")
    wanted = [ema_uncertainty(name, spread) for name, spread in chosen.parameters.items()]
    names = {_plain(name): name for name in chosen.parameters}
    arms = plan.experiment.arm_names
    metrics = plan.experiment.report.metrics
    setups = {cell.arm: cell for cell in plan.cells}

    def movement(arm: str = arms[0], **values: Any) -> dict[str, float]:
        point = {names[name]: value for name, value in values.items()}
        return _mean(plan, setups[arm].setup.at(point), metrics)

    model = ema.Model("movement", function=movement)
    model.uncertainties = [getattr(ema, kind)(*given) for kind, *given in wanted]
    if len(arms) > 1:
        model.levers = [ema.CategoricalParameter("arm", arms)]
    model.outcomes = [ema.ScalarOutcome(name) for name in metrics]
    return model


def ema_uncertainty(name: str, spread: Range | Sequence[Any]) -> tuple[Any, ...]:
    """Return the class and the arguments of the EMA Workbench for a parameter of a design.

    Parameters
    ----------
    name
        Dotted name of the parameter; the Workbench gets it with underscores for dots.
    spread
        Its range, or the levels to choose from.

    Returns
    -------
    tuple[Any, ...]
        The name of the class (`CategoricalParameter`, `IntegerParameter` or `RealParameter`), then
        its arguments: the name and the levels, or the name, the low end and the high end.

    Raises
    ------
    InputError
        When the range has a log scale, which the EMA Workbench does not offer.
    """
    if not isinstance(spread, Range):
        return ("CategoricalParameter", _plain(name), list(spread))
    if spread.scale == "log":
        raise InputError(
            f'{name!r}: the EMA Workbench samples evenly, scale = "log" would be lost; take '
            "levels, or a linear range"
        )
    if is_whole(name, spread):
        return ("IntegerParameter", _plain(name), math.ceil(spread.low), math.floor(spread.high))
    return ("RealParameter", _plain(name), spread.low, spread.high)


def _plain(name: str) -> str:
    """Return a parameter's name as the EMA Workbench takes it: a word of Python."""
    return name.replace(".", "_")


def _mean(plan: Plan, values: Mapping[str, Any], metrics: tuple[str, ...]) -> dict[str, float]:
    from movementsim.scenario.scenario import Scenario

    scenario = Scenario.from_values(dict(values))
    ends = [
        Movement(scenario.model_copy(update={"seed": seed}), record=()).run().read(*metrics)
        for seed in plan.seeds
    ]
    return {name: sum(end[name] for end in ends) / len(ends) for name in metrics}
