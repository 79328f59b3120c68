"""The lab can be used from Python, and its runs by other tools."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mesa
import numpy as np
import pandas as pd
import pytest

from movementsim.errors import InputError
from movementsim.lab import Experiment, Result, run, running
from movementsim.lab.adapters import ema_uncertainty, for_batch_run, for_ema
from movementsim.lab.config.designs import Design, Range
from movementsim.lab.design.plan import Plan
from movementsim.lab.design.planning import make_plan
from movementsim.plugins.discovery import find_rules, find_strategies

CONFIG = """
[experiment]
name = "small"
question = "Does it run from Python?"
weeks = 8

[movement]
members = 40
following = { Organiser = 0.1 }

[movement.network]
branch_size = 20

[design.parameters]
"rules.opportunities.window" = [2, 8]

[replicates]
number = 3

[record]
every = 4
metrics = ["members", "trust"]

[report]
metrics = ["members", "trust"]
"""


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("python") / "small.toml"
    path.write_text(CONFIG, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def result(config: Path) -> Result:
    """Run the experiment from a script of three lines, without a `__main__` guard."""
    script = config.with_name("script.py")
    script.write_text(
        "from movementsim.lab import Experiment, run\n"
        f"result = run(Experiment.from_toml({str(config)!r}), {str(config.parent)!r}, quiet=True)\n"
        "print(len(result.runs))\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, timeout=300, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "6\n", "")
    return Result.from_folder(config.parent / "small")


@pytest.fixture(scope="module")
def planned(config: Path) -> Plan:
    return make_plan(Experiment.from_toml(config), config.parent, "small")


def test_result_has_tables_and_figures(result: Result) -> None:
    assert set(result.runs["rules.opportunities.window"]) == {2, 8}
    assert set(result.series["week"]) == {0, 4, 8}
    assert result.series["replicate"].nunique() == 3
    assert {"mean", "low", "high"} <= set(result.summary)
    assert result.figures
    for figure in result.figures.values():
        assert figure._repr_png_().startswith(b"\x89PNG")
        assert figure.svg.exists()
        assert "runs" in figure.caption
        assert set(figure.points["cell"]) == set(result.runs["cell"])
    assert "Does it run from Python?" in result._repr_markdown_()
    with pytest.raises(InputError, match="no table 'people'"):
        result.table("people")


def test_points_of_a_figure_are_means_of_the_runs_they_name(result: Result) -> None:
    ends = result.runs.groupby("cell")
    assert ends["run_id"].nunique().tolist() == [3, 3]
    along = pd.read_csv(result.folder / "design-along.csv").set_index(["cell", "metric"])
    over_time = pd.read_csv(result.folder / "design-over-time.csv")
    over_time = over_time.set_index(["cell", "metric"]).sort_index(kind="stable")
    for cell, runs in ends:
        assert runs["rules.opportunities.window"].nunique() == 1
        for metric in ("members", "trust"):
            mean = along["mean"][cell, metric]
            assert mean == pytest.approx(runs[metric].mean(), rel=1e-5)
            week = result.series[result.series["run_id"].isin(runs["run_id"])].groupby("week")
            drawn = over_time["mean"][cell, metric]
            assert drawn.to_list() == pytest.approx(week[metric].mean().to_list(), rel=1e-5)
    assert set(result.summary["cell"]) == set(result.runs["cell"])
    assert "Each point names its `cell`" in result.report


def test_run_is_replayed_in_full(result: Result) -> None:
    run = result.runs.iloc[1]
    weeks = result.replay(run["run_id"])
    assert weeks["week"].to_list() == list(range(9))
    assert weeks["members"].iloc[-1] == run["members"]
    with pytest.raises(InputError, match="no stored run matches"):
        result.replay("nothing")


def test_tables_in_polars_if_it_is_installed(result: Result) -> None:
    polars = pytest.importorskip("polars")
    table = result.table("runs", kind="polars")
    assert isinstance(table, polars.DataFrame)
    assert table["members"].to_list() == result.runs["members"].to_list()


def test_batch_run_gives_the_same_numbers(result: Result, planned: Plan) -> None:
    batch = for_batch_run(planned)
    rows = mesa.batch_run(
        batch.model,
        batch.parameters,
        rng=batch.seeds,
        max_steps=batch.weeks,
        display_progress=False,
    )
    assert len(rows) == len(result.runs)
    theirs = {(row["cell"], row["rng"]): (row["members"], row["trust"]) for row in rows}
    ours = result.runs.set_index("run_id")
    for one in planned.runs:
        cell = planned.cells.index(one.cell)
        assert theirs[cell, one.seed] == (ours["members"][one.id], ours["trust"][one.id])


@pytest.mark.parametrize(
    ("name", "spread", "wanted"),
    [
        ("members", {"low": 19.5, "high": 60}, ("IntegerParameter", "members", 20, 60)),
        (
            "rules.ballot.turnout_base",
            {"low": -3, "high": 0},
            ("RealParameter", "rules_ballot_turnout_base", -3, 0),
        ),
        ("waves", {"low": 0, "high": 2, "whole": False}, ("RealParameter", "waves", 0, 2)),
    ],
)
def test_ema_workbench_gets_the_kind_of_each_parameter(
    name: str, spread: dict[str, Any], wanted: tuple[Any, ...]
) -> None:
    assert ema_uncertainty(name, Range(**spread)) == wanted
    assert ema_uncertainty(name, (1, 2)) == ("CategoricalParameter", wanted[1], [1, 2])
    with pytest.raises(InputError, match=f'{name}.*scale = "log"'):
        ema_uncertainty(name, Range(low=1, high=9, scale="log"))


@pytest.mark.filterwarnings("ignore")
def test_ema_workbench_samples_whole_numbers_of_members(config: Path) -> None:
    ema = pytest.importorskip("ema_workbench")
    asked = Experiment.from_toml(config, ["experiment.weeks=2", "replicates.number=1"])
    spread = {"low": 30.0, "high": 50.0}
    asked = asked.model_copy(
        update={"design": (Design(kind="lhs", n=4, parameters={"members": Range(**spread)}),)}
    )
    with ema.SequentialEvaluator(for_ema(make_plan(asked, config.parent, "small"))) as evaluator:
        _, outcomes = evaluator.perform_experiments(3)
    assert len(outcomes["members"]) == 3


@pytest.mark.filterwarnings("ignore")
def test_ema_workbench_gives_the_same_numbers(result: Result, planned: Plan) -> None:
    ema = pytest.importorskip("ema_workbench")
    model = for_ema(planned)
    scenarios = [
        ema.Sample(f"window {window}", rules_opportunities_window=window) for window in (2, 8)
    ]
    with ema.SequentialEvaluator(model) as evaluator:
        _, outcomes = evaluator.perform_experiments(scenarios)
    means = result.runs.groupby("rules.opportunities.window")[["members", "trust"]].mean()
    for name in ("members", "trust"):
        np.testing.assert_allclose(outcomes[name], means[name].loc[[2, 8]])


CLUMSY = """
import multiprocessing
from pathlib import Path

