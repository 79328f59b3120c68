"""The command line: all commands, and how errors and warnings are printed."""

from __future__ import annotations

import os
import sys
import warnings
from typing import Annotated

import typer

from movementsim.cli.lessons import LESSON_COMMANDS
from movementsim.cli.model import MODEL_COMMANDS
from movementsim.cli.pages import PAGE_COMMANDS
from movementsim.cli.results import RESULT_COMMANDS
from movementsim.cli.schema import SCHEMA_COMMANDS
from movementsim.cli.sweeps import SWEEP_COMMANDS
from movementsim.errors import InputError

USAGE_ERROR = 2
"""Exit status for input that cannot be used."""

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Simulate how members, branches and power shape the life of social movements.",
)
_COMMANDS = {
    **SWEEP_COMMANDS,
    **RESULT_COMMANDS,
    **MODEL_COMMANDS,
    **PAGE_COMMANDS,
    **LESSON_COMMANDS,
    **SCHEMA_COMMANDS,
}
for _name, _command in _COMMANDS.items():
    app.command(_name)(_command)


def main() -> None:
    """Run the command line; an input error prints one message and exits with status 2."""
    warnings.formatwarning = _one_line
    try:
        app()
    except InputError as error:
        print(f"movementsim: {error}", file=sys.stderr)
        sys.exit(USAGE_ERROR)
    except BrokenPipeError:  # the reader has closed the pipe, as in `movementsim rules | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _one_line(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    line: str | None = None,
) -> str:
    """Return a warning as one line, without the place in the code that raised it."""
    return f"movementsim: {message}\n"


def _print_version(wanted: bool) -> None:
    if wanted:
        from movementsim import MODEL_VERSION, __version__

        print(f"movementsim {__version__}, model {MODEL_VERSION}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and exit."
        ),
    ] = False,
) -> None:
    pass


if __name__ == "__main__":
    main()
