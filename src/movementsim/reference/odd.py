"""The tables of the model's page, written from the code that runs.

The page keeps its prose by hand; between `<!-- generated: ... -->` and `<!-- end -->` stands what
this module writes. `python -m movementsim.reference.odd` brings the page up to date, `--check` only says
whether it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from movementsim.errors import InputError
from movementsim.kernel.columns import NEVER, NOBODY, Column
from movementsim.kernel.parameters import Parameter
from movementsim.plugins.discovery import Discovered, find_indicators, find_rules, find_strategies
from movementsim.rules.base import PHASES
from movementsim.simulation.week import Week
from movementsim.state.birth import birth
from movementsim.state.extension import gathered, schema_of
from movementsim.state.observed import Indicator
from movementsim.state.schema import Schema

PAGE = Path("docs/model.md")
BLOCK = re.compile(r"(<!-- generated: ([^>]+?) -->\n).*?(<!-- end -->)", re.DOTALL)

type Cells = Iterable[Iterable[str]]


def fresh(page: str) -> str:
    """Return the page with every generated block written anew.

    Parameters
    ----------
    page
        Markdown with blocks such as `<!-- generated: state --> ... <!-- end -->`.

    Raises
    ------
    InputError
        For a block of an unknown name, or one that is not closed.
    """
    if page.count("<!-- generated:") != len(BLOCK.findall(page)):
        raise InputError("a generated block of the page has no <!-- end -->; close it")
    return BLOCK.sub(lambda found: found[1] + _block(found[2]) + found[3], page)


def _block(name: str) -> str:
    if name not in TABLES:
        raise InputError(f"no generated block {name!r}; there are: {', '.join(TABLES)}")
    return TABLES[name]()


def state() -> str:
    """Return the columns of people and of branches."""
    drawn = set(birth(0, np.zeros(1, np.uint64)))
    schema = _schema()
    return (
        "People\n\n"
        + _columns(schema.known_people.values(), drawn)
        + "\nBranches\n\n"
        + _columns(schema.known_branches.values(), set())
    )


def _schema() -> Schema:
    """Return what the state of a movement with all of this package's rules is made of."""
    rules = [kind() for kind in _ours(find_rules()).values()]
    return schema_of(rules, rules)


def _our_indicators() -> dict[str, Indicator]:
    """Return this package's indicators, by name."""
    ours = [
        find_indicators()[name].kind
        for name in find_indicators()
        if find_indicators()[name].origin.startswith("movementsim ")
    ]
    brought = gathered("indicators", _ours(find_rules()).values())
    return {about.name: about for about in ours} | brought


def _columns(columns: Iterable[Column], drawn: set[str]) -> str:
    return _table(
        ("column", "what it is", "unit", "range", "at birth", "source"),
        (
            (
                f"`{about.name}`",
                about.meaning,
                about.unit,
                _column_range(about),
                "drawn" if about.name in drawn else _at_birth(about),
                about.source,
            )
            for about in columns
        ),
    )


def _column_range(about: Column) -> str:
    if about.unit == "yes/no":
        return "yes, no"
    if about.low == NEVER:
        return "a week, or never"
    if about.unit == "slot":
        return "a slot, or nobody" if about.low == NOBODY else "a slot"
    return _span(about.low, np.inf if about.high >= 2**31 else about.high)


def _at_birth(about: Column) -> str:
    if about.unit == "yes/no":
        return "yes" if about.default else "no"
    if about.name == "uid":
        return "given"
    special = {NEVER: "never", NOBODY: "nobody"}
    return special.get(int(about.default), _number(about.default))


def week() -> str:
    """Return the week: phases and rules in the order they resolve."""
    return _table(
        ("phase", "rule", "what it does", "reads", "writes", "source"),
        (
            (
                row.phase,
                f"`{row.rule}`" if row.rule else "",
                row.does,
                ", ".join(row.reads),
                ", ".join(row.writes),
                row.source,
            )
            for row in Week(kind() for kind in _ours(find_rules()).values()).table()
        ),
    )


