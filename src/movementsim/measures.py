"""What can be read off a movement: who holds how much, who is tied to whom, who stays, how sure.

Pure functions on arrays. They know nothing of members, weeks or rules, so the same line measures
34 people and a party of half a million. A measure that does not exist (the equality of nobody) is
`nan`; a value that cannot be measured is refused with its position, never skipped in silence.
"""

import warnings
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from movementsim.errors import InputError

type Numbers = npt.NDArray[np.float64]
type Codes = npt.NDArray[np.int64]

STILL_HERE = -1
"""The leaving week of somebody who has not left."""

HALF = 0.5 + 1e-12
"""A half, with room for the rounding of a product of fractions."""


# Who holds how much ------------------------------------------------------------------------------


def gini(values: npt.ArrayLike) -> float:
    """Inequality of a holding: 0 when all hold the same, towards 1 when one holds everything.

    Parameters
    ----------
    values : (n,) array, >= 0
        What each person holds, in any unit.

    Returns
    -------
    float
        In [0, 1 - 1/n]; 0 when nobody holds anything, `nan` for nobody.

    Raises
    ------
    InputError
        If a value is negative, infinite or `nan`.

    Notes
    -----
    Gini (1912), as the mean difference over twice the mean, without small-sample correction, so
    that an organisation and its copy twice as large are equally unequal (pattern P15).
    """
    held = _in_order(_shares_of_largest("values", values))
    if held.size == 0:
        return float("nan")
    if held[-1] == 0:
        return 0.0
    centred_rank = 2.0 * np.arange(held.size) - (held.size - 1)
    # not `@`: its sum, and how many cores it takes, would depend on the machine
    return float((centred_rank * held).sum() / (held.size * held.sum()))


def top_share(values: npt.ArrayLike, top: float = 0.1) -> float:
    """Part of the whole that the largest holders have, such as the busiest tenth (pattern P2).

    Parameters
    ----------
    values : (n,) array, >= 0
        What each person holds, in any unit.
    top : float, in (0, 1]
        Which part of the people counts as the top. A tenth of 34 is 3.4 people: the fourth counts
        for four tenths, as on the Lorenz (1905) curve.

    Returns
    -------
    float
        In [top, 1]; `top` when nobody holds anything, `nan` for nobody.

    Raises
    ------
    InputError
        If `top` is outside (0, 1], or a value is negative, infinite or `nan`.
    """
    if not 0 < top <= 1:
        raise InputError(f"top is {top}; it is a part of the people: give a number in (0, 1]")
    held = np.sort(_shares_of_largest("values", values))[::-1]
    if held.size == 0:
        return float("nan")
    if held[0] == 0:
        return float(top)
    heaped = np.concatenate(([0.0], np.cumsum(held)))
    return float(np.interp(top * held.size, np.arange(heaped.size), heaped) / heaped[-1])


def effective_holders(power: npt.ArrayLike) -> float:
    """How many equal holders would be as concentrated as these: k when k hold the same.

    Parameters
    ----------
    power : (n,) array, >= 0
        What each person holds, in any unit.

    Returns
    -------
    float
        Between 1 and the number of those who hold anything; 0 when nobody does.

    Raises
    ------
    InputError
        If a value is negative, infinite or `nan`.

    Notes
    -----
    The inverse of the summed squared shares: Laakso and Taagepera (1979), Simpson (1949). Tells
    how many a group stands on when it stands on few (S2.D3).
    """
    held = _shares_of_largest("power", power)
    squares = float(np.square(held).sum())  # not `@`, as in `gini`
    return float(held.sum()) ** 2 / squares if squares else 0.0


# Who is tied to whom -----------------------------------------------------------------------------


