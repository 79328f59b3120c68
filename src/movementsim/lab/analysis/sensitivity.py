"""Sensitivity to the inputs: Sobol indices, Morris' elementary effects, rank correlations.

All of them describe the mean over the replicates of a point. As all points use common random
numbers, that mean is a function of the inputs alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from movementsim.kernel.columns import Floats
from movementsim.lab.analysis.completeness import require_complete
from movementsim.lab.analysis.estimates import Estimates
from movementsim.lab.config.designs import Design
from movementsim.lab.design.plan import Cell
from movementsim.lab.design.sampling import design_points, salib_problem, unit_sample

_RESAMPLES = 1000
_CONFIDENCE = 0.95


@dataclass(frozen=True)
class Output:
    """What the inputs act on: an indicator in one arm, or its difference between two arms.

    Attributes
    ----------
    metric
        The indicator.
    name
        In words: the arm, or both arms.
    values
        The mean over replicates at each row of the design, repeated rows included, shape (rows,).
    random_share
        Share of the variance of single runs, 0-1, that remains at a fixed point and is due to
        random draws. NaN where each point has one run.
    """

    metric: str
    name: str
    values: Floats
    random_share: float


def outputs(estimates: Estimates, design: Design, metric: str) -> list[Output]:
    """Return an indicator over the rows of a design: in the reference arm, and the differences.

    Parameters
    ----------
    estimates
        The runs.
    design
        A design that samples its inputs.
    metric
        The indicator.

    Returns
    -------
    list[Output]
        The reference arm first, then the difference of each other arm from it.

    Raises
    ------
    InputError
        If a run is missing, since indices of an incomplete design would be wrong.
    """
    cells = [cell for cell in estimates.plan.cells if cell.design == design.name]
    require_complete(
        estimates, cells, metric, f"{design.kind} indices of the design {design.name!r}"
    )
    arms = estimates.plan.experiment.arm_names
    by_place = {(cell.arm, _key(cell)): cell for cell in cells}
    root = estimates.plan.experiment.experiment.seed
    keys = [json.dumps(point, sort_keys=True) for point in design_points(design, root)]
    tables = [
        np.array([estimates.values_in(by_place[arm, key], metric) for key in keys]) for arm in arms
    ]
    first = _output(metric, arms[0], tables[0])
    return [
        first,
        *(
            _output(metric, f"{arm} minus {arms[0]}", table - tables[0])
            for arm, table in zip(arms[1:], tables[1:], strict=True)
        ),
    ]


def _key(cell: Cell) -> str:
    return json.dumps(cell.point, sort_keys=True)


def _output(metric: str, name: str, runs: Floats) -> Output:
    return Output(metric, name, runs.mean(axis=1), _random_share(runs))


def _random_share(runs: Floats) -> float:
    """Return the share of random draws in the variance of single runs, shape (rows, replicates).

    A replicate has the same random draws in all rows. The means of rows therefore differ by the
    inputs, and by the interaction of inputs and random draws (two-way analysis of variance).

    Returns
    -------
    float
        A share from 0 to 1; NaN with a single replicate.
    """
    replicates = runs.shape[1]
    if replicates < 2:
        return np.nan
    random = float(runs.var(axis=1, ddof=1).mean())
    means = runs.mean(axis=1)
    interaction = (runs - runs.mean(axis=0)).var(axis=1, ddof=1).mean() / replicates
    inputs = max(float(means.var(ddof=1) - interaction), 0.0)
    return random / (random + inputs) if random + inputs > 0 else 0.0


@dataclass(frozen=True)
class Indices:
    """How much each input matters for an output.

    Attributes
    ----------
    inputs
        One row per parameter; see :func:`indices`.
    pairs
        For `saltelli` with `second_order` one row per pair of parameters, the strongest first:
        `input`, `other`, and `second` with its interval, the share of the variance that is due to
        the interaction of the two. Empty otherwise.
    """

    inputs: pd.DataFrame
    pairs: pd.DataFrame


_NO_PAIRS = pd.DataFrame(columns=["input", "other", "second", "second_low", "second_high"])


def indices(design: Design, output: Output, root: int) -> Indices:
    """Return how much each parameter matters for an output.

    Parameters
    ----------
    design
        A design of kind `saltelli`, `morris`, `lhs`, `sobol` or `random`.
    output
        What is explained.
    root
        The seed of the experiment.

    Returns
    -------
    Indices
        The columns of `inputs` depend on the kind of design. `saltelli`: `first` (share of the
        variance that the input explains alone) and `total` (with all its interactions). `morris`,
        in the unit of the output: `strength` (mean absolute effect of moving the input across its
        range), `direction` (mean effect) and `unevenness` (standard deviation of the effects: large
        if they are nonlinear or depend on other inputs). Others: `rank_correlation` (Spearman
        1904). Columns `..._low` and `..._high` are 95% intervals: by resampling rows, and for a
        rank correlation by Fisher's z with variance 1.06 / (n - 3) (Fieller, Hartley and Pearson
        1957). All values are NaN where the output does not vary.

    Notes
    -----
    Saltelli and others (2010); Morris (1991), with the absolute mean of Campolongo and others
    (2007); both as computed by SALib (Herman and Usher 2017).
    """
    names = list(design.parameters)
    if np.ptp(output.values) == 0:
        return Indices(pd.DataFrame(np.nan, index=names, columns=list(_columns(design))), _NO_PAIRS)
    if design.kind == "saltelli":
        return _sobol(design, output.values, root)
    if design.kind == "morris":
        return Indices(_morris(design, output.values, root), _NO_PAIRS)
    return Indices(_ranked(design, output.values, root), _NO_PAIRS)


def leading_index(design: Design) -> str:
    """Return the column of `Indices.inputs` that ranks the inputs of a design."""
    return {"saltelli": "total", "morris": "strength"}.get(design.kind, "rank_correlation")


def _columns(design: Design) -> Sequence[str]:
    leading = leading_index(design)
    more = {"saltelli": ("first",), "morris": ("direction", "unevenness")}.get(design.kind, ())
    return (leading, f"{leading}_low", f"{leading}_high", *more)


def _sobol(design: Design, values: Floats, root: int) -> Indices:
    from SALib.analyze import sobol

    found = sobol.analyze(
        salib_problem(design),
        values,
        calc_second_order=design.second_order,
        num_resamples=_RESAMPLES,
        conf_level=_CONFIDENCE,
        seed=_seed(root),
    )
    table = pd.DataFrame(
        {
            **_around("total", found["ST"], found["ST_conf"]),
            **_around("first", found["S1"], found["S1_conf"]),
        },
        index=list(design.parameters),
    )
    return Indices(table, _pairs(design, found) if design.second_order else _NO_PAIRS)


def _pairs(design: Design, found: Mapping[str, Floats]) -> pd.DataFrame:
    names = np.array(list(design.parameters))
    ours, theirs = np.triu_indices(len(names), 1)
    around = _around("second", found["S2"][ours, theirs], found["S2_conf"][ours, theirs])
    table = pd.DataFrame({"input": names[ours], "other": names[theirs], **around})
    return table.sort_values("second", ascending=False, ignore_index=True)


def _morris(design: Design, values: Floats, root: int) -> pd.DataFrame:
    from SALib.analyze import morris

    found = morris.analyze(
        salib_problem(design),
        unit_sample(design, root),
        values,
        num_resamples=_RESAMPLES,
        conf_level=_CONFIDENCE,
        num_levels=design.grid_levels,
        seed=_seed(root),
    )
    return pd.DataFrame(
        {
            **_around("strength", found["mu_star"], found["mu_star_conf"]),
            "direction": np.asarray(found["mu"], np.float64),
            "unevenness": np.asarray(found["sigma"], np.float64),
        },
        index=list(design.parameters),
    )


def _ranked(design: Design, values: Floats, root: int) -> pd.DataFrame:
    """Return rank correlations; choices are ranked in the order in which the config lists them."""
    rows = unit_sample(design, root)
    rho = np.array([stats.spearmanr(column, values).statistic for column in rows.T])
    reach = stats.norm.ppf(0.5 + _CONFIDENCE / 2) * np.sqrt(1.06 / max(len(values) - 3, 1))
    middle = np.arctanh(np.clip(rho, -0.999999, 0.999999))
    return pd.DataFrame(
        {
            "rank_correlation": rho,
            "rank_correlation_low": np.tanh(middle - reach),
            "rank_correlation_high": np.tanh(middle + reach),
        },
        index=list(design.parameters),
    )


def _around(name: str, middle: Floats, reach: Floats) -> dict[str, Floats]:
    found, half = np.asarray(middle, np.float64), np.asarray(reach, np.float64)
    return {name: found, f"{name}_low": found - half, f"{name}_high": found + half}


def _seed(root: int) -> int:
    return 1 + root % (2**31 - 2)
