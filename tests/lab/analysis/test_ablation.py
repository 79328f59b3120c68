"""Ablation switches rules and traits off one at a time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from movementsim.errors import InputError
from movementsim.lab.analysis.ablation import ablation_effects
from movementsim.lab.analysis.estimates import Estimates
from movementsim.lab.config.ablation import ablation_experiment
from movementsim.lab.config.experiment import Experiment
from movementsim.lab.design.plan import Cell
from movementsim.lab.design.planning import make_plan
from movementsim.lab.report.sections import report_sections
from tests.lab.made_up import ARMS, BASE, runs_of


def test_ablation_switches_each_rule_and_trait_off_and_ranks_effects() -> None:
    values = {**BASE, "arms": ARMS, "replicates": {"number": 8}}
    original = Experiment.from_values(values)
    apart = ablation_experiment(original, ["rules.reaction", "rules.trust", "Organiser.giving"])
    plan = make_plan(apart, Path(), "file.toml")
    assert {run.id for run in make_plan(original, Path(), "file.toml").runs} <= {
        run.id for run in plan.runs
    }

    def made(cell: Cell, draws: np.random.Generator) -> float:
        off = {"rules.reaction": 3.0, "Organiser.giving": -9.0 * (cell.arm == "organisers")}
        return float(draws.normal()) + off.get(cell.point["ablated"], 0.0)

    ranked = ablation_effects(Estimates(plan, runs_of(plan, made)), plan.cells, "members")
    assert [one.switch for one in ranked] == ["Organiser.giving", "rules.reaction", "rules.trust"]
    assert [change.mean for change in ranked[0].by_arm] == pytest.approx([-9, 0])
    assert [change.mean for change in ranked[0].contrasts] == pytest.approx([9])
    assert [one.clear for one in ranked] == [True, True, False]


def test_ablation_of_two_replicates_has_no_clear_effect() -> None:
    asked = ablation_experiment(
        Experiment.from_values({**BASE, "replicates": {"number": 2}}), ["rules.join"]
    )
    plan = make_plan(asked, Path(), "file.toml")
    rows = runs_of(plan, lambda cell, _: 50.0 if cell.point["ablated"] == "nothing" else 51.0)
    text = report_sections(plan, {"runs": rows})[0].text
    assert "Fewer than 5 replicates cannot show what matters" in text
    assert "clearly" not in text
    assert "\n\n\n" not in text


def test_every_rule_and_trait_in_use_can_be_switched_off() -> None:
    apart = ablation_experiment(Experiment.from_values({**BASE, "arms": ARMS}))
    whats = [point["ablated"] for point in apart.design[0].points]
    assert whats[0] == "nothing"
    assert {"rules.ballot", "Organiser.giving", "Factionalist.circle"} <= set(whats)
    assert not any(what.startswith("Imitator") for what in whats)
    with pytest.raises(InputError, match=r"Imitator\.slowness: cannot be switched off"):
        ablation_experiment(Experiment.from_values(BASE), ["Imitator.slowness"])
