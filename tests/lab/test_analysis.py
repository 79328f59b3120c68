from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from movementsim.errors import InputError
from movementsim.lab.analysis.ablation import ablation_effects
from movementsim.lab.analysis.claims import verdicts
from movementsim.lab.analysis.estimates import Estimates
from movementsim.lab.analysis.pairing import pairing_of
from movementsim.lab.analysis.scenario_discovery import discover_region
from movementsim.lab.analysis.sensitivity import Indices, indices, outputs
from movementsim.lab.config.ablation import ablation_experiment
from movementsim.lab.config.experiment import Experiment
from movementsim.lab.design.plan import Cell, Plan, Run
from movementsim.lab.design.planning import make_plan
from movementsim.lab.report.region_text import region_text
from movementsim.lab.report.report import build_report
from movementsim.lab.report.sections import report_sections
from movementsim.lab.report.two_sweeps import SweepTables, changes, compare_sweeps
from movementsim.lab.store.finished import SweepSummary
from movementsim.lab.store.store import run_labels
from tests.lab.made_up import ARMS, BASE, X, Y, Z, planned, runs_of

CUBE = {name: {"low": 0, "high": 1} for name in (X, Y, Z)}
LINEAR = {X: 20.0, Y: 10.0, Z: 0.0}


def linear(cell: Cell, luck: np.random.Generator) -> float:
    inputs = sum(float(LINEAR[name] * cell.point[name]) for name in LINEAR)
    return 50 + inputs + float(luck.normal())


def index_of(whole: Plan, rows: pd.DataFrame) -> pd.DataFrame:
    return all_indices(whole, rows).inputs


def all_indices(whole: Plan, rows: pd.DataFrame) -> Indices:
    estimates, design = Estimates(whole, rows), whole.designs[0]
    (output,) = outputs(estimates, design, "members")
    return indices(design, output, 1)


# Sensitivity --------------------------------------------------------------------------------------


def test_sobol_indices_are_shares_of_variance() -> None:
    whole = planned(design={"kind": "saltelli", "n": 256, "parameters": CUBE})
    found = index_of(whole, runs_of(whole, linear))
    shares = [400 / 500, 100 / 500, 0]  # of 20 x + 10 y, x and y uniform
    assert found["total"].tolist() == pytest.approx(shares, abs=0.03)
    assert found["first"].tolist() == pytest.approx(shares, abs=0.03)
    assert (found["total_low"] <= found["total"]).all()


@pytest.mark.parametrize(("common", "own"), [(20.0, 0.0), (0.0, 20.0), (12.0, 16.0), (0.0, 0.0)])
def test_the_share_of_luck_is_that_of_its_variance(common: float, own: float) -> None:
    design = {"kind": "saltelli", "n": 256, "parameters": CUBE}
    whole = planned(design=design, replicates={"number": 2})
    shared = dict(zip(whole.seeds, (common / 2**0.5, -common / 2**0.5), strict=True))
    mine = np.random.default_rng(1)

    def members(run: Run) -> float:
        inputs = sum(LINEAR[name] * float(value) for name, value in run.cell.point.items())
        return inputs + shared[run.seed] + own * float(mine.normal())

    rows = pd.DataFrame([{"run_id": run.id, "members": members(run)} for run in whole.runs])
    (output,) = outputs(Estimates(whole, rows), whole.designs[0], "members")
    inputs = 500 / 12  # the variance of 20 x + 10 y, x and y uniform
    luck = common**2 + own**2
    assert output.random_share == pytest.approx(luck / (luck + inputs), abs=0.03)


def test_one_run_a_point_does_not_tell_what_is_luck() -> None:
    design = {"kind": "saltelli", "n": 64, "parameters": CUBE}
    whole = planned(design=design, replicates={"number": 1})
    text = report_sections(whole, {"runs": runs_of(whole, linear)})[0].text
    assert "due to random draws is unknown" in text
    assert "%:" not in text
    assert "0%" not in text.replace("95%", "")


def test_what_two_inputs_do_together_is_in_the_total_alone() -> None:
    whole = planned(design={"kind": "saltelli", "n": 512, "parameters": CUBE, "second_order": True})
    rows = runs_of(whole, lambda cell, _: 9.0 * (cell.point[X] - 0.5) * (cell.point[Y] - 0.5))
    found = all_indices(whole, rows)
    assert found.inputs["first"].tolist() == pytest.approx([0, 0, 0], abs=0.1)
    assert found.inputs["total"].tolist() == pytest.approx([1, 1, 0], abs=0.1)
    pairs = found.pairs.set_index(["input", "other"])
    assert pairs.index[0] == (X, Y)  # the strongest stands first
    assert len(pairs) == 3
    assert pairs["second"].tolist() == pytest.approx([1, 0, 0], abs=0.1)
    assert pairs.loc[(X, Y), "second_low"] > 0


