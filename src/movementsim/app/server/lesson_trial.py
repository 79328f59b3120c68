"""Trying a lesson: whether what it says happens in many pairs of runs with other luck.

`python -m movementsim.app.server.lesson_trial lesson.toml` runs 20 pairs and says how they came out, and what the
lesson may say of it (`sure`).
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass

from movementsim.app.lessons.lessons import Lesson, read_lesson
from movementsim.app.lessons.panels import Asked
from movementsim.app.server.jobs import pair_of_ends
from movementsim.errors import InputError
from movementsim.measures import paired_difference


@dataclass(frozen=True, slots=True)
class Trial:
    """How the pairs of a lesson came out.

    Attributes
    ----------
    a_more, b_more, equal
        Pairs in which A, or B, or neither ended with more of the lesson's metric.
    a, b
        Means of the metric over the pairs.
    low, high
        The 95% interval of the mean difference of B less A.
    """

    a_more: int
    b_more: int
    equal: int
    a: float
    b: float
    low: float
    high: float

    @property
    def verdict(self) -> str:
        """What the pairs bear out: `a` or `b` where the interval leaves no doubt, else `same`."""
        return "b" if self.low > 0 else "a" if self.high < 0 else "same"

    @property
    def told(self) -> str:
        """How the pairs came out, as a lesson says it."""
        pairs = self.a_more + self.b_more + self.equal
        runs = f"{pairs} pairs of runs with other luck"
        if self.verdict == "same":
            return (
                f"No clear difference in {runs}: equal in {self.equal}, more in A in "
                f"{self.a_more}, in B in {self.b_more}"
            )
        (side, most), (other, few) = sorted(
            (("A", self.a_more), ("B", self.b_more)), key=lambda one: -one[1]
        )
        return f"{side} in {most} of {runs}" + (f", {other} in {few}" if few else "")


def trial(lesson: Lesson, pairs: int, first: int = 0) -> Trial:
    """Run so many pairs of a lesson, beginning with the one it shows (or with a later one)."""
    panels = Asked(lesson=lesson.key).panels({lesson.key: lesson}, None)
    ends = [pair_of_ends(*panels.again(number)) for number in range(first, first + pairs)]
    both = [(a[lesson.metric], b[lesson.metric]) for a, b in ends]
    both = [pair for pair in both if not any(map(math.isnan, pair))]
    a, b = ([pair[side] for pair in both] for side in (0, 1))
    found = paired_difference(b, a)
    return Trial(
        sum(x > y for x, y in both),
        sum(y > x for x, y in both),
        sum(x == y for x, y in both),
        sum(a) / max(len(a), 1),
        sum(b) / max(len(b), 1),
        found.low,
        found.high,
    )


def main(paths: list[str], pairs: int = 20) -> None:
    """Try these lessons, and print how each came out."""
    for path in paths:
        lesson = read_lesson(path)
        found = trial(lesson, pairs)
        agrees = "as it says" if found.verdict == lesson.answer else "NOT as it says"
        print(
            f"{lesson.key}: {lesson.metric} A {found.a:.3f} B {found.b:.3f}, B less A "
            f"{found.low:.3f} to {found.high:.3f}; A more in {found.a_more}, B in "
            f'{found.b_more}, equal {found.equal}: {agrees}\n  sure = "{found.told}"'
        )


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except InputError as error:
        sys.exit(str(error))
