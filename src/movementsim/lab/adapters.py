"""Our experiments under other people's runners: Mesa's `batch_run` and the EMA Workbench."""

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
    """What :func:`mesa.batch_run` takes to make the runs of a plan.

    Attributes
    ----------
    model
        A model class whose parameters are the arm, the numbers of the design and of the point,
        and the seed.
    parameters, seeds
        What to give as `parameters` and as `rng`.
    weeks
        What to give as `max_steps`.

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
    """Return what `mesa.batch_run` takes to make the runs of a plan.

    Rows come with Mesa's own columns, the number of the `cell` in `plan.cells`, and the recorded
    indicators. One process keeps plug-ins; `batch_run` itself loses all rows when a run raises.
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

    Its levers are the arm (if there are several), its constants nothing, and its outcomes the
    report's metrics at the end of a run, averaged over the plan's replicates.

    Parameters
    ----------
    plan
        What is run; its weeks, movement, arms and replicates count, its points do not.
    design
        Which design's parameters; the first if None.

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
    """Return what makes a parameter of a design one of the EMA Workbench: its class, its arguments.

    Raises
    ------
    InputError
        When it has a log scale, which the EMA Workbench does not have.
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