def ei_index(
    group_tail: npt.ArrayLike, group_head: npt.ArrayLike, weight: npt.ArrayLike | None = None
) -> float:
    """Whether ties lead out of groups (1) or stay inside them (-1).

    Parameters
    ----------
    group_tail, group_head : (m,) arrays of codes or names
        Group of the person at each end of each undirected tie. Listing every tie once or every
        tie in both directions gives the same.
    weight : (m,) array, >= 0, optional
        Strength of each tie; all 1 if left out.

    Returns
    -------
    float
        (external - internal) / (external + internal), in [-1, 1]; `nan` without ties.

    Raises
    ------
    InputError
        If lengths differ, or a weight is negative, infinite or `nan`.

    Notes
    -----
    Krackhardt and Stern (1988). Those in no group share a code as if they were one: leave out
    their ties if they are not.
    """
    tail, head = np.asarray(group_tail), np.asarray(group_head)
    strength = _strength(weight, tail.size)
    _need_one_length(group_tail=tail, group_head=head, weight=strength)
    total = float(strength.sum())
    external = float(strength[tail != head].sum())
    return 2 * external / total - 1 if total else float("nan")


def modularity(
    tail: npt.ArrayLike,
    head: npt.ArrayLike,
    group: npt.ArrayLike,
    weight: npt.ArrayLike | None = None,
) -> float:
    """How much denser ties are inside groups than if they fell by chance on the same people.

    Parameters
    ----------
    tail, head : (m,) integer arrays, in 0..n-1
        Rows of the two people of each tie, every pair once.
    group : (n,) array of codes or names
        Group of each person.
    weight : (m,) array, >= 0, optional
        Strength of each tie; all 1 if left out.

    Returns
    -------
    float
        In [-0.5, 1); `nan` without ties.

    Raises
    ------
    InputError
        If lengths differ, a row points at nobody, or a weight is negative, infinite or `nan`.

    Notes
    -----
    Newman (2006), resolution 1: the value of `networkx.community.modularity`.
    """
    groups, of_person = np.unique(np.asarray(group), return_inverse=True)
    first, second = of_person[_rows(tail, head, of_person.size)]
    strength = _strength(weight, first.size)
    _need_one_length(tail=first, weight=strength)
    total = float(strength.sum())
    if not total:
        return float("nan")
    ends = sum(np.bincount(end, strength, minlength=groups.size) for end in (first, second))
    expected = float(np.sum(np.square(ends / (2 * total))))
    return float(strength[first == second].sum()) / total - expected


def assortativity(tail: npt.ArrayLike, head: npt.ArrayLike, value: npt.ArrayLike) -> float:
    """How alike the two ends of a tie are in some number, such as opinion, trust or power.

    Parameters
    ----------
    tail, head : (m,) integer arrays, in 0..n-1
        Rows of the two people of each tie, every pair once, nobody tied to themselves.
    value : (n,) array
        The number of each person, in any unit.

    Returns
    -------
    float
        Correlation over tie ends, in [-1, 1]; `nan` when there is no tie or all ends are equal.

    Raises
    ------
    InputError
        If lengths differ, a row points at nobody, or a value is infinite or `nan`.

    Notes
    -----
    Newman (2003), equation 21: the value of `networkx.numeric_assortativity_coefficient`.
    """
    numbers = _numbers("value", value)
    first, second = numbers[_rows(tail, head, numbers.size)]
    ends = np.concatenate((first, second))
    if ends.size == 0 or np.ptp(ends) == 0:
        return float("nan")
    return float(np.corrcoef(ends, np.concatenate((second, first)))[0, 1])


# Who stays ---------------------------------------------------------------------------------------


