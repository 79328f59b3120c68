"""The tables of the pages on the model and its rules, in Markdown, written from the code that runs.

`docs/model.md` and the pages in `docs/rules/` call these functions in blocks of cog, and
`make tables` updates what the blocks hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from movementsim.kernel.columns import NEVER, NOBODY, Column
from movementsim.kernel.parameters import Parameter
from movementsim.plugins.discovery import (
    Discovered,
    find_indicators,
    find_rules,
    find_strategies,
    rule_class,
)
from movementsim.simulation.week import Week
from movementsim.state.birth import draw_traits
from movementsim.state.extension import declarations_of, schema_of
from movementsim.state.observed import Indicator
from movementsim.state.schema import Schema

type _Cells = Iterable[Iterable[str]]


def state_table() -> str:
    """Return the columns of people and of branches, with range, unit and value at birth."""
    drawn = set(draw_traits(np.zeros(1, np.uint64)))
    schema = _schema()
    return (
        "People\n\n"
        + _columns(schema.known_people.values(), drawn)
        + "\nBranches\n\n"
        + _columns(schema.known_branches.values(), set())
    )


def _schema() -> Schema:
    """Return the schema of a movement with all rules of this package."""
    rules = [kind() for kind in _ours(find_rules()).values()]
    return schema_of(rules, rules)


def _our_indicators() -> dict[str, Indicator]:
    """Return this package's indicators, by name."""
    ours = [
        find_indicators()[name].kind
        for name in find_indicators()
        if find_indicators()[name].origin.startswith("movementsim ")
    ]
    brought = declarations_of("indicators", _ours(find_rules()).values())
    return {about.name: about for about in ours} | brought


def _columns(columns: Iterable[Column], drawn: set[str]) -> str:
    return _markdown(
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
    if about.refers:
        return "a slot, or nobody" if about.low == NOBODY else "a slot"
    return _span(about.low, np.inf if about.high >= 2**31 else about.high)


def _at_birth(about: Column) -> str:
    if about.unit == "yes/no":
        return "yes" if about.default else "no"
    if about.name == "uid":
        return "given"
    special = {NEVER: "never", NOBODY: "nobody"}
    return special.get(int(about.default), _number(about.default))


def week_table() -> str:
    """Return the phases and rules of a week, in their order."""
    return _markdown(
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


def rules_table(phase: str) -> str:
    """Return the parameters of the rules of one phase, with any source that is not the rule's."""
    listed = sorted(
        (kind.rank, name, kind) for name, kind in _ours(find_rules()).items() if kind.phase == phase
    )
    return _markdown(
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


def parameters_of_rule(name: str) -> str:
    """Return the parameters of one rule, with any source that is not the rule's."""
    kind = rule_class(name)
    rows = [
        (*_parameter(about), about.status, "" if about.source == kind.source else about.source)
        for about in kind.parameters()
    ]
    if not rows:
        return "This rule has no parameters.\n"
    return _markdown(("parameter", "meaning", "unit", "range", "default", "status", "source"), rows)


def brought_by_rule(name: str) -> str:
    """Return the phase of one rule, what it reads and writes, and what it declares."""
    kind = rule_class(name)
    about = _markdown(
        ("phase of the week", "reads", "writes"),
        [(kind.phase, _code(kind.reads) or "nothing", _code(kind.writes) or "nothing")],
    )
    brings = kind.brings
    rows = [
        (
            what,
            f"`{item.name}`",
            getattr(item, "meaning", "") or _code(getattr(item, "columns", ())),
        )
        for what, items in (
            ("column of people", brings.people),
            ("column of branches", brings.branches),
            ("table", brings.tables),
            ("fact", brings.facts),
            ("kind of act", brings.kinds),
            ("verb", brings.verbs),
            ("indicator", brings.indicators),
        )
        for item in items
    ]
    if not rows:
        return (
            about
            + "\nIt declares no columns, facts, kinds of acts, verbs or indicators of its own.\n"
        )
    return about + "\n" + _markdown(("declares", "name", "meaning, or columns of the fact"), rows)


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def status_table() -> str:
    """Return the number of the rules' parameters by status, and name those that are not assumed."""
    listed: dict[str, list[str]] = {}
    for name, kind in _ours(find_rules()).items():
        for about in kind.parameters():
            listed.setdefault(about.status, []).append(f"`{name}.{about.name}`")
    return _markdown(
        ("status", "parameters of rules", "which"),
        (
            (called, str(len(names)), "all others" if called == "assumed" else ", ".join(names))
            for called, names in sorted(listed.items())
        ),
    )


def strategies_table() -> str:
    """Return the parameters of the shipped strategies, with the values that switch them off."""
    return _markdown(
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


def verbs_table() -> str:
    """Return the verbs by which members act, with the hours that each costs."""
    return _markdown(
        ("verb", "what is asked for", "hours", "source"),
        (
            (f"`{name}`", verb.meaning, _number(verb.hours), verb.source)
            for name, verb in _schema().verbs.items()
        ),
    )


def indicators_table() -> str:
    """Return the indicators that the package declares."""
    return _markdown(
        ("indicator", "what it says", "unit", "good for the movement"),
        (
            (f"`{name}`", about.meaning, about.unit, about.better)
            for name, about in _our_indicators().items()
        ),
    )


def _ours[T](found: Mapping[str, Discovered[type[T]]]) -> dict[str, type[T]]:
    """Return this package's own classes by name, whatever else is installed."""
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


def _markdown(head: tuple[str, ...], rows: _Cells) -> str:
    lines = [head, ("---",) * len(head), *rows]
    cells = [[cell.replace("|", "\\|") for cell in line] for line in lines]
    return "".join(f"| {' | '.join(line)} |\n" for line in cells)
