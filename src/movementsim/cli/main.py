"""The command line: run experiments; list the week, the rules, the strategies, the indicators."""

from __future__ import annotations

import os
import sys
import warnings
from typing import Annotated

import typer

from movementsim.cli import pages, results, sweeps
from movementsim.cli.options import Plugins
from movementsim.errors import InputError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Simulate how members, branches and power shape the life of social movements.",
)

sweeps.add_to(app)
results.add_to(app)

USED_WRONGLY = 2


def main() -> None:
    """Run the command line; what the user did wrong is one clear message and exit status 2."""
    warnings.formatwarning = _one_line
    try:
        app()
    except InputError as error:
        print(f"movementsim: {error}", file=sys.stderr)
        sys.exit(USED_WRONGLY)
    except BrokenPipeError:  # whoever reads has seen enough, as in `movementsim rules | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _one_line(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    line: str | None = None,
) -> str:
    """Say a warning without the place in the code, which is no use to whoever types commands."""
    return f"movementsim: {message}\n"


def _version(wanted: bool) -> None:
    if wanted:
        from movementsim import MODEL_VERSION, __version__

        print(f"movementsim {__version__}, model {MODEL_VERSION}")
        raise typer.Exit


@app.callback()
def _start(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    pass


@app.command()
def week(plugin: Plugins = None) -> None:
    """Print the week: each phase and rule, what it does, reads and writes, and its source."""
    from movementsim.reference import listing

    listing.load_plugins(plugin)
    listing.week()


@app.command()
def rules(
    name: Annotated[str | None, typer.Argument(help="One rule.")] = None, plugin: Plugins = None
) -> None:
    """List rules with their parameters: unit, range, default, status and source."""
    from movementsim.reference import listing

    listing.load_plugins(plugin)
    listing.rules(name)


@app.command()
def strategies(
    name: Annotated[str | None, typer.Argument(help="One strategy.")] = None,
    plugin: Plugins = None,
) -> None:
    """List strategies with their parameters: a trait each, range, default, neutral value."""
    from movementsim.reference import listing

    listing.load_plugins(plugin)
    listing.strategies(name)


@app.command()
def indicators() -> None:
    """List what can be recorded and reported."""
    from movementsim.reference import listing

    listing.indicators()


app.command()(pages.show)
app.command()(pages.export)


if __name__ == "__main__":
    main()
