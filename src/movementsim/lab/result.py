"""An experiment run from Python: its tables as data frames, its figures to look at."""

from __future__ import annotations

import re
import shlex
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from movementsim.errors import InputError
from movementsim.lab.conduct import Conducted, conduct
from movementsim.lab.design.plan import Plan
from movementsim.lab.design.planning import plan
from movementsim.lab.execution.progress import watching
from movementsim.lab.execution.verify import find_run, replay
from movementsim.lab.execution.workers import Hands
from movementsim.lab.store.manifest import RESUME, Source
from movementsim.lab.store.parquet import Tables, read
from movementsim.lab.store.result_folder import Folder
from movementsim.plugins.discovery import load_plugin

if TYPE_CHECKING:
    from movementsim.lab.config.experiment import Experiment

CAPTION = re.compile(r"^!\[[^\]]*\]\(([^)]*)\.png\)\n\n\*(.*)\*$", re.MULTILINE)
"""A picture in a report, and what stands below it."""

type Frame = Literal["pandas", "polars"]


@dataclass(frozen=True)
class Figure:
    """A picture of a report, which shows itself in a notebook."""

    png: Path
    caption: str = ""

    @property
    def points(self) -> pd.DataFrame:
        """The numbers that it shows, each with the `cell` of `runs` that it sums up."""
        return pd.read_csv(self.png.with_suffix(".csv"))

    @property
    def svg(self) -> Path:
        """The same as SVG."""
        return self.png.with_suffix(".svg")

    def _repr_png_(self) -> bytes:
        return self.png.read_bytes()


@dataclass(frozen=True)
class Result:
    """What came of an experiment.

    Attributes
    ----------
    folder
        Where its results are: tables, figures, manifest, report.
    plan
        What was run.

    Examples
    --------
    >>> result = Experiment.from_toml("experiments/quickstart.toml").run()  # doctest: +SKIP
    >>> result.runs.groupby("arm")["members"].mean()  # doctest: +SKIP
    >>> result.figures["over-time"]  # doctest: +SKIP
    """

    folder: Path
    plan: Plan

    @classmethod
    def from_folder(cls, folder: str | Path) -> Result:
        """Read results that are there.

        Raises
        ------
        InputError
            When they are not complete; names what is missing.
        """
        there = Folder(folder)
        there.whole_tables()
        return cls(there.path, there.plan)

    def table(self, name: str = "runs", kind: Frame = "pandas") -> Any:
        """Return a table.

        Parameters
        ----------
        name
            `runs` (a row a run), `series` (indicators over time), `staying` (Kaplan-Meier),
            `people` (if the config has an outcome), `summary` (means and paired differences).
        kind
            `pandas`, or `polars` if it is installed.

        Raises
        ------
        InputError
            When there is no such table, or polars is not installed.
        """
        tables = Tables(self.folder)
        if name == "summary":
            found: pd.DataFrame = pd.read_csv(self.folder / "summary.csv")
        elif name in tables:
            found = tables[name]
        else:
            raise InputError(f"no table {name!r}; there are {[*tables, 'summary']}")
        if kind == "pandas":
            return found
        try:
            import polars
        except ImportError as error:
            raise InputError(
                'kind="polars" needs the package polars: pip install polars'
            ) from error
        return polars.DataFrame({column: found[column].to_list() for column in found})

    @property
    def runs(self) -> pd.DataFrame:
        """A row a run, with what names it and the indicators at its end."""
        return self.table("runs")

    @property
    def series(self) -> pd.DataFrame:
        """Recorded indicators over time, with what names the run."""
        labels = [name for name in self.runs if name not in self.table("series")]
        labels = labels[: labels.index("seed") + 1]
        return self.table("series").merge(self.runs[["run_id", *labels]], on="run_id")

    @property
    def summary(self) -> pd.DataFrame:
        """Means of arms and paired differences, with 95% intervals."""
        return self.table("summary")

    def replay(self, run_id: str) -> pd.DataFrame:
        """Make a stored run again, and return all its indicators, a row a week.

        Raises
        ------
        InputError
            When there is no such run, or it does not end as the stored one does.
        """
        series, found = replay(*find_run(run_id, self.folder))
        if found:
            raise InputError(f"{run_id}: it is not the run that is stored: {found[0]}")
        return read(series)

    @property
    def figures(self) -> dict[str, Figure]:
        """The figures of the report by name."""
        captions = dict(CAPTION.findall(self.report))
        return {
            path.stem: Figure(path, captions.get(path.stem, ""))
            for path in sorted(self.folder.glob("*.png"))
        }

    def show(self) -> None:
        """Show the report's figures in a notebook."""
        from IPython.display import display

        for figure in self.figures.values():
            display(figure)  # type: ignore[no-untyped-call]

    @property
    def report(self) -> str:
        """The report in Markdown."""
        return (self.folder / "report.md").read_text(encoding="utf-8")

    def _repr_markdown_(self) -> str:
        return "".join(self._without_pictures())

    def _without_pictures(self) -> Iterator[str]:
        """Yield the report's lines but for pictures, whose places a notebook does not know."""
        for line in self.report.splitlines(keepends=True):
            if not line.startswith("!["):
                yield line


def run(
    experiment: Experiment,
    folder: Path,
    results: str | Path = "results",
    workers: int | None = None,
    scheduler: str | None = None,
    quiet: bool = False,
    fresh: bool = False,
    plugins: Sequence[str | Path] = (),
) -> Result:
    """Run an experiment; see :meth:`movementsim.lab.config.experiment.Experiment.run`."""
    from movementsim.lab.execution.cores import cores
    from movementsim.lab.store.paths import placeless

    files = tuple(map(Path, plugins))
    for file in files:
        load_plugin(file)
    planned = plan(experiment, folder, experiment.experiment.name)
    hands = Hands(workers or cores(), experiment.limits.worker_memory, scheduler, files)
    place = Path(results) / experiment.experiment.name
    source = Source(f"{RESUME} {shlex.quote(placeless(place))}", folder, files)
    with watching(quiet) as watcher:
        done = conduct(planned, place, hands, watcher, source, fresh)
    _all_there(done)
    return Result(done.folder, planned)


def _all_there(done: Conducted) -> None:
    swept = done.swept
    if swept.interrupted:
        raise KeyboardInterrupt(f"stopped; the same call goes on from the runs in {done.folder}")
    if done.report is None:
        raise InputError(
            f"no run came to its end; the first said: {swept.failed[0].error}"
            if swept.failed
            else "no run came to its end"
        )
    if swept.failed:
        warnings.warn(
            f"{len(swept.failed)} of {done.planned} runs failed and are missing from the result: "
            f"{done.folder / 'failures.jsonl'} has what they said",
            stacklevel=4,
        )
