"""`python -m benchmarks`: measure speed, memory and agreement, and print them with targets."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from benchmarks import docking, lab, scale

app = typer.Typer(help=__doc__, no_args_is_help=False, add_completion=False)
type Line = tuple[str, str, str]
"""What was measured, the figure, and its target."""

YEAR = 52


def student(weeks: int = 8, members: int = 100_000) -> list[Line]:
    """Compare a week of our model with the student's, both with only the shared rules."""
    ours, theirs = scale.against_student(members, weeks)
    ratio = np.median(theirs) / np.median(ours)
    return [
        (f"student's week, {members:,} members (median of {weeks})", _s(np.median(theirs)), ""),
        (f"our week, the same rules (median of {2 * weeks})", _s(np.median(ours)), ""),
        ("ours is faster", f"{ratio:.0f} times", "at least 20 (aim 100)"),
        ("our slowest week", f"{np.median(theirs) / ours.max():.0f} times", ""),
    ]


def growth(weeks: int = YEAR) -> list[Line]:
    """Time a week at growing sizes, with all rules and both leading strategies."""
    runs = [scale.run(members, weeks) for members in scale.SIZES]
    slope = scale.slope(scale.SIZES, [run.week for run in runs])
    return [
        *((f"week, {run.members:,} members (mean of {weeks})", _s(run.week), "") for run in runs),
        ("log-log slope of a week against members", f"{slope:.3f}", "at most 1.1"),
    ]


def party(weeks: int = YEAR) -> list[Line]:
    """Time the whole party, against passes over its ties in the same run."""
    run = scale.run(scale.PARTY, weeks, compare=True)
    ballot = _s(run.ballot) if weeks >= YEAR else "none in fewer than 52 weeks"
    return [
        (f"whole party, {run.members:,} members, {weeks} weeks: {run.ties:,} ties", "", ""),
        ("building it", _s(run.build), ""),
        ("a week, mean, ballot weeks one in 52", _s(run.week), ""),
        ("an ordinary week; a ballot week", f"{_s(run.ordinary)}; {ballot}", ""),
        (
            "reduceat over all ties, median and minimum",
            f"{_s(run.pass_over_ties)}; {_s(run.quickest_pass)}",
            "",
        ),
        ("a week costs", f"{run.passes[0]:.1f} passes", "at most 15 (aim 5)"),
        ("  of the quickest (a busy machine slows passes)", f"{run.passes[1]:.1f} passes", ""),
        ("peak memory", f"{run.memory:.2f} GB", "under 4 GB"),
        *_parts(run),
    ]


def small(weeks: int = 520, members: int = 500) -> list[Line]:
    """Time one small run over ten years, three times."""
    runs = [scale.run(members, weeks) for _ in range(3)]
    whole = float(np.median([run.build + run.total for run in runs]))
    return [
        (f"one run, {members} members, {weeks} weeks (median of 3)", _s(whole), "about 2 s"),
        *_parts(runs[0]),
    ]


def sweeps(runs: int = 1000) -> list[Line]:
    """Time the lab against the bare model, kill a worker, and plan and read very many runs."""
    cost = lab.overhead(runs)
    seconds, megabytes = lab.starting()
    return [
        (f"{runs:,} runs of 100 members, 52 weeks, bare", _s(cost.bare), ""),
        ("the lab, one worker, config to report", _s(cost.one), ""),
        ("overhead", f"{cost.one / cost.bare - 1:.1%}", "at most 15%"),
        ("two workers against one", f"{cost.one / cost.two:.2f} times", "at least 1.6"),
        ("200 runs, one worker killed: the lab completes", f"{lab.kept_by_lab()}", "199"),
        ("  a plain process pool completes", f"{lab.kept_by_pool()}", "some 50"),
        ("a plan of 100,000 runs starts within", _s(seconds), "10 s"),
        ("  with a peak memory of", f"{megabytes:.0f} MB", "500 MB"),
        ("summary of 100,000 stored runs", _s(lab.reading()), "2 s"),
    ]


def _parts(run: scale.Timing, count: int = 6) -> list[Line]:
    """Return the most expensive parts of a week."""
    ordered = sorted(run.parts.items(), key=lambda part: -part[1])[:count]
    mean = run.total / run.weeks
    return [(f"  {name}", f"{seconds / mean:.0%} of a week", "") for name, seconds in ordered]


def _s(seconds: float) -> str:
    return f"{seconds:.3g} s"


def _show(lines: list[Line]) -> None:
    table = Table("measured", "figure", "target")
    for line in lines:
        table.add_row(*line)
    Console().print(table)


Weeks = Annotated[int | None, typer.Option(min=1, help="weeks to run, instead of the default")]


@app.command("student")
def _student(weeks: Weeks = None) -> None:
    """Compare the speed with the student's plain Mesa model, 100,000 members."""
    _show(student(weeks or 8))


