"""The logistic function, by which rules turn logits into probabilities."""

from __future__ import annotations

from typing import Any


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
