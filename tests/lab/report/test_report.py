"""Sections, figures and texts of reports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from movementsim.lab.report.report import build_report
from movementsim.lab.report.sections import report_sections
from movementsim.lab.store.finished import SweepSummary
from movementsim.lab.store.store import run_labels
from tests.lab.made_up import ARMS, CUBE, X, Y, planned, runs_of


@pytest.mark.parametrize(
    ("sections", "pictures"),
    [
        ({"design": {"kind": "saltelli", "n": 8, "parameters": CUBE}}, {"design-inputs"}),
        (
            {"design": {"kind": "morris", "n": 4, "parameters": CUBE}, "arms": ARMS},
            {"design-inputs"},
        ),
        (
            {"design": {"kind": "lhs", "n": 12, "parameters": CUBE}},
            {"design-inputs", "design-sample"},
        ),
        (
            {"design": {"parameters": {X: [-2, -1, 0], Y: [1, 2, 3]}}, "arms": ARMS},
            {"design-factionalists", "design-factionalists-tipping"},
        ),
        ({"design": {"parameters": {X: list(range(-6, 1))}}}, {"design-along"}),
    ],
)
def test_each_design_has_its_figures(
    sections: dict[str, Any], pictures: set[str], tmp_path: Path
) -> None:
    whole = planned(**sections)
    rows = runs_of(
        whole,
        lambda cell, draws: (
            sum(cell.point.values()) * (1 + (cell.arm == "factionalists")) + float(draws.normal())
        ),
    )
    drawn = [one for section in report_sections(whole, {"runs": rows}) for one in section.pictures]
    assert {picture.name for picture in drawn} >= pictures
    for picture in drawn:
        picture.save(tmp_path)
        points = pd.read_csv(tmp_path / f"{picture.name}.csv")
        places = "design" if picture.name.endswith("-inputs") else "cell"
        assert set(points[places]) <= set(run_labels(whole)[places])
        assert (tmp_path / f"{picture.name}.png").read_bytes().startswith(b"\x89PNG")
        assert (
            "members" in (tmp_path / f"{picture.name}.svg").read_text().lower() or picture.caption
        )


def test_report_gives_the_design_and_the_command() -> None:
    inputs = {X: {"low": -3, "high": -1}, "without.reaction": [False, True]}
    whole = planned(design={"kind": "lhs", "n": 12, "parameters": inputs}, arms=ARMS)
    summary = SweepSummary(done=96, found=0, failed=(), seconds=1.0, run_seconds=1.0)
    rows = runs_of(whole, lambda cell, draws: cell.point[X] + float(draws.normal()))
    text, figures = build_report(whole, {"runs": rows}, summary, "movementsim run file.toml")
    assert text.startswith("# made-up\n\n**Question.** ?\n\n## Design\n\n96 runs of 8 weeks: 4 rep")
    assert "- arm **organisers**: following = Organiser 0.1\n" in text
    assert "- design: a Latin hypercube sample, 12 points\n" in text
    assert "−3 to −1\n" in text
    assert "```\nmovementsim run file.toml\n```" in text
    assert "runs failed" not in text
    assert "<" not in text  # no Python object is printed in place of a value
    assert "\n\n\n" not in text
    for figure in figures:
        assert f"![{figure.name}]({figure.name}.png)\n\n*{figure.caption}*\n" in text


@pytest.mark.parametrize(
    "design",
    [
        {"kind": "saltelli", "n": 8, "parameters": CUBE},
        {"kind": "table", "points": [{"ablated": "nothing"}, {"ablated": "rules.join"}]},
    ],
)
def test_no_figure_is_drawn_if_nothing_varies(
    design: dict[str, Any], recwarn: pytest.WarningsRecorder
) -> None:
    whole = planned(arms=ARMS, design=design, replicates={"number": 5})
    (section, *_) = report_sections(whole, {"runs": runs_of(whole, lambda *_: 3.0)})
    assert section.pictures == ()
    assert (
        "does not vary" in section.text or "0 of 1 rules and traits clearly change" in section.text
    )
    assert "\n\n\n" not in section.text
    assert not [one for one in recwarn if "No artists" in str(one.message)]
