"""Measure the effects of traits that the design expects and the model does not show.

`python -m tests.traits` takes some ten minutes on two cores.
"""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor

import numpy as np

from .arms import PAIRS, Lab, interval
from .test_traits import NOT_SHOWN

with ProcessPoolExecutor(2, multiprocessing.get_context("fork")) as pool:
    lab = Lab(pool)
    for case in NOT_SHOWN:
        with_trait, without = (case.by(lab.of(arm, PAIRS)) for arm in case.arms())
        low, high = interval(with_trait - without)
        print(
            f"{case}: {np.nanmean(with_trait - without):.4g} ({low:.4g} to {high:.4g}), "
            f"without the trait {np.nanmean(without):.4g}",
            flush=True,
        )
