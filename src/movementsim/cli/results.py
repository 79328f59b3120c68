"""Commands on stored results: inspect, merge, check, analyse again, compare, publish."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Annotated

import typer

from movementsim.cli.options import (
    Commands,
    FolderArgument,
    QuietOption,
    ResultsOption,
    SchedulerOption,
    WorkersOption,
    worker_settings,
)
from movementsim.lab.store.layout import RESULTS

SOME_DIFFER = 1
"""Exit status when a repeated run differs from the stored one."""


def status_command(folder: FolderArgument) -> None:
    """Print the progress of a sweep, its failures, and the processes that work on it."""
    from movementsim.lab.report.status import status_text
    from movementsim.lab.store.result_folder import ResultFolder

    print(status_text(ResultFolder(folder)))


def merge_command(
    into: Annotated[Path, typer.Argument(help="The folder of results that receives all runs.")],
    others: Annotated[list[Path], typer.Argument(help="Folders of results of the same design.")],
) -> None:
    """Merge results of the same design that were produced in several places."""
    from movementsim.lab.conduct import rewrite_report
    from movementsim.lab.store.lock import locked_folder
    from movementsim.lab.store.merge import merge_results
    from movementsim.lab.store.result_folder import ResultFolder

    first = ResultFolder(into)
    with locked_folder(into):
        there = [ResultFolder(other) for other in others]
        plan, new = merge_results(first, there)
        conducted = rewrite_report(plan, first, there)
    found = conducted.swept.found
    print(f"{new} runs are new in {into}; {found} of {conducted.planned} are stored.")
    if conducted.swept.found < conducted.planned:
        print(f"`movementsim resume {into}` makes the missing runs.")
    else:
        print(f"Report:  {conducted.report}")


def verify_command(
    folder: FolderArgument,
    sample: Annotated[
        str, typer.Option(help="Number or share of the stored runs, such as 20 or 1%.")
    ] = "1%",
    seed: Annotated[
        int | None, typer.Option(help="Seed of the sample.", show_default="a new one")
    ] = None,
    workers: WorkersOption = None,
    scheduler: SchedulerOption = None,
    quiet: QuietOption = False,
) -> None:
    """Repeat a random sample of the stored runs, and compare them with what is stored."""
    from movementsim.lab.execution.progress import progress_reporter
    from movementsim.lab.execution.verify import verify_sample
    from movementsim.lab.store.result_folder import ResultFolder

    there = ResultFolder(folder)
    seed = secrets.randbelow(10**6) if seed is None else seed
    settings = worker_settings(workers, scheduler, there.source.plugins, there.plan)
    with progress_reporter(quiet) as watcher:
        verified = verify_sample(there, sample, seed, settings, watcher)
    wrong = {found.run_id for found in verified.differences}
    failed = verified.swept.failed
    made = verified.swept.done
    if not quiet or wrong or failed:
        print(
            f"{made} of {verified.stored} stored runs were repeated (--seed {seed}): "
            f"{made - len(wrong)} are equal, {len(wrong)} differ."
        )
    for found in verified.differences[:10]:
        print(f"  {found}")
    for failure in failed:
        print(f"  run {failure.id} failed: {failure.error}")
    if wrong or failed:
        raise typer.Exit(SOME_DIFFER)


def replay_command(
    run_id: Annotated[str, typer.Argument(help="Id of a run, or its first letters.")],
    results: ResultsOption = RESULTS,
) -> None:
    """Repeat one stored run, and write all its indicators, week by week."""
    from movementsim.lab.execution.verify import find_run, replay_run

    folder, run = find_run(run_id, results)
    path, found = replay_run(folder, run)
    print(f"{run.cell.title}, replicate {run.replicate}, seed {run.seed}: {path}")
    if found:
        print("It differs from the stored run:")
        for difference in found[:10]:
            print(f"  {difference}")
        raise typer.Exit(SOME_DIFFER)
    print("It is equal to the stored run.")


def analyse_command(folder: FolderArgument) -> None:
    """Write the tables, figures and report of finished results again."""
    _again(folder)


def figures_command(folder: FolderArgument) -> None:
    """Draw the figures of finished results again."""
    from movementsim.lab.conduct import report_figures, write_figures
    from movementsim.lab.store.lock import locked_folder
    from movementsim.lab.store.result_folder import ResultFolder

    there = ResultFolder(folder)
    with locked_folder(folder):
        pictures = report_figures(there.plan, there.whole_tables())
        write_figures(pictures, folder)
    print("Figures: " + "\n         ".join(f"{folder / one.name}.png" for one in pictures))


def compare_command(
    before: FolderArgument,
    after: Annotated[Path, typer.Argument(help="Another folder of results.")],
    output: Annotated[
        Path | None,
        typer.Option(help="Folder for the figures.", show_default="none are drawn"),
    ] = None,
) -> None:
    """Compare two finished sweeps, with intervals."""
    from movementsim.lab.conduct import write_figures
    from movementsim.lab.report.two_sweeps import SweepTables, compare_sweeps
    from movementsim.lab.store.result_folder import ResultFolder

    same = before.name == after.name
    one, other = (
        SweepTables.of(ResultFolder(place), place.as_posix() if same else place.name)
        for place in (before, after)
    )
    section = compare_sweeps(one, other)
    print(section.text)
    if output:
        output.mkdir(parents=True, exist_ok=True)
        write_figures(section.pictures, output)


def _again(folder: Path) -> None:
    from movementsim.lab.conduct import rewrite_report
    from movementsim.lab.store.lock import locked_folder
    from movementsim.lab.store.result_folder import ResultFolder

    there = ResultFolder(folder)
    with locked_folder(folder):
        there.whole_tables()
        conducted = rewrite_report(there.plan, there)
    print("Figures: " + "\n         ".join(map(str, conducted.pictures)))
    print(f"Report:  {conducted.report}")


def publish_command(
    folder: FolderArgument,
    into: Annotated[
        Path | None,
        typer.Option(
            help="Copy the results into this folder of published results, such as results, and "
            "replace those of the same name; packs no crate unless --output is given.",
            show_default="nothing is copied",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            help="File of the crate, or a folder if it does not end in .zip.",
            show_default="FOLDER.zip",
        ),
    ] = None,
    license: Annotated[
        str | None,
        typer.Option(
            help="Licence of the results, as an address or in words.",
            show_default="none is stated",
        ),
    ] = None,
) -> None:
    """Publish finished results: pack them as an RO-Crate, or copy them with --into.

    The crate describes the results and their origin. Results in a folder of published results
    change only by this command.
    """
    from movementsim.lab.store.crate import write_crate
    from movementsim.lab.store.result_folder import ResultFolder

    finished = ResultFolder(folder)
    if into is not None:
        from movementsim.lab.store.published import publish_into

        print(f"Published: {publish_into(finished, into)}")
    if into is None or output is not None:
        place = output or folder.with_name(f"{folder.name}.zip")
        print(f"RO-Crate: {write_crate(finished, place, license)}")


RESULT_COMMANDS: Commands = {
    "status": status_command,
    "merge": merge_command,
    "verify": verify_command,
    "replay": replay_command,
    "analyse": analyse_command,
    "figures": figures_command,
    "compare": compare_command,
    "publish": publish_command,
}
"""The commands of this file, by the name under which they are called."""
