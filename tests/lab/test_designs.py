from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from movementsim.errors import InputError
from movementsim.lab.config.designs import Design
from movementsim.lab.config.experiment import Experiment
from movementsim.lab.design.planning import make_plan
from movementsim.lab.design.sampling import design_points
from tests.lab.made_up import ARMS, BASE, X, Y, planned

RANGES = {X: {"low": -4, "high": 0}, "rules.opportunities.window": {"low": 2, "high": 26}}


def found(kind: str, parameters: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    return design_points(Design.model_validate({"kind": kind, "parameters": parameters, **more}), 7)


@pytest.mark.parametrize("kind", ["random", "lhs", "sobol", "morris", "saltelli"])
def test_a_sample_fills_its_ranges_and_comes_out_the_same_again(kind: str) -> None:
    sample = found(kind, RANGES, n=32)
    assert len(sample) == {"morris": 32 * 3, "saltelli": 32 * 4}.get(kind, 32)
    turnouts = [point[X] for point in sample]
    windows = [point["rules.opportunities.window"] for point in sample]
    assert -4 <= min(turnouts) < -3
    assert -1 < max(turnouts) <= 0
    assert all(isinstance(window, int) and 2 <= window <= 26 for window in windows)
    assert min(windows) <= 6
    assert max(windows) >= 22
    assert sample == found(kind, RANGES, n=32)
    assert sample != found(kind, RANGES, n=32, seed=2)


def test_a_latin_hypercube_has_one_point_in_each_slice() -> None:
    sample = found("lhs", {X: {"low": 0, "high": 5}}, n=50)
    assert sorted(int(point[X] * 10) for point in sample) == list(range(50))


def test_choices_are_as_likely_as_each_other_and_run_once() -> None:
    choices = {"without.reaction": [False, True], "network.branch_size": [20, 40]}
    sample = found("sobol", choices, n=64)
    assert [point["without.reaction"] for point in sample].count(True) == 32
    whole = planned(design={"kind": "sobol", "n": 64, "parameters": choices})
    assert len(whole.cells) == 4
    off = [cell for cell in whole.cells if cell.point["without.reaction"]]
    assert all(cell.scenario.without == ("reaction",) for cell in off)
    assert {cell.scenario.network.branch_size for cell in off} == {20, 40}


def test_ranges_have_even_steps_by_difference_or_by_ratio() -> None:
    grid = found("grid", {X: {"low": -4, "high": 0, "steps": 3}, Y: [1, 2]})
    assert [tuple(point.values()) for point in grid] == [
        (-4, 1), (-4, 2), (-2, 1), (-2, 2), (0, 1), (0, 2)
    ]  # fmt: skip
    ratios = found("grid", {Y: {"low": 0.1, "high": 10, "steps": 3, "scale": "log"}})
    assert [point[Y] for point in ratios] == pytest.approx([0.1, 1, 10])
    people = found("grid", {"members": {"low": 9.4, "high": 12.6, "steps": 3}})
    assert [point["members"] for point in people] == [10, 11, 12]


def test_lists_side_by_side() -> None:
    assert found("zip", {X: [-1, -2], Y: [1, 2]}) == [{X: -1, Y: 1}, {X: -2, Y: 2}]


def test_a_table_of_points_may_be_a_file(tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text(f"{X},waves\n-1.5,1\n-2.5,2\n")
    values = {**BASE, "design": {"kind": "table", "file": "points.csv"}}
    whole = make_plan(Experiment.from_values(values), tmp_path, "file.toml")
    assert [cell.point for cell in whole.cells] == [{X: -1.5, "waves": 1}, {X: -2.5, "waves": 2}]
    assert [cell.scenario.waves for cell in whole.cells] == [1, 2]


def test_a_cell_ablates_what_is_there_and_is_the_same_run_where_it_is_not() -> None:
    whats = ["nothing", "rules.reaction", "Organiser.giving"]
    whole = planned(
        arms=ARMS,
        movement={"members": 40, "roles": [{"who": "leader", "strategy": "Organiser"}]},
        design={"parameters": {"ablated": whats}},
    )
    cells = {(cell.arm, cell.point["ablated"]): cell for cell in whole.cells}
    giving = cells["organisers", "Organiser.giving"].scenario
    assert giving.following["Organiser"].parameters() == {"giving": 0}
    assert giving.roles[0].parameters == {"giving": 0}
    assert cells["factionalists", "rules.reaction"].scenario.without == ("reaction",)
    alone = planned(arms=ARMS, design={"parameters": {"ablated": whats}})
    same = {cell.content for cell in alone.cells if cell.arm == "factionalists"}
    assert len(same) == 2  # nobody organises there, so nothing can be switched off


def test_ids_are_free_of_how_a_value_came_about() -> None:
    one = planned(movement={"members": 40, "rules": {"ballot": {"turnout_base": -1.0}}}).cells[0]
    other = planned(design={"parameters": {X: [-1, -2]}}).cells[0]
    default = planned(design={"parameters": {X: [-2, -1]}}).cells[0]
    assert one.content == other.content
    assert default.content == planned().cells[0].content
    assert other.content != default.content


def test_a_file_of_people_counts_that_is_read_by_itself(tmp_path: Path) -> None:
    (tmp_path / "ties.csv").write_text("source,target\nann,bob\n")
    people = tmp_path / "ties.people.csv"
    network = {"kind": "file", "ties_file": "ties.csv"}
    experiment = Experiment.from_values({**BASE, "movement": {"network": network}})

    def content() -> str:
        return make_plan(experiment, tmp_path, "file.toml").cells[0].content

    found = [content()]
    for opinion in (0.1, 0.9):
        people.write_text(f"id,opinion\nann,{opinion}\nbob,0\n")
        found.append(content())
    assert len(set(found)) == 3
    people.unlink()
    assert content() == found[0]


@pytest.mark.parametrize(
    ("design", "words"),
    [
        ({"kind": "lhs", "parameters": {X: {"low": 1, "high": 1}}, "n": 8}, ["below high"]),
        ({"kind": "sobol", "parameters": {X: [1, 2]}, "n": 100}, ["power of two", "64", "128"]),
        ({"kind": "lhs", "parameters": {X: [1, 2]}}, ["needs parameters and n"]),
        ({"parameters": {X: {"low": 0, "high": 1}}}, ["needs steps"]),
        ({"parameters": {X: [1]}, "n": 8}, ["n belongs to samples"]),
        ({"kind": "zip", "parameters": {X: [1, 2], Y: [1]}}, ["one length", f"{X} 2"]),
        ({"kind": "table", "points": [{X: 1}, {Y: 1}]}, ["same parameters"]),
        ({"kind": "table", "file": "nowhere.csv"}, ["nowhere.csv", "no such file"]),
        ({"kind": "morris", "parameters": {X: [1, 2]}, "n": 4, "grid_levels": 3}, ["grid_levels"]),
        ({"kind": "lhs", "parameters": {X: {"low": 0, "hihg": 1}}, "n": 8}, ["hihg"]),
        ({"kind": "lhs", "parameters": {X: {"low": -9, "high": 0}}, "n": 8}, ["-6 to 6", X]),
        (
            {"kind": "lhs", "parameters": {"members": {"low": 10, "high": 1e30}}, "n": 8},
            ["members", "too many whole numbers from 10 to 1e+30"],
        ),
        (
            {"kind": "lhs", "parameters": {"members": {"low": 9.2, "high": 9.8}}, "n": 8},
            ["members", "no whole numbers from 9.2 to 9.8"],
        ),
        (
            {"parameters": {"members": {"low": 9.2, "high": 9.8, "steps": 2}}},
            ["members", "no whole numbers from 9.2 to 9.8"],
        ),
        ({"parameters": {X: [-1, -2, -7]}}, ["-7", "-6 to 6"]),
        ({"parameters": {"without.reactoin": [True]}}, ["reactoin", "did you mean 'reaction'"]),
        ({"parameters": {"without.reaction": ["no"]}}, ["without.reaction = 'no'"]),
        ({"parameters": {"ablated": ["Organiser.givin"]}}, ["givin", "giving"]),
        ({"parameters": {"following.Organiser": [0.5, 1.2]}}, ["1.2"]),
        ({"parameters": {"following.Organiser": [0.6], "following.Broker": [0.6]}}, ["1.2"]),
    ],
)
def test_a_design_that_cannot_be_run_is_refused_whole(
    design: dict[str, Any], words: list[str]
) -> None:
    with pytest.raises(InputError) as refused:
        planned(design=design)
    for word in words:
        assert word in str(refused.value)
