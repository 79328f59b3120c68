"""Commands on results that are there: look, merge, check, tell again."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Annotated

import typer

from movementsim.cli.options import Place, Quiet, Results, Scheduler, Workers, hands

SOME_DIFFER = 1


def add_to(app: typer.Typer) -> None:
    """Give the command line these commands."""
    for command in (status, merge, verify, replay, analyse, figures, compare, publish):
        app.command()(command)


def status(folder: Results) -> None:
    """Say how far a sweep has come, what failed, and who is at it."""
    from movementsim.lab.report.status import told
    from movementsim.lab.store.result_folder import ResultFolder

    print(told(ResultFolder(folder)))


def merge(
    into: Annotated[Path, typer.Argument(help="The folder of results that gets all runs.")],
    others: Annotated[list[Path], typer.Argument(help="Folders of the same design.")],
) -> None:
    """Bring results of one design together that were made in several places."""
    from movementsim.lab.conduct import rewrite_report
    from movementsim.lab.store.lock import locked_folder
    from movementsim.lab.store.merge import merge_results as bring
    from movementsim.lab.store.result_folder import ResultFolder

    first = ResultFolder(into)
    with locked_folder(into):
        there = [ResultFolder(other) for other in others]
        plan, new = bring(first, there)
        conducted = rewrite_report(plan, first, there)
    print(
        f"{new} runs are new in {into}; {conducted.swept.found} of {conducted.planned} are there."
    )
    if conducted.swept.found < conducted.planned:
        print(f"`movementsim resume {into}` makes the rest.")
    else:
        print(f"Report:   {conducted.report}")


def verify(
    folder: Results,
    sample: Annotated[str, typer.Option(help="How many stored runs, such as 1% or 20.")] = "1%",
    seed: Annotated[
        int | None, typer.Option(help="Which sample.", show_default="a fresh one")
    ] = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    quiet: Quiet = False,
) -> None:
    """Make some stored runs again, chosen at random, and compare them."""
    from movementsim.lab.execution.progress import progress_reporter
    from movementsim.lab.execution.verify import verify_sample as make_again
    from movementsim.lab.store.result_folder import ResultFolder

    there = ResultFolder(folder)
    seed = secrets.randbelow(10**6) if seed is None else seed
    memory = there.plan.experiment.limits.worker_memory
    crew = hands(workers, scheduler, there.source.plugins, memory)
    with progress_reporter(quiet) as watcher:
        verified = make_again(there, sample, seed, crew, watcher)
    wrong = {found.run_id for found in verified.differences}
    failed = verified.swept.failed
    made = verified.swept.done
    if not quiet or wrong or failed:
        print(
            f"{made} of {verified.stored} stored runs were made again (--seed {seed}): "
            f"{made - len(wrong)} are the same, {len(wrong)} are not."
        )
    for found in verified.differences[:10]:
        print(f"  {found}")
    for failure in failed:
        print(f"  run {failure.id} failed: {failure.error}")
    if wrong or failed:
        raise typer.Exit(SOME_DIFFER)


def replay(
    run_id: Annotated[str, typer.Argument(help="A run's id, or how it begins.")],
    results: Place = Path("results"),
) -> None:
    """Make one stored run again, and write all its indicators, week by week."""
    from movementsim.lab.execution.verify import find_run
    from movementsim.lab.execution.verify import replay_run as make_again

    folder, run = find_run(run_id, results)
    path, found = make_again(folder, run)
    print(f"{run.cell.title}, replicate {run.replicate}, seed {run.seed}: {path}")
    if found:
        print("It is not the run that is stored:")
        for difference in found[:10]:
            print(f"  {difference}")
        raise typer.Exit(SOME_DIFFER)
    print("It ends as the stored run does.")


def analyse(folder: Results) -> None:
    """Write tables, figures and report of finished results once more."""
    _again(folder)


def figures(folder: Results) -> None:
    """Draw the figures of finished results once more."""
    from movementsim.lab.conduct import report_figures, write_figures
    from movementsim.lab.store.lock import locked_folder
    from movementsim.lab.store.result_folder import ResultFolder

    there = ResultFolder(folder)
    with locked_folder(folder):
        pictures = report_figures(there.plan, there.whole_tables())
        write_figures(pictures, folder)
    print("Pictures: " + "\n          ".join(f"{folder / one.name}.png" for one in pictures))


def compare(
    before: Results,
    after: Annotated[Path, typer.Argument(help="Another folder of results.")],
    output: Annotated[
        Path | None, typer.Option(help="A folder for the picture.", show_default="none is drawn")
    ] = None,
) -> None:
    """Say what differs between two finished sweeps, with intervals."""
    from movementsim.lab.conduct import write_figures
    from movementsim.lab.report.two_sweeps import Swept
    from movementsim.lab.report.two_sweeps import compare as compared
    from movementsim.lab.store.result_folder import ResultFolder

    same = before.name == after.name
    one, other = (
        Swept.of(ResultFolder(place), place.as_posix() if same else place.name)
        for place in (before, after)
    )
    section = compared(one, other)
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
    print("Pictures: " + "\n          ".join(map(str, conducted.pictures)))
    print(f"Report:   {conducted.report}")


def publish(
    folder: Results,
    output: Annotated[
        Path | None,
        typer.Option(help="Where the crate goes; a folder if no .zip.", show_default="FOLDER.zip"),
    ] = None,
    license: Annotated[
        str | None,
        typer.Option(
            help="Under what the results may be used, an address or words.",
            show_default="none is stated",
        ),
    ] = None,
) -> None:
    """Pack finished results as an RO-Crate, which says what they are and where they come from."""
    from movementsim.lab.store.publish import write_crate as pack
    from movementsim.lab.store.result_folder import ResultFolder

    place = output or folder.with_name(f"{folder.name}.zip")
    print(f"RO-Crate: {pack(ResultFolder(folder), place, license)}")
