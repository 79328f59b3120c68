"""Commands that describe the model: week, rules, strategies, indicators."""

from __future__ import annotations

from typing import Annotated

import typer

from movementsim.cli.options import Commands, PluginsOption


def week_command(plugin: PluginsOption = None) -> None:
    """Print the week: each phase and rule, what it does, reads and writes, and its source."""
    from movementsim.reference import listing

    listing.load_plugins(plugin)
    listing.print_week()


def rules_command(
    name: Annotated[str | None, typer.Argument(help="Name of one rule.")] = None,
    plugin: PluginsOption = None,
) -> None:
    """List rules with their parameters: unit, range, default, status and source."""
    from movementsim.reference import listing

    listing.load_plugins(plugin)
    listing.print_rules(name)


def strategies_command(
    name: Annotated[str | None, typer.Argument(help="Name of one strategy.")] = None,
    plugin: PluginsOption = None,
) -> None:
    """List strategies with their parameters: range, default, neutral value and source."""
    from movementsim.reference import listing

    listing.load_plugins(plugin)
    listing.print_strategies(name)


def indicators_command(plugin: PluginsOption = None) -> None:
    """List the indicators that a run can record and report."""
    from movementsim.reference import listing

    listing.load_plugins(plugin)
    listing.print_indicators()


MODEL_COMMANDS: Commands = {
    "week": week_command,
    "rules": rules_command,
    "strategies": strategies_command,
    "indicators": indicators_command,
}
"""The commands of this file, by the name under which they are called."""
