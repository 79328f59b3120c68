"""Commands for the pages: show, export."""

from __future__ import annotations

import os
import socket
import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from movementsim.cli.options import Commands
from movementsim.errors import InputError

if TYPE_CHECKING:
    from movementsim.app.lessons.panels import Panels
    from movementsim.app.server.run_pool import RunPool

_Results = Annotated[
    Path | None,
    typer.Argument(metavar="RESULTS", help="A folder of results, of which to show two runs."),
]
_Run = Annotated[str | None, typer.Option(metavar="ID", help="Id of the stored run to show as A.")]
_Beside = Annotated[
    str | None, typer.Option(metavar="ID", help="Id of the stored run to show beside it, as B.")
]
_Replicate = Annotated[int, typer.Option(min=0, help="Replicate to show if no run id is given.")]
_Lessons = Annotated[
    Path | None,
    typer.Option(metavar="FOLDER", help="Folder of your own lessons."),
]
_WithLessons = Annotated[
    bool, typer.Option("--with-lessons", help="Add all lessons, each with its recording.")
]


def show_command(
    results: _Results = None,
    run: _Run = None,
    beside: _Beside = None,
    replicate: _Replicate = 0,
    host: Annotated[
        str, typer.Option(help="Address to listen at; 127.0.0.1 admits this computer only.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 0,
    opens: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the browser when ready.")
    ] = True,
    lessons: _Lessons = None,
) -> None:
    """Show two movements side by side in the browser."""
    listener = _listen(host, port)  # first, since it is quick and fails most often
    from movementsim.app.server.run_pool import RunPool

    pool = RunPool()
    # the processes load, and run the opening pair, while everything else loads
    if results is None:
        pool.open()
    else:
        pool.warm()
    try:
        stored = _stored_panels(results, run, beside, replicate)
        _serve(listener, host, opens, lessons, pool, stored)
    finally:
        pool.close()


def export_command(
    output: Annotated[Path, typer.Option("--output", "-o", help="The HTML file to write.")],
    source: Annotated[
        Path | None,
        typer.Argument(help="A scenario (TOML) or a folder of results.", show_default="the levers"),
    ] = None,
    beside: Annotated[
        str | None, typer.Option(help="Another scenario, or the id of a stored run, to show as B.")
    ] = None,
    run: _Run = None,
    replicate: _Replicate = 0,
    a: Annotated[str, typer.Option(metavar="PRESET", help="Preset of A.")] = "organising",
    b: Annotated[str, typer.Option(metavar="PRESET", help="Preset of B.")] = "faction_fight",
    members: Annotated[int, typer.Option(help="Members at the start.")] = 200,
    weeks: Annotated[int, typer.Option(help="Number of weeks.")] = 120,
    seed: Annotated[int, typer.Option(help="Seed of the random draws.")] = 1,
    atlas: Annotated[
        bool,
        typer.Option("--atlas", help="Write a grid of runs, with sliders to choose among them."),
    ] = False,
    axis: Annotated[
        list[str] | None,
        typer.Option(metavar="LEVER=V,V,V", help="An axis of the atlas; may be repeated."),
    ] = None,
    with_lessons: _WithLessons = False,
    lessons: _Lessons = None,
) -> None:
    """Write one HTML file that opens by double-click, with no network and no Python."""
    from movementsim.app.hosts import export as files
    from movementsim.app.hosts.atlas import DEFAULT_AXES

    files.check_output(output)
    with _progress_bar() as report:
        page = files.exported_page(
            files.ExportRequest(
                source=source,
                run=run,
                beside=beside,
                replicate=replicate,
                presets=(a, b),
                common={"members": members, "weeks": weeks, "seed": seed},
                axes=tuple(axis or (DEFAULT_AXES if atlas else ())),
                with_lessons=with_lessons,
                lesson_folder=lessons,
            ),
            report,
        )
    files.write_page(page, output)
    print(f"Written: {output} ({len(page.encode()) / 1e6:.1f} MB). Open it by double-click.")


@contextmanager
def _progress_bar() -> Iterator[Callable[[int, int], None]]:
    """Show how many runs are done, if the error output is a terminal."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("runs", total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


def _serve(
    listener: socket.socket,
    host: str,
    opens: bool,
    lessons: Path | None,
    pool: RunPool,
    stored: Panels | None,
) -> None:
    here = host in ("127.0.0.1", "localhost", "::1")
    if lessons:
        from movementsim.app.lessons.lesson import read_lessons

        read_lessons(lessons)  # so that a mistake is reported before anything opens
    _announce(listener, host, opens)

    import uvicorn

    from movementsim.app.server.admission import ServerState
    from movementsim.app.server.application import make_app

    state = ServerState(pool, str(lessons) if lessons else None, stored, shared=not here)
    names = ("127.0.0.1", "localhost", "[::1]") if here else ("*",)
    config = uvicorn.Config(
        make_app(state, names),
        log_level="error",
        server_header=False,
        timeout_graceful_shutdown=1,
        lifespan="on",
    )
    uvicorn.Server(config).run(sockets=[listener])


def _announce(listener: socket.socket, host: str, opens: bool) -> None:
    """Print the address of the pages, and open it; the socket accepts before the server loads."""
    everywhere = host in ("0.0.0.0", "::")
    name = "127.0.0.1" if everywhere else host
    port = listener.getsockname()[1]
    address = f"http://{f'[{name}]' if ':' in name else name}:{port}/"
    print(f"Showing at {address}  (Ctrl-C stops it)", flush=True)
    if everywhere:
        print(f"From other computers: http://{socket.gethostname()}:{port}/", flush=True)
    if opens:
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens there.

    Returns
    -------
    socket.socket
        The socket, which accepts connections from now on; the caller closes it.

    Raises
    ------
    InputError
        If the port is taken or the host is not this computer.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    if os.name == "posix":  # so that a port that was just released can be used
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except (OSError, OverflowError) as error:
        listener.close()
        raise InputError(
            f"cannot listen at {host}, port {port}: {error}; leave --port out to get a free one"
        ) from error
    return listener


def _stored_panels(
    results: Path | None, run: str | None, beside: str | None, replicate: int
) -> Panels | None:
    if results is None:
        if run or beside:
            raise InputError("--run and --beside name stored runs; give their folder as well")
        return None
    from movementsim.app.hosts.stored import stored_panels

    return stored_panels(results, run, beside, replicate)


PAGE_COMMANDS: Commands = {"show": show_command, "export": export_command}
"""The commands of this file, by the name under which they are called."""