def survival(entered: npt.ArrayLike, left: npt.ArrayLike, now: int) -> pd.DataFrame:
    """Chance of still being here so many weeks after entering, with its 95% interval.

    Parameters
    ----------
    entered : (n,) array of weeks, in 0..now
        When watching each person began. Who was there at the start entered in week 0: counting
        from an earlier joining would hide all who joined then and left unseen.
    left : (n,) array of weeks, in entered..now, or -1
        When each person left; -1 for who is still here.
    now : int
        The week up to which leaving was recorded.

    Returns
    -------
    pandas.DataFrame
        One row for every length of stay that occurs: `weeks`, `staying` (chance of staying longer
        than that), `low`, `high`, `at_risk` (people watched at least that long). Empty for nobody.

    Raises
    ------
    InputError
        If lengths differ or a week is impossible.

    Notes
    -----
    Kaplan and Meier (1958) by `scipy.stats.ecdf`; its log-log (exponential Greenwood) interval
    stays within 0 and 1. That formula has no answer where nobody or everybody has left: there the
    interval is Wilson's among those at risk, which errs on the wide side.
    """
    weeks, has_left = _stays(entered, left, now)
    if weeks.size == 0:
        return pd.DataFrame(columns=["weeks", "staying", "low", "high", "at_risk"], dtype=float)
    curve = stats.ecdf(
        stats.CensoredData(
            uncensored=weeks[has_left].astype(float), right=weeks[~has_left].astype(float)
        )
    ).sf
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The confidence interval is undefined", RuntimeWarning)
        low, high = (
            end.probabilities.copy() for end in curve.confidence_interval(0.95, method="log-log")
        )
    at_risk = weeks.size - np.searchsorted(np.sort(weeks), curve.quantiles)
    for row in np.flatnonzero(np.isin(curve.probabilities, (0, 1))):
        staying = int(curve.probabilities[row]) * int(at_risk[row])
        _, low[row], high[row] = proportion_interval(staying, int(at_risk[row]))
    return pd.DataFrame(
        {
            "weeks": curve.quantiles.astype(np.int64),
            "staying": curve.probabilities,
            "low": low,
            "high": high,
            "at_risk": at_risk,
        }
    )


def retention_by_cohort(
    entered: npt.ArrayLike, left: npt.ArrayLike, now: int, width: int = 52
) -> pd.DataFrame:
    """`survival` of each joining cohort apart, so that a surge can be told from those before it.

    Parameters
    ----------
    entered, left, now
        As in `survival`.
    width : int, >= 1
        Weeks of joining that make one cohort.

    Returns
    -------
    pandas.DataFrame
        The columns of `survival` after `cohort`, the first week in which that cohort could join.

    Raises
    ------
    InputError
        As `survival`, or if `width` is not a positive number of weeks.

    Notes
    -----
    Patterns P4 and P5: leavers are mostly recent joiners.
    """
    if width < 1:
        raise InputError(f"width is {width}; a cohort needs at least 1 week of joining")
    _stays(entered, left, now)
    joined, gone = np.asarray(entered), np.asarray(left)
    cohort = joined // width * width
    curves = {
        int(first): survival(joined[cohort == first], gone[cohort == first], now)
        for first in np.unique(cohort)
    }
    if not curves:
        nobody = survival(joined, gone, now)
        nobody.insert(0, "cohort", np.array([], dtype=np.int64))
        return nobody
    return pd.concat(curves, names=["cohort"]).reset_index("cohort").reset_index(drop=True)


def half_life(curve: pd.DataFrame) -> float:
    """Weeks until half have left.

    Parameters
    ----------
    curve : pandas.DataFrame
        A frame as `survival` returns it: weeks in rising order, and `staying`.

    Returns
    -------
    float
        Weeks; `inf` if half never left while watched, `nan` for a curve of nobody.
    """
    if curve.empty:
        return float("nan")
    halved = curve["weeks"].to_numpy()[curve["staying"].to_numpy() <= HALF]
    return float(halved[0]) if halved.size else float("inf")


# What they think, and what made them hostile -----------------------------------------------------


