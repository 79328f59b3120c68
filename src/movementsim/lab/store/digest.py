"""The digest of a result, by which two results are compared."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from movementsim.lab.config.hashing import text_hash

_DIGITS = 8
"""Significant digits of a float in a digest; further digits of exp and log differ between
processors."""


def runs_digest(runs: pd.DataFrame) -> str:
    """Return the SHA-256 of a table of runs.

    Whole numbers enter exactly, other numbers to 8 significant digits. The digest does not depend
    on the order of rows and columns, hence not on the number of workers, nor on the name of a run's
    cell, which the id of the run covers.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    columns = sorted(set(runs) - {"cell"})
    lines = sorted(
        "\t".join(f"{name}={_written(value)}" for name, value in zip(columns, row, strict=True))
        for row in runs[columns].itertuples(index=False)
    )
    return text_hash("\n".join(lines))


def _written(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, float | np.floating) and not math.isnan(value) and value != int(value):
        return f"{value:.{_DIGITS}g}"
    return "nan" if math.isnan(value) else str(int(value))
