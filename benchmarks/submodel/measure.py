"""Measure the implementations of the sub-model: time, memory, lines of code, and docking.

    python -m benchmarks.submodel.measure NAME MEMBERS RUNS WEEKS

prints one measurement as JSON. Each is made in a process of its own, so that its memory is its own.
"""

from __future__ import annotations

import ast
import io
import json
import sys
import time
import tokenize
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import numpy as np
from rich.progress import track

from benchmarks.processes import ONE_THREAD, peak_memory, run
from benchmarks.submodel.implementations import IMPLEMENTATIONS, OURS, Implementation
from benchmarks.submodel.spec import Ends, Floats, difference

HERE = Path(__file__).parent
type Values = dict[str, Floats]
"""Values at the end of each run, by name."""
WARM_UP = 60, 8
"""Members and weeks of a run before those that are timed."""
_NO_CODE = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}


@dataclass(frozen=True, slots=True)
class Size:
    """What is simulated, and for how long.

    Attributes
    ----------
    title
        What it is called in tables.
    members, runs, weeks
        Members of each movement, movements, and weeks.
    """

    title: str
    members: int
    runs: int
    weeks: int


SIZES = {
    "200": Size("200", 200, 1, 208),
    "30x200": Size("30 x 200", 200, 30, 52),
    "1000x50": Size("1,000 x 50", 50, 1000, 20),
    "10000": Size("10,000", 10_000, 1, 26),
    "100000": Size("100,000", 100_000, 1, 8),
}


@dataclass(frozen=True, slots=True)
class Measured:
    """One measurement.

    Attributes
    ----------
    setup, week
        CPU seconds to make all movements, and of a week of all of them.
    memory
        Peak memory of the process, MB. Implementations that do not stack hold one movement.
    """

    setup: float
    week: float
    memory: float

    def least(self, other: Measured) -> Measured:
        """Return the smaller of two measurements, figure by figure."""
        pairs = zip(asdict(self).values(), asdict(other).values(), strict=True)
        return Measured(*map(min, pairs))


def timed(implementation: Implementation, members: int, runs: int, weeks: int) -> Measured:
    """Simulate movements in this process, after a short run to warm up.

    Parameters
    ----------
    implementation
        What simulates them.
    members, runs, weeks
        Members of each movement, movements, and weeks.

    Returns
    -------
    Measured
        The times, and the memory of this process so far.
    """
    members_first, weeks_first = WARM_UP
    _simulate(implementation, members_first, [1], weeks_first)
    setup = passing = 0.0
    for seeds in implementation.groups(range(1, runs + 1)):
        begun = time.process_time()
        movements = implementation.start(members, seeds)
        made = time.process_time()
        for _ in range(weeks):
            movements.step()
        passing += time.process_time() - made
        setup += made - begun
    return Measured(setup, passing / weeks, 1000 * peak_memory())


def _simulate(
    implementation: Implementation, members: int, seeds: Sequence[int], weeks: int
) -> Ends:
    movements = implementation.start(members, seeds)
    for _ in range(weeks):
        movements.step()
    return movements.ends()


def measure(
    names: Iterable[str], sizes: Iterable[Size], repeats: int
) -> dict[tuple[str, str], Measured]:
    """Measure implementations in turn, each time in a process of its own.

    Parameters
    ----------
    names, sizes
        The implementations and sizes.
    repeats
        Measurements of each, of which the smallest counts.

    Returns
    -------
    dict of (str, str) to Measured
        Measurements by implementation and title of the size.
    """
    turns = [(name, size) for size in sizes for _ in range(repeats) for name in names]
    found: dict[tuple[str, str], Measured] = {}
    for name, size in track(turns, "implementations in turn"):
        numbers = map(str, (size.members, size.runs, size.weeks))
        command = [sys.executable, "-m", "benchmarks.submodel.measure", name, *numbers]
        again = Measured(**json.loads(run(command, ONE_THREAD).output))
        known = found.setdefault((name, size.title), again)
        found[name, size.title] = known.least(again)
    return found


def lines_of_code(files: Iterable[Path]) -> int:
    """Count lines of code, without blank lines, comments and docstrings.

    Parameters
    ----------
    files
        Python files.

    Returns
    -------
    int
        Their lines together.
    """
    count = 0
    for file in files:
        text = file.read_text(encoding="utf-8")
        tokens = tokenize.generate_tokens(io.StringIO(text).readline)
        code = {
            line
            for token in tokens
            if token.type not in _NO_CODE
            for line in range(token.start[0], token.end[0] + 1)
        }
        count += len(code - _docstrings(text))
    return count


def _docstrings(text: str) -> set[int]:
    """Return the numbers of the lines on which strings stand alone."""
    return {
        line
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }


def files_of(implementation: Implementation) -> list[Path]:
    """Return the files of an implementation, without the specification that all share."""
    modules = filter(None, (implementation.module, implementation.also))
    return [HERE / f"{module}.py" for module in modules]


def simulate(name: str, members: int, seeds: Sequence[int], weeks: int) -> Values:
    """Simulate movements in one implementation.

    Parameters
    ----------
    name
        The implementation.
    members, seeds, weeks
        Members of each movement at the start, the seed of each, and weeks.

    Returns
    -------
    dict of str to (runs,) array
        The attributes of :class:`benchmarks.submodel.spec.Ends`.
    """
    implementation = IMPLEMENTATIONS[name]
    ends = [
        _simulate(implementation, members, group, weeks) for group in implementation.groups(seeds)
    ]
    return {
        field.name: np.concatenate([getattr(end, field.name) for end in ends])
        for field in fields(Ends)
    }


def dock(names: Iterable[str], members: int, seeds: Sequence[int], weeks: int) -> dict[str, Values]:
    """Simulate the same movements in several implementations.

    Parameters
    ----------
    names, members, seeds, weeks
        The implementations, and as for :func:`simulate`.

    Returns
    -------
    dict of str to dict of str to (runs,) array
        What each implementation ends with.
    """
    return {name: simulate(name, members, seeds, weeks) for name in track([*names], "docking")}


def apart(ends: Mapping[str, Values]) -> dict[str, dict[str, float]]:
    """Return how far implementations are from movementsim, in standard errors.

    Parameters
    ----------
    ends
        As returned by :func:`dock`.

    Returns
    -------
    dict of str to dict of str to float
        Differences by implementation and measure, of the others from movementsim.
    """
    ours = ends[OURS]
    return {
        name: {measure: difference(values, ours[measure]) for measure, values in theirs.items()}
        for name, theirs in ends.items()
        if name != OURS
    }


if __name__ == "__main__":
    asked = IMPLEMENTATIONS[sys.argv[1]]
    print(json.dumps(asdict(timed(asked, *map(int, sys.argv[2:])))))