def opinion_gap(
    position: float,
    opinions: npt.ArrayLike,
    weights: npt.ArrayLike | None = None,
    centre: Literal["mean", "median"] = "mean",
) -> float:
    """How far a decision lies from what members want.

    Parameters
    ----------
    position : float
        What was decided, on the scale of opinions.
    opinions : (n,) array
        What each member wants, usually in -1..1.
    weights : (n,) array, >= 0, optional
        How much each member counts; all alike if left out.
    centre : "mean" or "median"
        What stands for the members. Where half the weight lies on either side of a gap, the median
        is the middle of that gap, weighted or not.

    Returns
    -------
    float
        >= 0; `nan` for nobody, or when nobody counts.

    Raises
    ------
    InputError
        If lengths differ, a number is infinite or `nan`, a weight is negative, or `centre` is
        neither of the two.
    """
    if centre not in ("mean", "median"):
        raise InputError(f"centre is {centre!r}; give 'mean' or 'median'")
    wanted = _numbers("opinions", opinions)
    counts = _strength(weights, wanted.size, name="weights")
    _need_one_length(opinions=wanted, weights=counts)
    _numbers("position", [position])
    if not counts.any():
        return float("nan")
    if centre == "mean":
        return abs(float(np.average(wanted, weights=counts)) - position)
    return abs(_weighted_median(wanted, counts) - position)


def within(opinions: npt.ArrayLike, centre: npt.ArrayLike, tolerance: float) -> float:
    """Share of opinions, or decisions, that lie close enough to a point.

    Parameters
    ----------
    opinions : (n,) array
        Positions to judge, usually in -1..1.
    centre : float or (n,) array
        What they are held against, such as a leader's opinion when each decision was taken.
    tolerance : float, >= 0
        The largest distance that still counts, itself included.

    Returns
    -------
    float
        In [0, 1]; `nan` for no opinions.

    Raises
    ------
    InputError
        If lengths differ, a number is infinite or `nan`, or the tolerance is negative.

    Notes
    -----
    A factionalist's aim, influence, is the share of decisions within .2 of the own opinion (S2.F8).
    """
    judged = _numbers("opinions", opinions)
    point = _numbers("centre", np.full(judged.shape, centre) if np.ndim(centre) == 0 else centre)
    _need_one_length(opinions=judged, centre=point)
    reach = float(_amounts("tolerance", [tolerance])[0])
    if judged.size == 0:
        return float("nan")
    return float(np.mean(np.abs(judged - point) <= reach))


def responsible(kind_of_root: npt.ArrayLike, weight: npt.ArrayLike) -> dict[str | int, float]:
    """Share of all hostility by the kind of act that set it off.

    Parameters
    ----------
    kind_of_root : (n,) array of names or codes
        For each piece of hostility, the kind of act at the root of its chain.
    weight : (n,) array, >= 0
        How much hostility each piece is.

    Returns
    -------
    dict
        Kind -> share in [0, 1], kinds in rising order. The shares sum to 1, or are all 0 when
        there was no hostility.

    Raises
    ------
    InputError
        If lengths differ, or a weight is negative, infinite or `nan`.

    Notes
    -----
    Who started it is the question of S2.W3: the angry answer and the act that provoked it are not
    counted alike.
    """
    kinds, of_piece = np.unique(np.asarray(kind_of_root), return_inverse=True)
    hostility = _amounts("weight", weight)
    _need_one_length(kind_of_root=of_piece, weight=hostility)
    started = np.bincount(of_piece, hostility, minlength=kinds.size)
    shares = started / (started.sum() or 1.0)
    return dict(zip(kinds.tolist(), shares.tolist(), strict=True))


# How sure ----------------------------------------------------------------------------------------


