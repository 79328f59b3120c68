"""The result of an experiment: its tables as data frames, and its figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from movementsim.errors import InputError
from movementsim.lab.design.plan import Plan
from movementsim.lab.execution.verify import find_run, replay_run
from movementsim.lab.store.parquet import Tables, read_table
from movementsim.lab.store.result_folder import ResultFolder

CAPTION = re.compile(r"^!\[[^\]]*\]\(([^)]*)\.png\)\n\n\*(.*)\*$", re.MULTILINE)
"""A figure in a report, with its caption."""

type Frame = Literal["pandas", "polars"]


@dataclass(frozen=True)
class Figure:
    """A figure of a report, which a notebook displays."""

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
    """The results of an experiment.

    Attributes
    ----------
    folder
        The folder of results: tables, figures, manifest and report.
    plan
        The plan that was run.

    Examples
    --------
    >>> result = run(Experiment.from_toml("experiments/quickstart.toml"))  # doctest: +SKIP
    >>> result.runs.groupby("arm")["members"].mean()  # doctest: +SKIP
    >>> result.figures["over-time"]  # doctest: +SKIP
    """

    folder: Path
    plan: Plan

    @classmethod
    def from_folder(cls, folder: str | Path) -> Result:
        """Read stored results.

        Parameters
        ----------
        folder
            The folder of results of one experiment.

        Returns
        -------
        Result
            The results with their plan.

        Raises
        ------
        InputError
            When there are no results, runs are missing, or tables were changed; names what is
            missing.
        """
        there = ResultFolder(folder)
        there.whole_tables()
        return cls(there.path, there.plan)

    def table(self, name: str = "runs", kind: Frame = "pandas") -> Any:
        """Return a table.

        Parameters
        ----------
        name
            `runs` (one row per run), `series` (indicators over time), `retention` (Kaplan-Meier),
            `people` (if the config has an outcome), `summary` (means and paired differences).
        kind
            `pandas`, or `polars` if it is installed.

        Returns
        -------
        Any
            The table as a data frame of the kind requested.

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
        """One row per run: its labels, and the indicators at its end."""
        return self.table("runs")

    @property
    def series(self) -> pd.DataFrame:
        """Recorded indicators over time, with the labels of the run."""
        labels = [name for name in self.runs if name not in self.table("series")]
        labels = labels[: labels.index("seed") + 1]
        return self.table("series").merge(self.runs[["run_id", *labels]], on="run_id")

    @property
    def summary(self) -> pd.DataFrame:
        """Means of arms and paired differences, with 95% intervals."""
        return self.table("summary")

    def replay(self, run_id: str) -> pd.DataFrame:
        """Repeat a stored run, and return all its indicators week by week.

        Parameters
        ----------
        run_id
            The id of the run, or the beginning of it.

        Returns
        -------
        pandas.DataFrame
            One row per week: `week`, then one column per indicator in its own unit.

        Raises
        ------
        InputError
            When there is no such run, or the repeated run differs from the stored one.
        """
        series, found = replay_run(*find_run(run_id, self.folder))
        if found:
            raise InputError(f"{run_id}: it differs from the stored run: {found[0]}")
        return read_table(series)

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
        """Yield the lines of the report without figures, whose paths a notebook cannot resolve."""
        for line in self.report.splitlines(keepends=True):
            if not line.startswith("!["):
                yield line
