"""Time movements in stacks against another checkout, in alternation."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from rich.progress import track

from benchmarks.processes import ONE_THREAD, Cost, run

HERE = Path(__file__).parents[1]
QUICKSTART = "quickstart"


@dataclass(frozen=True, slots=True)
class Case:
    """One case.

    Attributes
    ----------
    name, title
        Its name in commands, and what it is called in tables.
    weeks
        Weeks of each run, unless others are asked for; few where the other checkout may be slow.
    target
        What the ratio should be.
    """

    name: str
    title: str
    weeks: int
    target: str


CASES = (
    Case("30x200", "30 runs of 200 members", 104, "at least 10 times (aim 14)"),
    Case("100x200", "100 runs of 200", 52, "at least 18 times (aim 25)"),
    Case("1000x50", "1,000 runs of 50", 13, "at least 40 times"),
    Case("10x2000", "10 runs of 2,000", 104, "at least 3 times"),
    Case("1x200", "one run of 200", 260, "at most .6 of the CPU (aim .4)"),
    Case("1x500", "one run of 500", 260, "at most .6 of the CPU (aim .4)"),
    Case("sobol", "Sobol, 8 parameters, 256 points, 200 members", 26, "at least 8 times"),
    Case(QUICKSTART, "quickstart, command to report", 260, "a seventh of the CPU, a quarter wall"),
)


@dataclass(slots=True)
class Compared:
    """The costs of a case in both checkouts, repetition by repetition.

    Attributes
    ----------
    case, weeks
        The case, and the weeks that were run.
    ours, theirs
        Its costs here and in the other checkout.
    """

    case: Case
    weeks: int
    ours: list[Cost] = field(default_factory=list)
    theirs: list[Cost] = field(default_factory=list)

    def least(self, what: Callable[[Cost], float]) -> tuple[float, float]:
        """Return the minimum over repetitions here and there of, say, the CPU seconds."""
        return min(map(what, self.ours)), min(map(what, self.theirs))

    def ratio(self, what: Callable[[Cost], float]) -> float:
        """Return the median, over pairs of repetitions, of theirs divided by ours."""
        pairs = zip(self.ours, self.theirs, strict=True)
        return float(np.median([what(theirs) / what(ours) for ours, theirs in pairs]))


def compare(
    other: Path, names: Iterable[str], repeats: int, weeks: int | None = None
) -> list[Compared]:
    """Time cases here and in another checkout, in alternation.

    Parameters
    ----------
    other
        The other checkout, such as a git worktree of an earlier commit.
    names
        Names of the cases.
    repeats
        Pairs of measurements of each case.
    weeks
        Weeks of each run; those of the case if None.

    Returns
    -------
    list of Compared
        One per case.

    Raises
    ------
    FileNotFoundError
        When there is no checkout at `other`.
    """
    if not (other / "src" / "movementsim").is_dir():
        raise FileNotFoundError(f"{other}: there is no src/movementsim in it")
    chosen = [case for case in CASES if case.name in names]
    results = [Compared(case, weeks or case.weeks) for case in chosen]
    todo = [result for result in results for _ in range(repeats)]
    for result in track(todo, "both checkouts in turn"):
        result.ours.append(_cost(HERE, result))
        result.theirs.append(_cost(other.resolve(), result))
    return results


def _cost(checkout: Path, compared: Compared) -> Cost:
    environ = ONE_THREAD | {"PYTHONPATH": str(checkout / "src")}
    if compared.case.name != QUICKSTART:
        file = str(Path(__file__).with_name("stack_cases.py"))
        command = [sys.executable, "-P", file, compared.case.name, str(compared.weeks)]
        printed = run(command, environ).output
        return Cost(float(printed), float("nan"), printed)
    config = str(checkout / "experiments" / "quickstart.toml")
    with tempfile.TemporaryDirectory() as place:
        chosen = ["--quiet", "--results", place, "--set", f"experiment.weeks={compared.weeks}"]
        return run([sys.executable, "-P", "-m", "movementsim", "run", config, *chosen], environ)


def lines(results: Iterable[Compared]) -> list[tuple[str, str, str, str, str]]:
    """Return a table: case, minimum here, minimum there, median ratio, target.

    Returns
    -------
    list of tuple of str
        One line per case, and one more for wall time where it is compared.
    """
    listed = []
    for result in results:
        case = result.case
        kinds = [("CPU", _cpu, case.target)]
        if case.name == QUICKSTART:
            kinds.append(("wall time", _wall, ""))
        for kind, what, target in kinds:
            ours, theirs = (f"{seconds:.3g} s" for seconds in result.least(what))
            title = f"{case.title}, {result.weeks} weeks: {kind}"
            listed.append((title, ours, theirs, f"{result.ratio(what):.2f} times", target))
    return listed


def _cpu(cost: Cost) -> float:
    return cost.cpu


def _wall(cost: Cost) -> float:
    return cost.wall