class Interval(NamedTuple):
    """An estimate and the ends of its confidence interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class PairedDifference:
    """What a change made of twin runs that differ in nothing else.

    Attributes
    ----------
    mean, low, high : float
        Mean of the differences and its confidence interval, in the unit of the measure.
    n : int
        Number of twin pairs.
    saving : float
        How many times fewer runs pairing needs than two independent sets of runs for an interval
        as narrow: above 1 it pays, 1 when twins are unrelated, `inf` when all differ by the same.
    """

    mean: float
    low: float
    high: float
    n: int
    saving: float


def mean_interval(values: npt.ArrayLike, confidence: float = 0.95) -> Interval:
    """Mean of replicate runs with Student's (1908) interval.

    Parameters
    ----------
    values : (n,) array
        One number a run; runs must be independent.
    confidence : float, in (0, 1)
        How often such an interval holds the true mean.

    Returns
    -------
    Interval
        `(mean, low, high)`. Of one run only the mean is known, of none nothing: the rest is `nan`.
        Runs that are all equal give an interval of no width, which says nothing about rare ones.

    Raises
    ------
    InputError
        If a value is infinite or `nan`, or `confidence` is outside (0, 1).
    """
    _need_confidence(confidence)
    sample = _numbers("values", values)
    if sample.size == 0:
        return Interval(float("nan"), float("nan"), float("nan"))
    if sample.size == 1:
        return Interval(float(sample[0]), float("nan"), float("nan"))
    if np.ptp(sample) == 0:
        return Interval(*[float(sample[0])] * 3)
    mean = float(sample.mean())
    low, high = stats.t.interval(confidence, sample.size - 1, loc=mean, scale=stats.sem(sample))
    return Interval(mean, float(low), float(high))


def paired_difference(
    a: npt.ArrayLike, b: npt.ArrayLike, confidence: float = 0.95
) -> PairedDifference:
    """Mean of `a - b` over twin runs, and what pairing them saved.

    Parameters
    ----------
    a, b : (n,) arrays
        The same measure with and without the change; `a[i]` and `b[i]` are twins (one seed).
    confidence : float, in (0, 1)
        How often such an interval holds the true mean difference.

    Returns
    -------
    PairedDifference
        With `saving = (var a + var b) / var(a - b)`; `nan` when it has no meaning (fewer than two
        pairs, or nothing varies).

    Raises
    ------
    InputError
        If lengths differ, a value is infinite or `nan`, or `confidence` is outside (0, 1).
    """
    first, second = _numbers("a", a), _numbers("b", b)
    _need_one_length(a=first, b=second)
    difference = first - second
    mean, low, high = mean_interval(difference, confidence)
    return PairedDifference(mean, low, high, difference.size, _saving(first, second))


def proportion_interval(successes: int, n: int, confidence: float = 0.95) -> Interval:
    """Share of successes with Wilson's (1927) interval, which holds for few trials and rare luck.

    Parameters
    ----------
    successes : int, in 0..n
        How often it happened.
    n : int, >= 0
        How often it could have happened.
    confidence : float, in (0, 1)
        How often such an interval holds the true chance.

    Returns
    -------
    Interval
        `(share, low, high)`; of no trials the share is `nan` and the interval all of 0 to 1.

    Raises
    ------
    InputError
        If `successes` is not in 0..n, or `confidence` is outside (0, 1).
    """
    _need_confidence(confidence)
    if not 0 <= successes <= n:
        raise InputError(f"successes is {successes} of n = {n}; give a count from 0 to n")
    if n == 0:
        return Interval(float("nan"), 0.0, 1.0)
    chance = stats.binomtest(successes, n).proportion_ci(confidence, method="wilson")
    return Interval(successes / n, float(chance.low), float(chance.high))


# What is refused ---------------------------------------------------------------------------------


def _numbers(name: str, values: npt.ArrayLike) -> Numbers:
    numbers = np.asarray(values, dtype=np.float64)
    if numbers.ndim != 1:
        raise InputError(f"{name} has {numbers.ndim} dimensions; give one number a person: 1")
    _refuse(name, numbers, ~np.isfinite(numbers), "finite numbers; leave the missing out")
    return numbers


def _amounts(name: str, values: npt.ArrayLike) -> Numbers:
    amounts = _numbers(name, values)
    _refuse(name, amounts, amounts < 0, "numbers from 0 up")
    return amounts


def _shares_of_largest(name: str, values: npt.ArrayLike) -> Numbers:
    """Divide by the largest, so that sums and squares neither overflow nor vanish."""
    amounts = _amounts(name, values)
    largest = amounts.max(initial=0.0)
    return amounts / largest if largest else amounts


def _in_order(amounts: Numbers) -> Numbers:
    """Sort amounts, 0 or more; those who hold nothing, often nearly all, need no sorting."""
    some = np.sort(amounts[amounts > 0])
    return np.concatenate((np.zeros(amounts.size - some.size), some))


def _strength(weight: npt.ArrayLike | None, size: int, name: str = "weight") -> Numbers:
    return np.ones(size) if weight is None else _amounts(name, weight)


def _rows(tail: npt.ArrayLike, head: npt.ArrayLike, people: int) -> Codes:
    """Both ends of the ties as a (2, m) array of rows that exist."""
    first, second = np.asarray(tail), np.asarray(head)
    _need_one_length(tail=first, head=second)
    for name, end in (("tail", first), ("head", second)):
        if end.size and not np.issubdtype(end.dtype, np.integer):
            raise InputError(f"{name} holds {end.dtype} values; give whole row numbers of people")
        # A negative row would silently count from the end.
        _refuse(name, end, (end < 0) | (end >= people), f"rows of {people} people, from 0")
    return np.stack((first, second)).astype(np.int64, copy=False)


def _stays(
    entered: npt.ArrayLike, left: npt.ArrayLike, now: int
) -> tuple[Codes, npt.NDArray[np.bool_]]:
    """Weeks each person was watched, and whether leaving ended it."""
    joined, gone = _weeks("entered", entered), _weeks("left", left)
    _need_one_length(entered=joined, left=gone)
    has_left = gone != STILL_HERE
    _refuse("entered", joined, (joined < 0) | (joined > now), f"weeks from 0 to now = {now}")
    _refuse(
        "left",
        gone,
        has_left & ((gone < joined) | (gone > now)),
        f"weeks from entering to now = {now}, or {STILL_HERE} for who is still here",
    )
    return np.where(has_left, gone, now) - joined, has_left


def _weeks(name: str, values: npt.ArrayLike) -> Codes:
    numbers = _numbers(name, values)
    _refuse(name, numbers, numbers != np.round(numbers), "whole weeks")
    return numbers.astype(np.int64)


def _refuse(
    name: str, values: npt.NDArray[np.generic], wrong: npt.NDArray[np.bool_], allowed: str
) -> None:
    if wrong.any():
        first = int(np.argmax(wrong))
        raise InputError(f"{name} is {values[first]} at position {first}; allowed are {allowed}")


def _need_one_length(**arrays: npt.NDArray[np.generic]) -> None:
    if len({array.shape for array in arrays.values()}) > 1:
        sizes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
        raise InputError(f"shapes differ: {sizes}; give one entry for each, in the same order")


def _need_confidence(confidence: float) -> None:
    if not 0 < confidence < 1:
        raise InputError(f"confidence is {confidence}; give a number between 0 and 1, such as .95")


# Steps too small to be measures ------------------------------------------------------------------


def _weighted_median(values: Numbers, weights: Numbers) -> float:
    """Middle between the lower and the upper median; numpy's weighted one is the lower."""
    lower = np.quantile(values, 0.5, weights=weights, method="inverted_cdf")
    upper = -np.quantile(-values, 0.5, weights=weights, method="inverted_cdf")
    return float(lower + upper) / 2


def _saving(a: Numbers, b: Numbers) -> float:
    if a.size < 2:
        return float("nan")
    apart, together = float(np.var(a) + np.var(b)), float(np.var(a - b))
    if together:
        return apart / together
    return float("inf") if apart else float("nan")
