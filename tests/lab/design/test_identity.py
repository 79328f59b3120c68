"""The id of a run depends only on what decides the run."""

from __future__ import annotations

from pathlib import Path

from movementsim.lab.config.experiment import Experiment
from movementsim.lab.design.planning import make_plan
from tests.lab.made_up import ARMS, BASE, X, planned


def test_ablation_of_an_absent_rule_or_trait_is_the_same_run() -> None:
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
    assert len(same) == 2  # without organisers, there is nothing to switch off


def test_ids_do_not_depend_on_how_a_value_is_given() -> None:
    one = planned(movement={"members": 40, "rules": {"ballot": {"turnout_base": -1.0}}}).cells[0]
    other = planned(design={"parameters": {X: [-1, -2]}}).cells[0]
    default = planned(design={"parameters": {X: [-2, -1]}}).cells[0]
    assert one.content == other.content
    assert default.content == planned().cells[0].content
    assert other.content != default.content


def test_file_of_people_that_is_found_by_name_enters_the_id(tmp_path: Path) -> None:
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
