"""Render the texts of reports from the templates beside this module.

Code computes values, templates hold the sentences. A template that misses a value raises an error
instead of leaving a gap.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

CAPTIONS = "captions.md.j2"
"""The template that has one macro per figure."""
PHRASES = "phrases.md.j2"
"""The template that has one macro per phrase inside sentences and tables."""


def render(template: str, **values: Any) -> str:
    """Return the text of a template, without blank lines at its ends or twice in a row.

    Parameters
    ----------
    template
        File name in the folder `templates`.
    **values
        The values that the template names.

    Returns
    -------
    str
        The text, without white space at its ends.

    Raises
    ------
    jinja2.UndefinedError
        If the template names a value that is not given.
    """
    text = _environment().get_template(template).render(values)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def caption(figure: str, **values: Any) -> str:
    """Return the caption of a figure, in one line.

    Parameters
    ----------
    figure
        Name of the macro in `captions.md.j2`.
    **values
        The arguments of the macro.

    Returns
    -------
    str
        The caption, with single spaces.

    Raises
    ------
    AttributeError
        If there is no such macro.
    jinja2.UndefinedError
        If an argument of the macro is not given.
    """
    return _expand(CAPTIONS, figure, values)


def phrase(name: str, /, **values: Any) -> str:
    """Return a phrase that stands inside a sentence or a table.

    Parameters
    ----------
    name
        Name of the macro in `phrases.md.j2`.
    **values
        The arguments of the macro.

    Returns
    -------
    str
        The phrase, with single spaces and without a full stop.

    Raises
    ------
    AttributeError
        If there is no such macro.
    jinja2.UndefinedError
        If an argument of the macro is not given.
    """
    return _expand(PHRASES, name, values)


def markdown_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown.

    Parameters
    ----------
    header
        Titles of the columns.
    rows
        The cells of each row, as many as there are titles.

    Returns
    -------
    str
        The lines of the table, the header first.
    """
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("movementsim.lab.report", "templates"),
        undefined=StrictUndefined,
        autoescape=False,  # the texts are Markdown
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["table"] = markdown_table
    environment.filters["paragraph"] = lambda text: f"{_one_line(text)}\n"
    return environment


def _expand(template: str, macro: str, values: dict[str, Any]) -> str:
    """Return what a macro of a template makes of these values, in one line."""
    return _one_line(getattr(_environment().get_template(template).module, macro)(**values))


def _one_line(text: str) -> str:
    """Return a text as one line, with single spaces."""
    return " ".join(text.split())