from movementsim import Strategy

class Clumsy(Strategy):
    \"\"\"Stumbles in the third week, while there is a stone.\"\"\"

    source = "the tests"

    def decide(self, me):
        at_work = multiprocessing.parent_process() is not None
        if me.week == 3 and at_work and Path("stone").exists():
            raise RuntimeError(f"stumbled over {Path('stone').resolve()}")
        return me.rest()
"""


@pytest.fixture
def plugins_unloaded() -> Iterator[None]:
    """Unload plug-ins afterwards, since other tests of this process must not see them."""
    yield
    find_strategies.cache_clear()
    find_rules.cache_clear()
    del sys.modules["movementsim_plugin_clumsy"]


@pytest.mark.slow
@pytest.mark.usefixtures("plugins_unloaded")
def test_custom_strategy_is_run_and_resumed(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("clumsy.py").write_text(CLUMSY, encoding="utf-8")
    Path("stone").touch()
    settings = ["replicates.number=1", "movement.following={}", "design.parameters={}"]
    settings += [f"arms.{name}.following.{name}=0.1" for name in ("Organiser", "Clumsy")]
    asked = Experiment.from_toml(config, settings)
    with pytest.warns(UserWarning, match=r"1 of 2 runs failed .*failures.jsonl"):
        result = run(asked, workers=1, quiet=True, plugins=["clumsy.py"])
    assert list(result.runs["arm"]) == ["Organiser"]
    failures = (result.folder / "failures.jsonl").read_text(encoding="utf-8")
    assert "stumbled over stone" in failures
    assert str(tmp_path) not in failures
    assert "1 of 2 runs failed" in result.report

    Path("stone").unlink()
    again = shlex.split(result.report.split("## How to reproduce these results")[1].split("```")[1])
    assert again == ["movementsim", "resume", "runs/small"]
    done = subprocess.run(
        [sys.executable, "-m", "movementsim", *again[1:], "--quiet"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert list(result.runs["arm"]) == ["Organiser", "Clumsy"]


@pytest.mark.parametrize("address", ["foo", "localhost:many", "carrier://dove:1"])
def test_malformed_address_of_a_scheduler_is_refused(
    config: Path, tmp_path: Path, address: str
) -> None:
    with pytest.raises(InputError, match=f"--scheduler {address}: not a valid address"):
        run(Experiment.from_toml(config), tmp_path, scheduler=address, quiet=True)
    assert not list(tmp_path.iterdir())


def test_nothing_is_written_if_no_scheduler_answers(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("movementsim.lab.execution.workers._SECONDS_TO_ANSWER", 1)
    with pytest.raises(InputError, match="no Dask scheduler answers"):
        run(Experiment.from_toml(config), tmp_path, scheduler="tcp://127.0.0.1:9", quiet=True)
    assert not list(tmp_path.iterdir())


def test_the_lab_exports_what_runs_an_experiment() -> None:
    assert run is running.run
    assert (Experiment.__name__, Result.__name__) == ("Experiment", "Result")
