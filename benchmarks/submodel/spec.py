"""The sub-model: what all implementations do, with its parameters in one place.

**Start.** A movement has `members` members. Each picks `PICKS` others at random; a pair that is
picked twice is one tie. Trust is normal around .5 with standard deviation .15, limited to 0-1.
Each person has a view of everybody they are tied to: liking, uniform on 0 to .8, and respect,
uniform on 0 to .6, which never changes.

**A week**, in this order:

1. Each member talks with one random member to whom they are tied, if there is one. All choose
   before anything changes. With probability `LISTENS` the speaker listens.
2. Where the speaker listens, the hearer's liking for the speaker closes `LIKING_GAIN` of the
   distance to 1, and the hearer's trust `TRUST_GAIN`. Where not, the hearer loses the share
   `TRUST_LOSS` of trust. A hearer's gains of a week come before the losses.
3. Each member leaves for good with probability BACKGROUND + AVOIDABLE exp(-`TRUST_WEIGHT` x trust)
   (1 + `CONTAGION` x pull), where pull is the share of the member's respect, over all ties, that
   goes to people who left in the last `MEMORY` weeks. All decide at once. Ties to leavers stay.
4. A Poisson number of people join, on average `JOIN_RATE` for each member at the start of the week.
   Joiners are born with trust as at the start. Each picks `INTRODUCTIONS` of the members who were
   there before and stay, at random with replacement, and is tied to them; liking and respect along
   a new tie are `NEW_LIKING` and `NEW_RESPECT`, in both directions.

After each week every implementation records its members and their mean trust.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

PICKS = 5
BORN_TRUST, TRUST_SPREAD = 0.5, 0.15
MOST_LIKING, MOST_RESPECT = 0.8, 0.6

LISTENS = 0.7
LIKING_GAIN = 0.1
TRUST_GAIN, TRUST_LOSS = 0.02, 0.05

BACKGROUND, AVOIDABLE = 0.0005, 0.006
TRUST_WEIGHT, CONTAGION, MEMORY = 2.0, 5.0, 26

JOIN_RATE, INTRODUCTIONS = 0.004, 3
NEW_LIKING, NEW_RESPECT = 0.3, 0.3


@dataclass(frozen=True, slots=True)
class Ends:
    """What is compared: each movement at the end of its run.

    Attributes
    ----------
    members, exits
        Members at the end, and all who left, shape (runs,).
    trust, liking
        Mean trust of the members, and mean liking over all ties in both directions, (runs,).
    """

    members: Floats
    exits: Floats
    trust: Floats
    liking: Floats


class SubModel(Protocol):
    """One movement, or a stack of them, in one implementation."""

    def step(self) -> None:
        """Simulate a week."""

    def ends(self) -> Ends:
        """Return what is compared."""


def difference(one: Floats, other: Floats) -> float:
    """Return the difference of two means in standard errors, one value per run each.

    Parameters
    ----------
    one, other
        Values at the end of runs, shape (runs,).

    Returns
    -------
    float
        About normal around 0, where both come from one distribution.
    """
    error = sqrt(one.var(ddof=1) / len(one) + other.var(ddof=1) / len(other))
    apart = float(one.mean() - other.mean())
    return apart / error if error else apart
