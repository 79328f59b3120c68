"""The examples of the page on file formats work."""

import re
from pathlib import Path
from typing import Any

import pytest

from movementsim.lab.analysis.outcome_score import score_runs
from movementsim.lab.config.experiment import Experiment
from movementsim.lab.design.observed_outcome import read_truth
from movementsim.lab.design.plan import Plan
from movementsim.lab.design.planning import make_plan
from movementsim.lab.execution.simulate import Records, simulate

DOCS = Path(__file__).parents[2] / "docs" / "file-formats.md"


@pytest.fixture
def written(tmp_path: Path) -> Plan:
    """The plan of the experiment on the page, from files written as on the page."""
    page = DOCS.read_text(encoding="utf-8")
    for name, text in re.findall(r"\*\*`([\w.]+)`\*\*\n\n```\w+\n(.*?)```", page, re.DOTALL):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return make_plan(Experiment.from_toml(tmp_path / "split.toml"), tmp_path, "split.toml")


def test_experiment_of_the_page_runs_and_is_scored(written: Plan) -> None:
    asked, record = written.outcome, written.experiment.record
    assert asked is not None
    truth = read_truth(asked, written.cells[0].scenario)
    tables = [simulate([run], Records(record, asked)).tables["people"] for run in written.runs]
    runs = [{str(name): table[name].to_numpy() for name in table} for table in tables]
    score = score_runs(asked, runs, truth)
    assert score.people == 6
    assert 2 <= score.each["correct"].mean <= 6
    assert score.probability[0] == 1  # the expelled person
    assert (
        score.probability[1] > score.probability[4]
    )  # loyal followers leave, the other side stays


def test_python_code_of_the_page_runs(
    written: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found: dict[str, Any] = {}
    for code in re.findall(r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL):
        exec(code, found)
    assert (tmp_path / "club.graphml").is_file()
    assert found["graph"].edges["ann", "bob"]["liking_back"] == 0.6
    assert found["graph"].nodes["bob"]["faction"] == "ann"
