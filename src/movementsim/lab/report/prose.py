"""Numbers and tables in words, for reports."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from movementsim.measures import Interval, PairedDifference
from movementsim.plugins.schema import all_indicators


class Shown(Protocol):
    """A picture: its file's name, its caption, and how it is written."""

    @property
    def name(self) -> str: ...  # noqa: D102

    @property
    def caption(self) -> str: ...  # noqa: D102

    def save(self, folder: Path) -> None:
        """Write it as PNG and SVG, and the numbers it shows as CSV."""


@dataclass(frozen=True)
class Section:
    """A part of the report: Markdown, then pictures with their captions."""

    text: str
    pictures: tuple[Shown, ...] = ()


def markdown(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def named(metric: str) -> str:
    """Return what an indicator is, with its unit."""
    about = all_indicators()[metric]
    return f"{about.meaning} ({about.unit})"


def between(found: Interval | PairedDifference) -> str:
    """Return a mean with its interval, with the digits that the interval gives sense to."""
    if math.isnan(found.mean):
        return "none"
    if math.isnan(found.low):
        return number(found.mean)
    digits = _digits(found.high - found.low or abs(found.mean))
    low, mean, high = (_written(value, digits) for value in (found.low, found.mean, found.high))
    return f"{mean} ({low} to {high})"


def number(value: float) -> str:
    """Return a number with two or three significant digits."""
    return _written(value, _digits(abs(value) / 3))


def _written(value: float, digits: int) -> str:
    # adding nought turns a rounded −0 into 0
    return f"{round(value, digits) + 0.0:,.{digits}f}".replace("-", "−")


def _digits(width: float) -> int:
    return min(max(0, 1 - math.floor(math.log10(width))), 4) if width > 0 else 0
