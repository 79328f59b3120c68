"""A folder of results, read back: its config, its plan, its runs, and the missing runs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from movementsim import networks
from movementsim.errors import InputError
from movementsim.lab.config.experiment import Experiment
from movementsim.lab.design.plan import Plan, Run
from movementsim.lab.design.planning import make_plan
from movementsim.lab.design.precision import missing_runs
from movementsim.lab.store.digest import runs_digest
from movementsim.lab.store.layout import RUNS
from movementsim.lab.store.manifest import MANIFEST, RESUME, Provenance, design_hash
from movementsim.lab.store.parquet import Tables
from movementsim.lab.store.store import Store
from movementsim.plugins.discovery import load_plugin
from movementsim.simulation.movement import MODEL_VERSION

CRATE = "ro-crate-metadata.json"  # what marks a folder as a published copy
_TIES, _PEOPLE = "ties_file", "people_file"
_FILES = (_TIES, _PEOPLE, "file")
"""Keys of a config that name files, also at the end of a dotted name."""
_NAMED = 5
"""Missing runs that an error names."""
_NEEDED = (
    ("command",),
    *(("config", "experiment", name) for name in ("name", "question")),
    *(("config", part) for part in ("replicates", "report")),
    *(("versions", name) for name in ("model", "movementsim")),
)
_NEEDED_AT_THE_END = (("runs", "planned"), ("runs", "there"), ("times", "finished"))
"""Entries that a manifest must have, as nested names, and further ones of a finished sweep."""


class ResultFolder:
    """The results of one experiment.

    Parameters
    ----------
    path
        The folder.

    Raises
    ------
    InputError
        When the folder has no manifest.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.store = Store(self.path)
        if not (self.path / MANIFEST).is_file():
            raise InputError(
                f"{self.path}: no results (there is no {MANIFEST}); name the folder of one "
                "experiment, such as runs/quickstart"
            )

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """The manifest: config, versions, seeds, digest and times.

        Raises
        ------
        InputError
            When the manifest cannot be read or lacks entries.
        """
        try:
            about: dict[str, Any] = json.loads((self.path / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise InputError(f"{self.path / MANIFEST}: cannot be read: {error}") from error
        finished = _NEEDED_AT_THE_END if _has(about, ("digest",)) else ()
        for names in (*_NEEDED, *finished):
            if not _has(about, names):
                raise InputError(
                    f"{self.path / MANIFEST}: damaged, {'.'.join(names)} is missing; run the "
                    "config again with the same --results: stored runs count"
                )
        return about

    @cached_property
    def source(self) -> Provenance:
        """Where the experiment comes from."""
        about = self.manifest
        return Provenance(
            about["command"],
            self.path / about.get("from", "."),
            tuple(self.path / file for file in about.get("plug-in files", ())),
        )

    @cached_property
    def inputs(self) -> list[Path]:
        """The files that runs are made from: plug-ins, and what the config names."""
        named = _files(self.manifest["config"], self.source.folder)
        return list(dict.fromkeys([*self.source.plugins, *named]))

    @cached_property
    def plan(self) -> Plan:
        """The plan of the stored config.

        Raises
        ------
        InputError
            When another model made the results, or files, plug-ins or default values have changed.
        """
        return self.planned({})

    def planned(self, replicates: dict[str, Any]) -> Plan:
        """Return the plan of the stored config, with some settings of its replicates changed.

        Parameters
        ----------
        replicates
            New values in the section `[replicates]`, such as `number`; empty to change nothing.

        Returns
        -------
        Plan
            The plan.

        Raises
        ------
        InputError
            When another model made the results, or the config no longer gives the same runs because
            files, plug-ins or default values have changed.
        """
        self.check_model()
        for file in self.source.plugins:
            load_plugin(file)
        values = self.manifest["config"]
        values = {**values, "replicates": {**values["replicates"], **replicates}}
        made = make_plan(
            Experiment.from_values(values, str(self.path)), self.source.folder, str(self.path)
        )
        if design_hash(made) != self.manifest.get("design_sha256", design_hash(made)):
            raise InputError(
                f"{self.path}: its config no longer describes the stored runs: files of people "
                "and ties, plug-ins or default values have changed since. Run the config again"
            )
        return made

    def check_model(self) -> None:
        """Check that this version of the model made the results.

        Raises
        ------
        InputError
            When another version made them; says how to run the config again.
        """
        made = self.manifest["versions"]["model"]
        if made != MODEL_VERSION:
            command = self.source.command
            how = "" if command.startswith(RESUME) else f" ({command})"
            raise InputError(
                f"{self.path}: made by model {made}, this is model {MODEL_VERSION}, which gives "
                f"other results. Run the config again{how}, or "
                f"install movementsim {self.manifest['versions']['movementsim']}"
            )

    def check_finished(self) -> None:
        """Check that the results are complete, whichever version of the model made them.

        Raises
        ------
        InputError
            When the sweep is not finished, or runs failed; says how many.
        """
        about = self.manifest
        if "digest" not in about:
            raise InputError(
                f"{self.path}: not finished; `movementsim resume {self.path}` continues it"
            )
        planned, there = about["runs"]["planned"], about["runs"]["there"]
        if there < planned:
            raise InputError(
                f"{self.path}: {planned - there} of {planned} runs are missing, as they failed "
                f"(failures.jsonl); `movementsim resume {self.path}` tries them again"
            )

    @cached_property
    def missing(self) -> list[Run]:
        """The planned runs that are not stored."""
        return missing_runs(self.plan, self.store.read(RUNS))

    def whole_tables(self) -> Tables:
        """Return the tables of a finished sweep, combining blocks of runs if necessary.

        Returns
        -------
        Tables
            The tables by name, each read when it is first used.

        Raises
        ------
        InputError
            When runs are missing (names the first of them), or the stored runs do not match the
            digest.
        """
        if self.missing:
            named = ", ".join(f"{run.id} ({run.cell.title})" for run in self.missing[:_NAMED])
            more = " ..." if len(self.missing) > _NAMED else ""
            raise InputError(
                f"{self.path}: {len(self.missing)} runs are missing: {named}{more}; "
                f"`movementsim resume {self.path}` makes them"
            )
        tables = Tables(self.path)
        if RUNS in tables and "digest" in self.manifest:
            self._check_runs(tables[RUNS])
        if RUNS not in tables or self.store.blocks.exists():
            tables = self.store.close(self.plan)
        return tables

    def sound_tables(self) -> Tables:
        """Return the tables of a finished sweep, whichever version of the model made them.

        Returns
        -------
        Tables
            The tables by name, each read when it is first used.

        Raises
        ------
        InputError
            When the sweep is not finished, runs failed or are missing, or the stored runs do not
            match the digest.
        """
        self.check_finished()
        tables = Tables(self.path)
        if RUNS not in tables:
            raise InputError(
                f"{self.path}: runs.parquet is missing; `movementsim resume {self.path}` makes the "
                "runs again"
            )
        self._check_runs(tables[RUNS])
        return tables

    def _check_runs(self, runs: pd.DataFrame) -> None:
        """Refuse runs that do not match the manifest, in number or by their digest."""
        made, there = self.manifest["runs"]["there"], runs["run_id"].nunique()
        if there < made:
            raise InputError(
                f"{self.path}: {made - there} of {made} runs are missing from runs.parquet; "
                f"`movementsim resume {self.path}` makes them again"
            )
        if there > made:  # interrupted while the report was written, or rows were added
            raise InputError(
                f"{self.path}: runs.parquet has {there} runs, and {MANIFEST} names {made}; "
                f"`movementsim resume {self.path}` makes them agree"
            )
        if runs_digest(runs) != self.manifest["digest"]:
            raise InputError(
                f"{self.path}: the stored runs have been changed: their digest differs from that "
                f"in {MANIFEST}. `movementsim verify {self.path} --sample 100%` shows which runs; "
                "running the config with --fresh repeats them"
            )


def _has(values: Any, names: tuple[str, ...]) -> bool:
    """Whether a table has a value under these names, one inside the other."""
    for name in names:
        if not isinstance(values, dict) or name not in values:
            return False
        values = values[name]
    return True


def _files(values: Any, folder: Path, name: str = "") -> Iterator[Path]:
    """Yield the files that a config names, in whatever table or list, and those read with them."""
    if isinstance(values, dict):
        for key, inner in values.items():
            alone = key.endswith(_TIES) and key.replace(_TIES, _PEOPLE) not in values
            for file in _files(inner, folder, key):
                yield from networks.files_of(file) if alone else [file]
    elif isinstance(values, list):
        for inner in values:
            yield from _files(inner, folder, name)
    elif isinstance(values, str) and values and name.rpartition(".")[2] in _FILES:
        yield folder / values
