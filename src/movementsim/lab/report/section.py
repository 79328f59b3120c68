"""What a report is made of: sections of Markdown, and figures with captions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


class ReportFigure(Protocol):
    """A figure of a report.

    Attributes
    ----------
    name
        Name of its files, without the suffix.
    caption
        The caption printed below the figure.
    """

    @property
    def name(self) -> str: ...  # noqa: D102

    @property
    def caption(self) -> str: ...  # noqa: D102

    def save(self, folder: Path) -> None:
        """Write the figure as PNG and SVG, and the numbers it shows as CSV."""


@dataclass(frozen=True)
class Section:
    """A part of a report: Markdown, followed by figures with their captions.

    Attributes
    ----------
    text
        Markdown, with its heading.
    pictures
        The figures below the text, in this order.
    """

    text: str
    pictures: tuple[ReportFigure, ...] = ()
