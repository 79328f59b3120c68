"""The table of people at the end of a run of an organisation from files."""

from pathlib import Path

import pandas as pd
import pytest

from movementsim import Movement, networks
from movementsim.lab.analysis.outcome_score import score_runs
from movementsim.lab.design.observed_outcome import read_truth
from movementsim.lab.execution.people_table import people_table
from movementsim.lab.report.outcome_section import outcome_text
from tests.lab.outcomes import PEOPLE, outcome, scenario


def test_faction_follows_its_leader_out_and_is_scored(tmp_path: Path) -> None:
    split, asked = scenario(tmp_path), outcome(reference=True)
    truth = read_truth(asked, split)
    runs = [people_table(asked, Movement(split, seed=seed).run()) for seed in range(3)]
    assert [run["left"].tolist() for run in runs] == [[True] * 3 + [False] * 3] * 3
    assert runs[0]["followed"].tolist() == ["", "a", "a", "", "", ""]
    assert runs[0]["side"].tolist() == ["a", "a", "a", "f", "f", "f"]
    score = score_runs(asked, runs, truth)
    assert score.each["correct"].mean == 6
    assert score.pooled["auc"].mean == 1
    assert score.leaning["correct"].mean == 6
    assert score.followed == 1
    assert "6 of 6" in outcome_text(asked, {"the arm": score}, truth)


def test_followers_without_loyalty_stay(tmp_path: Path) -> None:
    disloyal = PEOPLE.replace("a,1", "a,0")
    movement = Movement(scenario(tmp_path, disloyal)).run()
    run = people_table(outcome(), movement)
    assert run["left"].tolist() == [True, False, False, False, False, False]
    led = movement.world.people.faction[1:3]
    assert led[0] == led[1]  # those who stay are led by one of their number
    assert led[0] in (1, 2)


@pytest.mark.parametrize("suffix", [".csv", ".graphml", ".gexf"])
def test_every_file_format_gives_the_same_run(tmp_path: Path, suffix: str) -> None:
    split, asked = scenario(tmp_path), outcome()
    again = tmp_path / f"again{suffix}"
    networks.write_network(read_truth(asked, split).network, again)
    other = split.model_copy(
        update={
            "network": split.network.model_copy(
                update={"ties_file": str(again), "people_file": None}
            )
        }
    )
    one, two = (pd.DataFrame(people_table(asked, Movement(s).run())) for s in (split, other))
    pd.testing.assert_frame_equal(one, two)