def rules(phase: str) -> str:
    """Return the parameters of the rules of one phase; a source only where it is not the rule's."""
    listed = sorted(
        (kind.rank, name, kind) for name, kind in _ours(find_rules()).items() if kind.phase == phase
    )
    return _table(
        ("rule", "parameter", "what it is", "unit", "range", "default", "status", "source"),
        (
            (
                f"`{name}`",
                *_parameter(about),
                about.status,
                "" if about.source == kind.source else about.source,
            )
            for _, name, kind in listed
            for about in kind.parameters()
        ),
    )


def status() -> str:
    """Return how many of the rules' parameters have which status, and names those not assumed."""
    listed: dict[str, list[str]] = {}
    for name, kind in _ours(find_rules()).items():
        for about in kind.parameters():
            listed.setdefault(about.status, []).append(f"`{name}.{about.name}`")
    return _table(
        ("status", "parameters of rules", "which"),
        (
            (called, str(len(names)), "all others" if called == "assumed" else ", ".join(names))
            for called, names in sorted(listed.items())
        ),
    )


def strategies() -> str:
    """Return the parameters of the shipped strategies, with the value that switches each off."""
    return _table(
        ("strategy", "parameter", "what it is", "unit", "range", "default", "neutral", "source"),
        (
            (f"`{name}`", *_parameter(about), _number(about.neutral), about.source)
            for name, kind in _ours(find_strategies()).items()
            for about in kind.parameters()
        ),
    )


def _parameter(about: Parameter) -> tuple[str, ...]:
    span = "yes, no" if isinstance(about.default, bool) else _span(about.low, about.high)
    return (f"`{about.name}`", about.meaning, about.unit, span, _number(about.default))


def verbs() -> str:
    """Return what members can ask to do, and what it costs."""
    return _table(
        ("verb", "what is asked for", "hours", "source"),
        (
            (f"`{name}`", verb.meaning, _number(verb.hours), verb.source)
            for name, verb in _schema().verbs.items()
        ),
    )


def indicators() -> str:
    """Return the indicators that the package declares."""
    return _table(
        ("indicator", "what it says", "unit", "good for the movement"),
        (
            (f"`{name}`", about.meaning, about.unit, about.better)
            for name, about in _our_indicators().items()
        ),
    )


TABLES: dict[str, Callable[[], str]] = {
    "state": state,
    "week": week,
    **{f"rules of {phase}": lambda phase=phase: rules(phase) for phase in PHASES},  # type: ignore[misc]
    "strategies": strategies,
    "verbs": verbs,
    "indicators": indicators,
    "status": status,
}


def _first_line(documented: object) -> str:
    """Return the first line of a docstring, without the source in brackets."""
    return re.sub(
        r" \([^()]*\bS\d\.[^()]*\)", "", (documented.__doc__ or "").strip().split("\n")[0]
    )


def _ours[T](found: Mapping[str, Discovered[type[T]]]) -> dict[str, type[T]]:
    """Return this package's kinds, by name: what else is installed is no matter of the page."""
    return {
        name: item.kind
        for name, item in sorted(found.items())
        if item.kind.__module__.startswith("movementsim.")
    }


def _span(low: float, high: float) -> str:
    if np.isinf(high):
        return f"{_number(low)} or more" if np.isfinite(low) else "any"
    return f"{_number(low)} to {_number(high)}"


def _number(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.4g}" if abs(value) < 1e4 else f"{value:,.0f}"


def _table(head: tuple[str, ...], rows: Cells) -> str:
    lines = [head, ("---",) * len(head), *rows]
    cells = [[cell.replace("|", "\\|") for cell in line] for line in lines]
    return "".join(f"| {' | '.join(line)} |\n" for line in cells)


def main(
    page: Annotated[Path, typer.Argument(help="The model's page.")] = PAGE,
    check: Annotated[bool, typer.Option(help="Change nothing; exit 1 if it is stale.")] = False,
) -> None:
    """Write the generated tables of the model's page anew, from the code."""
    try:
        written = page.read_text(encoding="utf-8")
        wanted = fresh(written)
    except (OSError, InputError) as error:
        typer.echo(f"{page}: {error}", err=True)
        raise typer.Exit(2) from error
    if written == wanted:
        typer.echo(f"{page} is up to date")
    elif check:
        typer.echo(f"{page} is stale: run python -m movementsim.reference.odd", err=True)
        raise typer.Exit(1)
    else:
        page.write_text(wanted, encoding="utf-8")
        typer.echo(f"{page} is written anew")


if __name__ == "__main__":
    typer.run(main)