def test_pairs_of_inputs_are_told_and_all_of_them_kept(tmp_path: Path) -> None:
    whole = planned(design={"kind": "saltelli", "n": 64, "parameters": CUBE, "second_order": True})
    rows = runs_of(whole, lambda cell, _: 9.0 * (cell.point[X] - 0.5) * (cell.point[Y] - 0.5))
    section = report_sections(whole, {"runs": rows})[0]
    assert "strongest pairs of inputs" in section.text
    section.pictures[0].save(tmp_path)
    kept = pd.read_csv(tmp_path / "design-inputs.csv")
    assert set(kept["input"]) == {X, Y, Z}
    assert kept["second"].notna().sum() == 3
    assert kept["total"].notna().sum() == 3


def test_morris_effects_are_those_of_crossing_the_range() -> None:
    whole = planned(design={"kind": "morris", "n": 10, "parameters": CUBE})
    found = index_of(whole, runs_of(whole, linear))
    assert found["strength"].tolist() == pytest.approx([20, 10, 0], abs=1e-6)
    assert found["direction"].tolist() == pytest.approx([20, 10, 0], abs=1e-6)
    assert found["unevenness"].tolist() == pytest.approx([0, 0, 0], abs=1e-6)


def test_rank_correlations_see_what_goes_one_way() -> None:
    whole = planned(design={"kind": "lhs", "n": 200, "parameters": CUBE})
    found = index_of(whole, runs_of(whole, linear))["rank_correlation"]
    assert found[X] > found[Y] > 0.3 > abs(found[Z])


def test_an_incomplete_sample_is_refused_and_the_missing_named() -> None:
    whole = planned(design={"kind": "saltelli", "n": 4, "parameters": CUBE})
    rows = runs_of(whole, linear)
    lost = whole.runs[11]
    with pytest.raises(InputError, match=f"1 are missing: {lost.id}"):
        outputs(Estimates(whole, rows[rows["run_id"] != lost.id]), whole.designs[0], "members")
    told = report_sections(whole, {"runs": rows[rows["run_id"] != lost.id]})
    assert any("Not available" in section.text and lost.id in section.text for section in told)


def test_an_output_without_a_value_is_refused() -> None:
    whole = planned(design={"kind": "saltelli", "n": 4, "parameters": CUBE})
    rows = runs_of(whole, linear)
    rows.loc[0, "members"] = np.nan
    with pytest.raises(InputError, match="members has no value in 1 run"):
        outputs(Estimates(whole, rows), whole.designs[0], "members")


# Regions ------------------------------------------------------------------------------------------


def test_a_region_is_found_and_told_in_words() -> None:
    pytest.importorskip("ema_workbench")
    inputs = {**CUBE, "without.reaction": [False, True]}
    whole = planned(
        design={"kind": "lhs", "n": 300, "parameters": inputs}, replicates={"number": 1}
    )
    happens = np.array(
        [cell.point[X] < 0.4 and cell.point["without.reaction"] for cell in whole.cells]
    )
    region = discover_region(whole.cells, happens)
    by_name = {limit.parameter: limit for limit in region.limits}
    assert set(by_name) == {X, "without.reaction"}
    assert by_name[X].high == pytest.approx(0.4, abs=0.06)
    assert by_name["without.reaction"].among == ("True",)
    assert region.density > 0.9
    assert region.coverage > 0.85
    words = region_text(whole, region, "It dies")
    assert words.startswith(f"It dies at {happens.sum()} of 300 points (")
    assert "general turnout" in words
    assert "the rule of reaction is left out" in words


def test_where_it_happens_by_luck_no_region_is_told() -> None:
    pytest.importorskip("ema_workbench")
    whole = planned(design={"kind": "lhs", "n": 200, "parameters": CUBE})
    luck = np.random.default_rng(3).random(200) < 0.3
    assert discover_region(whole.cells, luck).limits == ()


# Claims -------------------------------------------------------------------------------------------


