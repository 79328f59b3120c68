"""The figure of who left and who stayed."""

from pathlib import Path

from movementsim import Movement
from movementsim.lab.analysis.outcome_score import score_runs
from movementsim.lab.design.observed_outcome import read_truth
from movementsim.lab.execution.people_table import people_table
from movementsim.lab.report.outcome_figure import draw_outcome
from tests.lab.outcomes import outcome, scenario


def test_figure_is_reproducible_as_png_and_svg(tmp_path: Path) -> None:
    split, asked = scenario(tmp_path), outcome(reference=True)
    truth = read_truth(asked, split)
    score = score_runs(asked, [people_table(asked, Movement(split).run())], truth)
    files = [draw_outcome(asked, tmp_path / name, score, truth) for name in ("one.png", "two.png")]
    png, svg = files[0]
    assert png.read_bytes().startswith(b"\x89PNG")
    orange, navy = "#d55e00", "#1b3a6b"
    drawn = svg.read_text().lower()
    assert (
        drawn.count(orange) >= 3 * 2
    )  # each has three panels, or at least the one of those who left
    assert drawn.count(navy) >= 3 * 2
    assert [file.read_bytes() for file in files[0]] == [file.read_bytes() for file in files[1]]
