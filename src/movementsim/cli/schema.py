"""The command that writes the JSON Schema of experiment files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from movementsim.cli.options import Commands, PluginsOption


def schema_command(
    output: Annotated[
        Path | None, typer.Option(help="File to write.", show_default="it is printed")
    ] = None,
    plugin: PluginsOption = None,
) -> None:
    """Print the JSON Schema of experiment files, by which editors complete and check them."""
    from movementsim.lab.config.schema import schema_text
    from movementsim.plugins.discovery import load_plugin

    for file in plugin or ():
        load_plugin(file)
    text = schema_text()
    if output is None:
        print(text, end="")
    else:
        output.write_text(text, encoding="utf-8")


SCHEMA_COMMANDS: Commands = {"schema": schema_command}
"""The command of this file, by the name under which it is called."""