def ruled(whole: Plan, rows: pd.DataFrame) -> list[str]:
    return [verdict.ruling for verdict in verdicts(Estimates(whole, rows))]


def claim(expect: str, **more: Any) -> dict[str, Any]:
    given = {"id": expect, "statement": "s", "metric": "members", "expect": expect, **more}
    if expect not in ("peak", "valley"):
        given.setdefault("contrast", {"from": "organisers", "to": "factionalists"})
    return given


def test_claims_about_arms() -> None:
    asked = [claim("increase"), claim("decrease"), claim("same", margin=1.0)]
    whole = planned(arms=ARMS, replicates={"number": 20}, claims=asked)

    def less(cell: Cell, luck: np.random.Generator) -> float:
        own = float(luck.normal())
        return own - (5 + float(luck.normal())) * (cell.arm == "factionalists")

    def alike(cell: Cell, luck: np.random.Generator) -> float:
        return float(luck.normal()) + 0.1 * float(luck.normal()) * (cell.arm == "organisers")

    assert ruled(whole, runs_of(whole, less)) == ["contradicted", "supported", "contradicted"]
    assert ruled(whole, runs_of(whole, alike)) == ["open", "open", "supported"]


def test_a_claim_about_values_that_no_design_has_brings_its_own_runs() -> None:
    asked = [claim("increase", contrast={"parameter": X, "from": -3.0, "to": -1.0})]
    whole = planned(claims=asked)
    assert [cell.point for cell in whole.cells] == [{}, {X: -3.0}, {X: -1.0}]
    rows = runs_of(whole, lambda cell, luck: cell.point.get(X, 0.0) + 0.1 * float(luck.normal()))
    assert ruled(whole, rows) == ["supported"]


def test_a_claim_over_a_range_says_where_it_holds() -> None:
    whole = planned(arms=ARMS, design={"parameters": {X: [-2, -1]}}, claims=[claim("increase")])
    rows = runs_of(
        whole,
        lambda cell, luck: (
            float(luck.normal())
            + (cell.arm == "factionalists")
            * (cell.point[X] + 1.5)
            * (4 + 0.1 * float(luck.normal()))
        ),
    )
    (verdict,) = verdicts(Estimates(whole, rows))
    assert verdict.ruling == "supported at 1, contradicted at 1 of 2 places"
    assert [test.place for test in verdict.tests] == [f"{X} = −2", f"{X} = −1"]


def test_a_claim_about_how_a_difference_changes() -> None:
    asked = [claim("increase", across={"parameter": X, "from": -2, "to": -1})]
    whole = planned(arms=ARMS, design={"parameters": {X: [-2, -1]}}, claims=asked)
    rows = runs_of(
        whole,
        lambda cell, luck: (
            float(luck.normal())
            + (cell.arm == "factionalists") * cell.point[X] * (1 + 0.1 * float(luck.normal()))
        ),
    )
    (verdict,) = verdicts(Estimates(whole, rows))
    assert verdict.ruling == "supported"
    assert verdict.tests[0].observed.mean == pytest.approx(1, abs=0.3)


