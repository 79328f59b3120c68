"""Results packed as an RO-Crate: what they are, who made them with what, for archives and readers.

RO-Crate (Soiland-Reyes and others 2022), of the version that `rocrate` writes (`conformsTo` in
the crate names it), with its profile for one process run.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence, Set
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from movementsim.errors import InputError
from movementsim.lab.store.manifest import MADE_BY, MANIFEST
from movementsim.lab.store.result_folder import ResultFolder

if TYPE_CHECKING:
    from rocrate.rocrate import ROCrate

_MEDIA_TYPES = {
    ".parquet": "application/vnd.apache.parquet",
    ".csv": "text/csv",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".md": "text/markdown",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}
_DESCRIPTIONS = {
    MANIFEST: "Config, versions, seeds, digest and times of the sweep",
    "plan.parquet": "Every run of the plan: id, cell, design, arm, point, replicate, seed",
    "runs.parquet": "One row per run: its labels, and the indicators at its end",
    "runs.csv": "The same as runs.parquet",
    "series.parquet": "Recorded indicators over time, by run_id and week",
    "retention.parquet": "Retention curves (Kaplan-Meier), by run_id",
    "people.parquet": "One row per person in each run, for the comparison with what happened",
    "summary.csv": "Means and paired differences with 95% intervals",
    "report.md": "The question, the design, the answer, and how to run it again",
}
_INPUTS = "inputs"
_PROFILE = "https://w3id.org/ro/wfrun/process/0.5"


def write_crate(folder: ResultFolder, output: Path, license: str | None = None) -> Path:
    """Pack finished results as an RO-Crate.

    Parameters
    ----------
    folder
        The folder of results.
    output
        The crate to write: one file if the path ends in `.zip`, else a folder. It must not exist.
    license
        Licence of the results: an address, such as `https://creativecommons.org/licenses/by/4.0/`,
        or words; None states none.

    Returns
    -------
    Path
        The path of the crate.

    Raises
    ------
    InputError
        When the results are not finished or were changed, runs failed, an input file no longer
        exists, the output exists or its parent folder does not, or `rocrate` is not installed.
    """
    try:
        from rocrate.rocrate import ROCrate
    except ImportError as error:
        raise InputError(
            'publishing needs the package rocrate: pip install "movementsim[publish]"'
        ) from error
    if output.exists():
        raise InputError(f"{output}: exists already; name another place with --output")
    if not output.parent.is_dir():
        raise InputError(
            f"{output}: there is no folder {output.parent}; create it, or name another place with "
            "--output"
        )
    folder.sound_tables()
    crate = ROCrate()
    _describe(crate, folder)
    if license:
        crate.license = license
    files = [
        _file(crate, path) for path in sorted(folder.path.iterdir()) if belongs_to_results(path)
    ]
    _action(crate, folder, files, _inputs(crate, folder.inputs))
    write = crate.write_zip if output.suffix == ".zip" else crate.write
    write(output)
    return output


def belongs_to_results(path: Path) -> bool:
    """Whether a file in a folder of results is a result, not a lock or an unfinished file."""
    return path.is_file() and path.suffix in _MEDIA_TYPES and not path.name.startswith(".")


def _file(crate: ROCrate, path: Path) -> Any:
    what = _DESCRIPTIONS.get(
        path.name, "A figure of the report" if path.suffix in (".png", ".svg") else ""
    )
    if path.suffix == ".csv" and path.with_suffix(".png").exists():
        what = f"The points of {path.with_suffix('.png').name}, each with its cell in runs.csv"
    about = {"name": path.name, "encodingFormat": _MEDIA_TYPES[path.suffix]}
    return crate.add_file(path, properties=about | ({"description": what} if what else {}))


def _inputs(crate: ROCrate, paths: Sequence[Path]) -> list[Any]:
    """Pack what the runs were made from: plug-ins, and files that the config names."""
    taken: set[str] = set()
    packed = []
    for path in paths:
        if not path.is_file():
            raise InputError(
                f"{path}: the runs were made from it, and it does not exist any more; restore it, "
                "so that it can be packed"
            )
        name = _free(path, taken)
        taken.add(name.casefold())
        about = {"name": path.name, "description": "What the runs were made from"}
        packed.append(crate.add_file(path, f"{_INPUTS}/{name}", properties=about))
    return packed


def _free(path: Path, taken: Set[str]) -> str:
    """Return the name of a file, numbered if another has it."""
    numbered = (f"{path.stem}-{number}{path.suffix}" for number in count(2))
    return next(name for name in chain([path.name], numbered) if name.casefold() not in taken)


def _describe(crate: ROCrate, folder: ResultFolder) -> None:
    asked = folder.manifest["config"]["experiment"]
    crate.name = f"movementsim: {asked['name']}"
    crate.description = asked["question"]
    crate.datePublished = datetime.now(UTC)
    crate.root_dataset["identifier"] = folder.manifest["digest"]
    crate.root_dataset["conformsTo"] = {"@id": _PROFILE}


def _action(crate: ROCrate, folder: ResultFolder, files: list[Any], inputs: list[Any]) -> None:
    """Say which program made the files, from what, by which command, and when."""
    from rocrate.model.contextentity import ContextEntity

    about = folder.manifest
    made_by = about.get(MADE_BY) or [about]  # the last entry made runs most recently
    versions = made_by[-1]["versions"]
    program = crate.add(
        ContextEntity(
            crate,
            "#movementsim",
            properties={
                "@type": "SoftwareApplication",
                "name": "movementsim",
                "softwareVersion": f"{versions['movementsim']}, model {versions['model']}",
                "softwareRequirements": [f"{name} {number}" for name, number in versions.items()],
                "version": str(made_by[-1]["source"]["commit"]),
            },
        )
    )
    action = crate.add(
        ContextEntity(
            crate,
            "#run",
            properties={
                "@type": "CreateAction",
                "name": shlex.join(["movementsim", "run", about["config"]["experiment"]["name"]]),
                "description": about["command"],
                "endTime": about["times"]["finished"],
            },
        )
    )
    action["instrument"] = program
    action["object"] = inputs
    action["result"] = files
    crate.root_dataset["mentions"] = action
