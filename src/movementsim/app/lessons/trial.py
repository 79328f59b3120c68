"""Trying a lesson: whether its answer holds in many pairs of runs with other random draws."""

from __future__ import annotations

import math
from dataclasses import dataclass

from movementsim.app.lessons.lesson import Lesson
from movementsim.app.lessons.panels import PairRequest
from movementsim.measures import clear_sign, paired_difference
from movementsim.recordings.recorder import final_metrics


@dataclass(frozen=True, slots=True)
class LessonTrial:
    """The outcome of many pairs of runs of a lesson.

    Attributes
    ----------
    a_more, b_more, equal
        Number of pairs in which A, or B, or neither ended with more of the lesson's metric.
    a, b
        Means of the metric over the pairs.
    low, high
        Limits of the 95% interval of the mean difference B − A.
    """

    a_more: int
    b_more: int
    equal: int
    a: float
    b: float
    low: float
    high: float

    @property
    def answer(self) -> str:
        """The answer that the pairs support: `same` where the 95% interval includes zero."""
        return {1: "b", -1: "a", 0: "same"}[clear_sign(self.low, self.high)]

    @property
    def sentence(self) -> str:
        """The outcome in words, for `sure` in the file of the lesson."""
        pairs = self.a_more + self.b_more + self.equal
        runs = f"{pairs} pairs of runs with other chance events"
        if self.answer == "same":
            return (
                f"No clear difference in {runs}: equal in {self.equal}, more in A in "
                f"{self.a_more}, in B in {self.b_more}"
            )
        (side, most), (other, few) = sorted(
            (("A", self.a_more), ("B", self.b_more)), key=lambda one: -one[1]
        )
        return f"{side} in {most} of {runs}" + (f", {other} in {few}" if few else "")


def try_lesson(lesson: Lesson, pairs: int, first: int = 0) -> LessonTrial:
    """Run many pairs of a lesson, each with other people and other random draws.

    Parameters
    ----------
    lesson
        The lesson.
    pairs
        Number of pairs to run.
    first
        Number of the first pair; 0 is the pair that the lesson shows.

    Returns
    -------
    LessonTrial
        The outcome. Pairs in which the metric is undefined do not count.
    """
    panels = PairRequest(lesson=lesson.key).panels({lesson.key: lesson}, None)
    ends = final_metrics(
        [one for number in range(first, first + pairs) for one in panels.with_other_seed(number)]
    )
    values = [end[lesson.metric] for end in ends]
    both = [
        (a, b)
        for a, b in zip(values[::2], values[1::2], strict=True)
        if not (math.isnan(a) or math.isnan(b))
    ]
    in_a, in_b = ([pair[side] for pair in both] for side in (0, 1))
    difference = paired_difference(in_b, in_a)
    return LessonTrial(
        sum(a > b for a, b in both),
        sum(b > a for a, b in both),
        sum(a == b for a, b in both),
        sum(in_a) / max(len(in_a), 1),
        sum(in_b) / max(len(in_b), 1),
        difference.low,
        difference.high,
    )