@pytest.mark.parametrize(
    ("curve", "ruling"),
    [((0, 3, 1), "supported"), ((0, 1, 3), "contradicted"), ((0, 0, 0), "open")],
)
def test_a_claim_of_a_best_value_inside(curve: tuple[int, ...], ruling: str) -> None:
    whole = planned(
        design={"parameters": {X: [-3, -2, -1]}},
        replicates={"number": 20},
        claims=[claim("peak", along=X)],
    )

    def made(cell: Cell, luck: np.random.Generator) -> float:
        own = luck.normal(size=4)
        return float(curve[cell.point[X] + 3] + own[3] + own[cell.point[X] + 3])

    assert ruled(whole, runs_of(whole, made)) == [ruling]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (claim("increase", contrast={"from": "organisers", "to": "nobody"}), "'nobody'"),
        (claim("increase", metric="membrs"), "did you mean 'members'"),
        (claim("same"), "margin"),
        (claim("peak"), "along"),
        (claim("peak", along=X), "cannot be tested"),
        (claim("increase", contrast={"parameter": Y, "from": 0, "to": 99}), "99"),
    ],
)
def test_a_claim_that_cannot_be_tried_is_refused_before_anything_runs(
    asked: dict[str, Any], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        planned(arms=ARMS, claims=[asked])


# Variance reduction -------------------------------------------------------------------------------


@pytest.mark.parametrize("likeness", [0.0, 0.9])
def test_what_pairing_saves_is_told_from_the_runs(likeness: float) -> None:
    whole = planned(arms=ARMS, replicates={"number": 2000})

    def twins(cell: Cell, luck: np.random.Generator) -> float:
        common, *own = luck.normal(size=3)
        mine = own[cell.arm == "organisers"]
        return float(np.sqrt(likeness) * common + np.sqrt(1 - likeness) * mine)

    found = pairing_of(Estimates(whole, runs_of(whole, twins)), whole.cells, "members")
    assert found is not None
    assert found.variance_reduction == pytest.approx(1 / (1 - likeness), rel=0.1)
    assert found.correlation == pytest.approx(likeness, abs=0.06)
    assert bool(found.limitation) == (likeness == 0)


def test_where_one_side_never_varies_there_is_nothing_to_share() -> None:
    whole = planned(arms=ARMS)
    rows = runs_of(whole, lambda cell, luck: luck.normal() * (cell.arm == "factionalists"))
    found = pairing_of(Estimates(whole, rows), whole.cells, "members")
    assert found is not None
    assert found.variance_reduction == pytest.approx(1)
    assert "no variance to share" in found.limitation


# Ablation -----------------------------------------------------------------------------------------


def test_an_ablation_switches_each_thing_off_and_ranks_what_matters() -> None:
    values = {**BASE, "arms": ARMS, "replicates": {"number": 8}}
    original = Experiment.from_values(values)
    apart = ablation_experiment(original, ["rules.reaction", "rules.trust", "Organiser.giving"])
    whole = make_plan(apart, Path(), "file.toml")
    assert {run.id for run in make_plan(original, Path(), "file.toml").runs} <= {
        run.id for run in whole.runs
    }

    def made(cell: Cell, luck: np.random.Generator) -> float:
        off = {"rules.reaction": 3.0, "Organiser.giving": -9.0 * (cell.arm == "organisers")}
        return float(luck.normal()) + off.get(cell.point["ablated"], 0.0)

    ranked = ablation_effects(Estimates(whole, runs_of(whole, made)), whole.cells, "members")
    assert [one.switch for one in ranked] == ["Organiser.giving", "rules.reaction", "rules.trust"]
    assert [change.mean for change in ranked[0].by_arm] == pytest.approx([-9, 0])
    assert [change.mean for change in ranked[0].contrasts] == pytest.approx([9])
    assert [one.clear for one in ranked] == [True, True, False]


def test_an_ablation_of_two_replicates_is_sure_of_nothing() -> None:
    asked = ablation_experiment(
        Experiment.from_values({**BASE, "replicates": {"number": 2}}), ["rules.join"]
    )
    whole = make_plan(asked, Path(), "file.toml")
    rows = runs_of(whole, lambda cell, _: 50.0 if cell.point["ablated"] == "nothing" else 51.0)
    text = report_sections(whole, {"runs": rows})[0].text
    assert "Fewer than 5 replicates cannot show what matters" in text
    assert "clearly" not in text
    assert "\n\n\n" not in text


@pytest.mark.parametrize(
    "design",
    [
        {"kind": "saltelli", "n": 8, "parameters": CUBE},
        {"kind": "table", "points": [{"ablated": "nothing"}, {"ablated": "rules.join"}]},
    ],
)
def test_where_nothing_varies_nothing_is_drawn(
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


def test_everything_in_play_can_be_switched_off() -> None:
    apart = ablation_experiment(Experiment.from_values({**BASE, "arms": ARMS}))
    whats = [point["ablated"] for point in apart.design[0].points]
    assert whats[0] == "nothing"
    assert {"rules.ballot", "Organiser.giving", "Factionalist.circle"} <= set(whats)
    assert not any(what.startswith("Imitator") for what in whats)
    with pytest.raises(InputError, match=r"Imitator\.slowness: cannot be switched off"):
        ablation_experiment(Experiment.from_values(BASE), ["Imitator.slowness"])


# Two sweeps ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [1, 2])
def test_two_sweeps_are_compared_by_twins_where_they_are_twins(seed: int, tmp_path: Path) -> None:
    before = planned(replicates={"number": 30})
    after = planned(
        experiment={**BASE["experiment"], "seed": seed},
        replicates={"number": 25},
        movement={"members": 40, "rules": {"ballot": {"turnout_base": -1.0}}},
    )
    old = swept("old", before, lambda _, luck: float(luck.normal()))
    new = swept("new", after, lambda _, luck: float(luck.normal()) + 2)
    (found,) = changes(old, new)
    assert found.pairs == (25 if seed == 1 else None)
    assert found.difference.low <= 2 <= found.difference.high
    assert (found.difference.high - found.difference.low < 1e-9) == (seed == 1)
    section = compare_sweeps(old, new)
    assert "| members on the roll (people) | movement |" in section.text
    assert "| after 8 weeks |" in section.text
    assert ("over the pairs" in section.text) == (seed == 1)
    section.pictures[0].save(tmp_path)
    assert (tmp_path / "compared.svg").read_text().startswith("<?xml")
    points = pd.read_csv(tmp_path / "compared.csv")
    assert (points["cell"][0], points["less"][0]) == (after.cells[0].name, before.cells[0].name)


def swept(
    name: str, whole: Plan, members: Callable[[Cell, np.random.Generator], float], model: str = "1"
) -> SweepTables:
    asked = whole.experiment.experiment
    rows = run_labels(whole).merge(runs_of(whole, members), on="run_id")
    return SweepTables(name, model, asked.seed, asked.weeks, ("members",), rows)


def test_points_of_two_sweeps_are_found_and_what_else_differs_is_said() -> None:
    design = {"parameters": {X: [-2, -1.5], "members": [30, 40]}}
    before = planned(arms=ARMS, design=design)
    weeks = {**BASE["experiment"], "weeks": 20}
    after = planned(arms=ARMS, design={"parameters": {X: [-1.5]}}, experiment=weeks)
    sweeps = [swept(name, one, lambda *_: 1.0, name) for name, one in (("2", before), ("3", after))]
    with pytest.raises(
        InputError, match=r"organisers \(rules.ballot.turnout_base = −2, members = 30\)"
    ):
        changes(*sweeps)
    design = {"parameters": {X: [-1.5, 0.0], "members": [40]}}
    after = planned(arms=ARMS, design=design, experiment=weeks)
    sweeps[1] = swept("3", after, lambda *_: 2.0, "3")
    places = [one.place for one in changes(*sweeps)]
    assert places == [f"{arm} ({X} = −1.5, members = 40)" for arm in ARMS]
    text = compare_sweeps(*sweeps).text
    assert "after 8 weeks and after 20" in text
    assert "2 was made by model 2, 3 by model 3" in text
    assert (
        "Differences are replicate by replicate, between runs of the same seed. Means are" in text
    )
    assert "the same people and the same random draws" not in text


def test_two_sweeps_with_nothing_in_common_are_refused() -> None:
    before, after = (swept("a", one, lambda *_: 1.0) for one in (planned(), planned(arms=ARMS)))
    with pytest.raises(InputError, match="no arm and point in common"):
        changes(before, after)


# The report ---------------------------------------------------------------------------------------


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
def test_each_design_has_its_pictures(
    sections: dict[str, Any], pictures: set[str], tmp_path: Path
) -> None:
    whole = planned(**sections)
    rows = runs_of(
        whole,
        lambda cell, luck: (
            sum(cell.point.values()) * (1 + (cell.arm == "factionalists")) + float(luck.normal())
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


def test_the_report_says_what_was_asked_and_how_to_repeat_it() -> None:
    inputs = {X: {"low": -3, "high": -1}, "without.reaction": [False, True]}
    whole = planned(design={"kind": "lhs", "n": 12, "parameters": inputs}, arms=ARMS)
    summary = SweepSummary(done=96, found=0, failed=(), seconds=1.0, run_seconds=1.0)
    rows = runs_of(whole, lambda cell, luck: cell.point[X] + float(luck.normal()))
    text, figures = build_report(whole, {"runs": rows}, summary, "movementsim run file.toml")
    assert text.startswith("# made-up\n\n**Question.** ?\n\n## Design\n\n96 runs of 8 weeks: 4 rep")
    assert "- arm **organisers**: following = Organiser 0.1\n" in text
    assert "- design: a Latin hypercube sample, 12 points\n" in text
    assert "−3 to −1\n" in text
    assert "```\nmovementsim run file.toml\n```" in text
    assert "runs failed" not in text
    assert "<" not in text  # no object stands for a value
    assert "\n\n\n" not in text
    for figure in figures:
        assert f"![{figure.name}]({figure.name}.png)\n\n*{figure.caption}*\n" in text