@app.command("scale")
def _scale(weeks: Weeks = None) -> None:
    """Measure how a week's cost grows from 10,000 to 564,443 members."""
    _show(growth(weeks or YEAR))


@app.command("party")
def _party(weeks: Weeks = None) -> None:
    """Time the whole party; `--weeks 520` for ten years."""
    _show(party(weeks or YEAR))


@app.command("small")
def _small(weeks: Weeks = None) -> None:
    """Time one small run: 500 members over ten years."""
    _show(small(weeks or 520))


@app.command("browser")
def _browser() -> None:
    """Time the pages: the first picture, a lever, frames per second."""
    from benchmarks import browser

    with browser.chromium() as chromium:
        first = browser.first_picture(chromium)
        with browser.served() as address:
            levers = browser.lever(chromium, address)
            few, many = (browser.frames(chromium, address, members) for members in (300, 1000))
    _show(
        [
            ("from the command to the first picture", _s(first), "under 3 s"),
            ("a lever let go to a new pair: the first", _s(levers[0]), "under 1.5 s"),
            ("  the median of those after it", _s(np.median(levers[1:])), "under 1.5 s"),
            ("two panels of 300 members", f"{few:.0f} frames a second", "at least 30"),
            ("two panels of 1,000 members", f"{many:.0f} frames a second", "at least 15"),
        ]
    )


@app.command("lab")
def _lab(runs: Annotated[int, typer.Option(min=20)] = 1000) -> None:
    """Measure the overhead of the lab, and the runs it completes when a worker is killed."""
    _show(sweeps(runs))


@app.command("profile")
def _profile(members: int = scale.PARTY, weeks: int = 6) -> None:
    """Profile a week, function by function."""
    Console().print(scale.profile(members, weeks), markup=False, highlight=False)


@app.command("dock")
def _dock(runs: Annotated[int, typer.Option(min=2)] = 100, weeks: Weeks = None) -> None:
    """Compare distributions with the student's model: 1,000 members over 104 weeks."""
    table = Table(
        "at the end", "ours", "student", "difference (95%)", "detectable", "p mean", "p shape"
    )
    for docked in docking.dock(runs, weeks=weeks or 104):
        interval = f"{docked.difference:.3g} ({docked.low:.3g} to {docked.high:.3g})"
        figures = (docked.ours, docked.student)
        table.add_row(
            docked.name,
            *(f"{figure:.4g}" for figure in figures),
            interval,
            f"{docked.detectable:.2g}",
            f"{docked.p_mean:.2g}",
            f"{docked.p_shape:.2g}",
        )
    Console().print(table)


Chosen = Annotated[list[str] | None, typer.Option("--only", help="only these; may be repeated")]
Repeats = Annotated[int, typer.Option(min=1, help="measurements of each, in alternation")]


@app.command("submodel")
def _submodel(
    only: Chosen = None,
    repeats: Repeats = 5,
    seeds: Annotated[int, typer.Option(min=2, help="runs of each for the docking")] = 40,
    weeks: Weeks = None,
) -> None:
    """Compare a small model in five implementations: time, memory, lines, and docking."""
    from benchmarks.submodel import measure, tables

    console = Console()
    sizes = [measure.SIZES[_known(size, measure.SIZES)] for size in only or measure.SIZES]
    if weeks:
        sizes = [replace(size, weeks=weeks) for size in sizes]
    names, notes = tables.available()
    for note in notes:
        console.print(note, markup=False)
    ends = measure.dock(names, 200, range(1, seeds + 1), 104)
    console.print(tables.docking_table(ends))
    for table in tables.cost_tables(measure.measure(names, sizes, repeats), sizes):
        console.print(table)


@app.command("stack")
def _stack(
    against: Annotated[Path, typer.Option(help="another checkout, such as a git worktree")],
    only: Chosen = None,
    repeats: Repeats = 3,
    weeks: Weeks = None,
) -> None:
    """Time movements in stacks against another checkout, in alternation."""
    from benchmarks import stacking

    cases = [case.name for case in stacking.CASES]
    names = [_known(name, cases) for name in only or cases]
    table = Table("case", "here", "there", "there / here", "target")
    for line in stacking.lines(stacking.compare(against, names, repeats, weeks)):
        table.add_row(*line)
    Console().print(table)


def _known(name: str, names: Iterable[str]) -> str:
    if name not in names:
        raise typer.BadParameter(f"{name!r} is none of {', '.join(names)}", param_hint="--only")
    return name


@app.command("all")
def _all() -> None:
    """Measure all speed and memory, one benchmark at a time."""
    for name in ("small", "student", "scale", "party", "lab"):
        # each in its own process, so that peak memory is its own
        subprocess.run([sys.executable, "-m", "benchmarks", name], check=True)


@app.callback(invoke_without_command=True)
def _default(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        _all()


if __name__ == "__main__":
    app()
