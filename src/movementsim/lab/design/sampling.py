"""From a design to its points: levels combined, tables read, ranges sampled."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Any, get_args, get_type_hints

import numpy as np
import pandas as pd

from movementsim.errors import InputError
from movementsim.kernel.columns import Floats
from movementsim.lab.config.designs import SAMPLED, Design, Range
from movementsim.lab.config.hashing import HASH_DIGITS, hashed_number
from movementsim.lab.config.overrides import Values
from movementsim.plugins.discovery import find_rules, find_strategies
from movementsim.scenario.scenario import Scenario

_MOST_WHOLE_NUMBERS = 10**9
"""Largest number of whole numbers in a range."""


def design_points(design: Design, root: int, folder: Path = Path()) -> list[Values]:
    """Return the points of a design, in its own order.

    Parameters
    ----------
    design
        The design.
    root
        The seed of the experiment, which decides samples.
    folder
        The folder in which the file of a table is looked for.

    Returns
    -------
    list[Values]
        The values of each point by dotted name; a sample may contain a point twice.

    Raises
    ------
    InputError
        When the file of a table cannot be read or lacks values, or a range has no whole numbers or
        too many.
    """
    if design.kind == "table":
        return list(design.points) if design.points else _read(folder / str(design.file))
    names = list(design.parameters)
    if design.kind in SAMPLED:
        columns = [
            _values(name, spread, column)
            for (name, spread), column in zip(
                design.parameters.items(), unit_sample(design, root).T, strict=True
            )
        ]
        combined: Any = zip(*columns, strict=True)
    else:
        levels = [_levels(name, spread) for name, spread in design.parameters.items()]
        combined = product(*levels) if design.kind == "grid" else zip(*levels, strict=True)
    return [dict(zip(names, values, strict=True)) for values in combined]


def unit_sample(design: Design, root: int) -> Floats:
    """Return the rows of a sample in the unit cube.

    A sample depends only on the seed of the experiment and on the name, kind and seed of the
    design, so it is the same on every machine.

    Parameters
    ----------
    design
        A design of one of the kinds in `SAMPLED`.
    root
        The seed of the experiment.

    Returns
    -------
    (rows, parameters) float64
        Values from 0 to 1.
    """
    size, count = design.n or 0, len(design.parameters)
    seed = _seed(root, design)
    if design.kind == "random":
        return np.random.default_rng(seed).random((size, count))
    from SALib.sample import morris, sobol
    from scipy.stats import qmc  # half a second to load, and a grid does not need it

    if design.kind == "lhs":
        return np.asarray(qmc.LatinHypercube(count, rng=seed).random(size), np.float64)
    if design.kind == "sobol":
        return np.asarray(qmc.Sobol(count, rng=seed).random(size), np.float64)
    if design.kind == "morris":
        rows = morris.sample(salib_problem(design), size, design.grid_levels, seed=seed)
    else:
        second = design.second_order
        rows = sobol.sample(salib_problem(design), size, calc_second_order=second, seed=seed)
    return np.asarray(rows, np.float64)


def salib_problem(design: Design) -> dict[str, Any]:
    """Return the parameters of a design in the form that SALib expects, each from 0 to 1."""
    count = len(design.parameters)
    return {
        "num_vars": count,
        "names": list(design.parameters),
        "bounds": [[0.0, 1.0]] * count,
    }


def _seed(root: int, design: Design) -> int:
    name = f"{root}/design {design.name}/{design.kind}/{design.seed}"
    return hashed_number(name, 4)


def _values(name: str, spread: Range | Sequence[Any], unit: Floats) -> list[Any]:
    """Turn places in [0, 1] into values of a parameter."""
    if not isinstance(spread, Range):
        return [spread[place] for place in _cut(unit, len(spread))]
    if is_whole(name, spread):
        choices = _whole_numbers(name, spread)
        if spread.scale == "linear":
            return [choices[place] for place in _cut(unit, len(choices))]
        return _rounded(choices, spread, unit)
    return [float(f"{value:.{HASH_DIGITS}g}") for value in _scaled(spread, unit)]


def _whole_numbers(name: str, spread: Range) -> range:
    choices = range(int(np.ceil(spread.low)), int(np.floor(spread.high)) + 1)
    if not choices or choices[-1] - choices[0] > _MOST_WHOLE_NUMBERS:
        many = "too many" if choices else "no"
        raise InputError(
            f"{name!r}: there are {many} whole numbers from {spread.low:g} to {spread.high:g}, and "
            "only whole ones count here; give low and high with 1 to "
            f"{_MOST_WHOLE_NUMBERS:g} of them"
        )
    return choices


def _levels(name: str, spread: Range | Sequence[Any]) -> list[Any]:
    if not isinstance(spread, Range):
        return list(spread)
    even = np.linspace(0.0, 1.0, spread.steps or 0)
    if is_whole(name, spread):
        return list(dict.fromkeys(_rounded(_whole_numbers(name, spread), spread, even)))
    return [float(f"{value:.{HASH_DIGITS}g}") for value in _scaled(spread, even)]


def _rounded(choices: range, spread: Range, unit: Floats) -> list[int]:
    """Turn places in [0, 1] into the nearest of the whole numbers in a range."""
    nearest = np.rint(_scaled(spread, unit)).clip(choices[0], choices[-1])
    return [int(value) for value in nearest]


def _cut(unit: Floats, parts: int) -> Any:
    return np.minimum((unit * parts).astype(np.int64), parts - 1)


def _scaled(spread: Range, unit: Floats) -> Floats:
    if spread.scale == "log":
        return np.asarray(spread.low * (spread.high / spread.low) ** unit, np.float64)
    return np.asarray(spread.low + unit * (spread.high - spread.low), np.float64)


def is_whole(name: str, spread: Range) -> bool:
    """Return whether a range stands for its whole numbers only.

    Parameters
    ----------
    name
        The dotted name of the parameter.
    spread
        The range; if it does not say, the declaration of the parameter decides.

    Returns
    -------
    bool
        True if only whole numbers are used.
    """
    return spread.whole if spread.whole is not None else takes_whole(name)


def takes_whole(name: str) -> bool:
    """Whether the input of this dotted name is declared as a whole number."""
    group, _, rest = name.partition(".")
    owner, _, last = rest.partition(".")
    found: Any = {"rules": find_rules, "following": find_strategies}.get(group, dict)()
    if last:
        return owner in found and get_type_hints(found[owner].kind).get(last) is int
    kind: Any = Scenario
    for part in name.split("."):
        kinds = [kind, *get_args(kind)]
        fields: Any = next((k.model_fields for k in kinds if hasattr(k, "model_fields")), {})
        if not part.isdigit():
            kind = fields[part].annotation if part in fields else None
    return kind is int


def _read(path: Path) -> list[Values]:
    """Read a table of points: one column per dotted name, one row per point."""
    try:
        table = pd.read_csv(path, encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise InputError(f"design.file = {path}: there is no such file") from error
    except (ValueError, OSError) as error:
        raise InputError(f"design.file = {path}: cannot be read as CSV: {error}") from error
    if table.empty or table.isna().to_numpy().any():
        raise InputError(f"design.file = {path}: every cell of a row must have a value")
    rows: list[Values] = table.astype(object).to_dict("records")
    return rows
