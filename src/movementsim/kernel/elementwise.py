"""Functions of numbers that give the same result wherever a number stands in an array.

The results of a movement must not depend on what else is in the arrays, not even in the last bit.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from movementsim.kernel.columns import Floats


def expit(logit: Any) -> Any:
    """Return the probability of a logit, ``1 / (1 + exp(-logit))``.

    This is :func:`scipy.special.expit`. SciPy takes half a second to load, so it waits for the
    first call: reading a scenario, which loads all rules, does without.

    Parameters
    ----------
    logit : float or array
        Log odds.

    Returns
    -------
    float or array of the same shape
        0-1.
    """
    from scipy import special

    return special.expit(logit)


def power(base: npt.ArrayLike, exponent: npt.ArrayLike) -> Floats:
    """Return the base to the power of the exponent, element by element.

    Python's ``**`` takes shortcuts for some single exponents, such as a square root for 0.5, which
    differ in the last bit from the general power that it takes for an array. Here a number and an
    array filled with it give the same result.

    Parameters
    ----------
    base, exponent : float or (n,) array
        Either may be a single number.

    Returns
    -------
    (n,) float64
        The powers; of shape (1,) for two single numbers.
    """
    bases, exponents = np.asarray(base, np.float64), np.asarray(exponent, np.float64)
    shape = bases.shape or exponents.shape or (1,)
    if bases.shape != shape:
        bases = np.full(shape, bases)
    if exponents.shape != shape:
        exponents = np.full(shape, exponents)
    powers: Floats = np.power(bases, exponents)
    return powers
