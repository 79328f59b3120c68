"""Figures along one or two parameters: means as curves, and paired differences between curves."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import matplotlib as mpl
from matplotlib.axes import Axes

from movementsim.lab.analysis.estimates import Estimates
from movementsim.lab.design.labels import parameter_label, value_label
from movementsim.lab.design.plan import Cell, table_value
from movementsim.lab.report.points import Points
from movementsim.lab.report.style import (
    COLOURS,
    GREY,
    LINE_STYLES,
    STYLE,
    Picture,
    add_legend,
    draw_interval,
    is_first_column,
    is_last_row,
    label_rows,
    panel_grid,
    runs_per_cell,
    set_heading,
    slug,
    unit_label,
)
from movementsim.lab.report.templates import caption
from movementsim.lab.report.wording import capitalised
from movementsim.plugins.schema import all_indicators


def plot_curves(estimates: Estimates, cells: Sequence[Cell]) -> Picture:
    """Draw each indicator along one or two parameters.

    Parameters
    ----------
    estimates, cells
        The runs, and the cells of a design that varies one parameter or crosses two.

    Returns
    -------
    Picture
        A panel per indicator. The first parameter is on the horizontal axis; colours are the values
        of the second or, with one parameter, the arms.
    """
    metrics = estimates.plan.experiment.report.metrics
    names = list(cells[0].point)
    values = list(dict.fromkeys(table_value(cell.point[names[0]]) for cell in cells))
    curves = _by_colour(cells, names)
    points = Points()
    figure, axes = panel_grid(len(metrics))
    with mpl.rc_context(STYLE):
        for axis, metric in zip(axes, metrics, strict=True):
            for number, (name, curve) in enumerate(curves.items()):
                shift = 0.12 * (number - (len(curves) - 1) / 2)
                places = [values.index(table_value(cell.point[names[0]])) + shift for cell in curve]
                means = [estimates.mean(cell, metric) for cell in curve]
                _draw_line(axis, places, [mean.mean for mean in means], number, name)
                for cell, place, mean in zip(curve, places, means, strict=True):
                    draw_interval(axis, mean, number, upright=place)
                    points.add(cell, metric, mean)
            set_heading(axis, metric)
            axis.set_xticks(range(len(values)), [value_label(names[0], value) for value in values])
            axis.set(ylabel=unit_label(metric), xlim=(-0.5, len(values) - 0.5))
            if is_last_row(axis):
                axis.set_xlabel(textwrap.fill(parameter_label(estimates.plan, names[0]), 40))
        add_legend(figure, axes[0], list(curves), _meaning_of_colours(estimates, names))
    text = caption("curves", runs=runs_per_cell(estimates, cells))
    return Picture(f"{slug(cells[0].design)}-along", figure, text, points.table())


def plot_effects(estimates: Estimates, cells: Sequence[Cell]) -> Picture:
    """Draw the paired differences between the curves of :func:`plot_curves`.

    Parameters
    ----------
    estimates, cells
        The runs, and the cells of a design that varies one parameter or crosses two.

    Returns
    -------
    Picture
        A panel per indicator, with a row for each value of the first parameter: the differences of
        all arms, or of all values of the second parameter, from the first one.
    """
    metrics = estimates.plan.experiment.report.metrics
    names = list(cells[0].point)
    (first, reference), *others = _by_colour(cells, names).items()
    values = [value_label(names[0], cell.point[names[0]]) for cell in reference]
    points = Points()
    figure, axes = panel_grid(len(metrics), size=(3.1, 1.1 + 0.28 * len(values)))
    contrast = f"{others[0][0]} minus {first}" if len(others) == 1 else f"minus {first}"
    colours = _meaning_of_colours(estimates, names)
    with mpl.rc_context(STYLE):
        for axis, metric in zip(axes, metrics, strict=True):
            for number, (name, group) in enumerate(others, start=1):
                for row, (cell, other) in enumerate(zip(group, reference, strict=True)):
                    difference = estimates.difference(cell, other, metric)
                    draw_interval(axis, difference, number, row=row, name="" if row else name)
                    points.add(cell, metric, difference, less=other)
            axis.axvline(0, color=GREY, linewidth=0.8)
            set_heading(axis, metric)
            label_rows(axis, values, metric, ticks=4)
            axis.set_xlabel(f"Difference ({all_indicators()[metric].unit})")
            if is_first_column(axis):
                axis.set_ylabel(textwrap.fill(parameter_label(estimates.plan, names[0]), 24))
        title = f"{colours}: {contrast}" if colours else capitalised(contrast)
        add_legend(figure, axes[0], [name for name, _ in others], title)
    text = caption("effects", contrast=contrast, runs=runs_per_cell(estimates, cells))
    return Picture(f"{slug(cells[0].design)}-effects", figure, text, points.table())


def _draw_line(
    axis: Axes, places: Sequence[float], means: Sequence[float], number: int, name: str
) -> None:
    axis.plot(
        places,
        means,
        linewidth=1,
        label=name,
        color=COLOURS[number % len(COLOURS)],
        linestyle=LINE_STYLES[number % len(LINE_STYLES)],
    )


def _meaning_of_colours(estimates: Estimates, names: list[str]) -> str:
    """Return the title of the parameter that colours stand for, empty if they stand for arms."""
    return parameter_label(estimates.plan, names[1]) if len(names) > 1 else ""


def _by_colour(cells: Sequence[Cell], names: list[str]) -> dict[str, list[Cell]]:
    """Return the cells by their arm or, with two parameters, by the value of the second."""
    groups: dict[str, list[Cell]] = {}
    for cell in cells:
        name = cell.arm if len(names) == 1 else value_label(names[1], cell.point[names[1]])
        groups.setdefault(name, []).append(cell)
    return groups
