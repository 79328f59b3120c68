"""Measures: inequality, mixing, opinions, retention and intervals, as functions of arrays.

Pure functions that know nothing of members, weeks or rules, so the same line measures 34 people
and a party of half a million. A measure that does not exist (the inequality of nobody) is `nan`;
a value that cannot be measured raises an error with its position and is never skipped silently.
"""

from movementsim.measures.holdings import (
    all_effective_holders,
    effective_holders,
    gini,
    ginis,
    top_share,
    top_shares,
)
from movementsim.measures.intervals import (
    Interval,
    PairedDifference,
    clear_sign,
    excludes_zero,
    independent_difference,
    mean_interval,
    mean_intervals,
    means_and_half_widths,
    paired_difference,
    proportion_interval,
    student_half_widths,
    variance_reductions,
)
from movementsim.measures.mixing import assortativity, ei_index, modularity
from movementsim.measures.opinions import opinion_gap, responsible, share_within
from movementsim.measures.retention import (
    STILL_HERE,
    half_life,
    kaplan_meier,
    retention_by_cohort,
    retention_curve,
)

__all__ = [
    "STILL_HERE",
    "Interval",
    "PairedDifference",
    "all_effective_holders",
    "assortativity",
    "clear_sign",
    "effective_holders",
    "ei_index",
    "excludes_zero",
    "gini",
    "ginis",
    "half_life",
    "independent_difference",
    "kaplan_meier",
    "mean_interval",
    "mean_intervals",
    "means_and_half_widths",
    "modularity",
    "opinion_gap",
    "paired_difference",
    "proportion_interval",
    "responsible",
    "retention_by_cohort",
    "retention_curve",
    "share_within",
    "student_half_widths",
    "top_share",
    "top_shares",
    "variance_reductions",
]
