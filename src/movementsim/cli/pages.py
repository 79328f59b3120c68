"""The commands `show` and `export`; what is heavy is loaded when it is needed."""

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

from movementsim.errors import InputError

if TYPE_CHECKING:
    from movementsim.app.lessons.panels import Panels
    from movementsim.app.server.workroom import Workroom

Results = Annotated[
    Path | None,
    typer.Argument(
        metavar="[RESULTS]", help="A folder that `movementsim run` has written, to replay from."
    ),
]
Run = Annotated[
    str | None, typer.Option(metavar="ID", help="The stored run to show as A, by its id.")
]
Beside = Annotated[
    str | None, typer.Option(metavar="ID", help="The stored run to show beside it, as B.")
]
Replicate = Annotated[int, typer.Option(min=0, help="Which replicate, where no run is named.")]
Lessons = Annotated[
    Path | None, typer.Option(metavar="FOLDER", help="Lessons of your own, after those shipped.")
]


def show(
    results: Results = None,
    run: Run = None,
    beside: Beside = None,
    replicate: Replicate = 0,
    host: Annotated[
        str, typer.Option(help="Where to listen; 127.0.0.1 is this computer alone.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes a free one.")] = 0,
    opens: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the browser when ready.")
    ] = True,
    lessons: Lessons = None,
) -> None:
    """Show two movements side by side in the browser."""
    door = _door(host, port)  # first of all: it costs nothing and is what most often fails
    from movementsim.app.server.workroom import Workroom

    workroom = Workroom()
    # the processes load, and run what the page opens with, while everything else loads
    if results is None:
        workroom.open()
    else:
        workroom.warm()
    try:
        _serve(door, host, opens, lessons, workroom, _stored(results, run, beside, replicate))
    finally:
        workroom.close()


def export(
    output: Annotated[Path, typer.Option("--output", "-o", help="The HTML file to write.")],
    source: Annotated[
        Path | None,
        typer.Argument(help="A scenario (TOML) or a folder of results; left out, the levers."),
    ] = None,
    beside: Annotated[
        str | None, typer.Option(help="Another scenario, or a stored run's id, as B.")
    ] = None,
    run: Run = None,
    replicate: Replicate = 0,
    a: Annotated[str, typer.Option(metavar="PRESET", help="The preset of A.")] = "organising",
    b: Annotated[str, typer.Option(metavar="PRESET", help="The preset of B.")] = "faction_fight",
    members: Annotated[int, typer.Option(help="Members at the start.")] = 200,
    weeks: Annotated[int, typer.Option(help="Weeks.")] = 120,
    seed: Annotated[int, typer.Option(help="The luck: one number, one history.")] = 1,
    atlas: Annotated[
        bool, typer.Option("--atlas", help="A grid of runs, with sliders between them.")
    ] = False,
    axis: Annotated[
        list[str] | None,
        typer.Option(metavar="LEVER=V,V,V", help="An axis of the atlas; may be given again."),
    ] = None,
    with_lessons: Annotated[
        bool, typer.Option("--with-lessons", help="All lessons, each with its recording.")
    ] = False,
    lessons: Lessons = None,
) -> None:
    """Write one HTML file that opens by double-click, with no network and no Python."""
    from movementsim.app.hosts import export as files

    files.check_output(output)
    with _telling() as tell:
        page = files.made(
            files.Wanted(
                source=source,
                run=run,
                beside=beside,
                replicate=replicate,
                presets=(a, b),
                common={"members": members, "weeks": weeks, "seed": seed},
                axes=tuple(axis or (files.DEFAULT_AXES if atlas else ())),
                with_lessons=with_lessons,
                lesson_folder=lessons,
            ),
            tell,
        )
    files.write(page, output)
    print(f"Written: {output} ({len(page.encode()) / 1e6:.1f} MB). Open it by double-click.")


@contextmanager
def _telling() -> Iterator[Callable[[int, int], None]]:
    """Show how many runs are done, on a terminal alone."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("runs", total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


def _serve(
    door: socket.socket,
    host: str,
    opens: bool,
    lessons: Path | None,
    workroom: Workroom,
    stored: Panels | None,
) -> None:
    here = host in ("127.0.0.1", "localhost", "::1")
    if lessons:
        from movementsim.app.lessons.lessons import lessons as read

        read(str(lessons))  # a wrong one is told before anything opens
    _announce(door, host, opens)

    import uvicorn

    from movementsim.app.server.queue import Desk
    from movementsim.app.server.server import make_app

    desk = Desk(workroom, str(lessons) if lessons else None, stored, shared=not here)
    names = ("127.0.0.1", "localhost", "[::1]") if here else ("*",)
    config = uvicorn.Config(
        make_app(desk, names),
        log_level="error",
        server_header=False,
        timeout_graceful_shutdown=1,
        lifespan="on",
    )
    uvicorn.Server(config).run(sockets=[door])


def _announce(door: socket.socket, host: str, opens: bool) -> None:
    """Say where the pages are, and open them: a browser may knock before the server is loaded."""
    everywhere = host in ("0.0.0.0", "::")
    name = "127.0.0.1" if everywhere else host
    port = door.getsockname()[1]
    address = f"http://{f'[{name}]' if ':' in name else name}:{port}/"
    print(f"Showing at {address}  (Ctrl-C ends it)", flush=True)
    if everywhere:
        print(f"From other computers: http://{socket.gethostname()}:{port}/", flush=True)
    if opens:
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def _door(host: str, port: int) -> socket.socket:
    """Return a socket that listens there.

    Raises
    ------
    InputError
        When the port is taken or the host is not this computer's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    door = socket.socket(family, socket.SOCK_STREAM)
    if os.name == "posix":  # a port that was just given back may be taken again
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((host, port))
        door.listen(128)
    except (OSError, OverflowError) as error:
        door.close()
        raise InputError(
            f"cannot listen at {host}, port {port}: {error}; leave --port out to get a free one"
        ) from error
    return door


def _stored(
    results: Path | None, run: str | None, beside: str | None, replicate: int
) -> Panels | None:
    if results is None:
        if run or beside:
            raise InputError("--run and --beside name stored runs: give their folder as well")
        return None
    from movementsim.app.hosts.stored import stored_panels

    return stored_panels(results, run, beside, replicate)
