"""Scoring against what happened: closed forms, files alone, and what is refused."""

import re
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from movementsim import InputError, Movement, Scenario, networks
from movementsim.lab.analysis.outcome_score import marks, score_runs
from movementsim.lab.config.experiment import Experiment
from movementsim.lab.config.outcome import OutcomeConfig
from movementsim.lab.design.plan import Plan
from movementsim.lab.design.planning import make_plan
from movementsim.lab.design.truth import Truth, read_truth
from movementsim.lab.execution.people_table import people_table
from movementsim.lab.execution.single_run import make_run
from movementsim.lab.report.outcome_figure import draw_outcome
from movementsim.lab.report.outcome_section import outcome_text

DOCS = Path(__file__).parents[2] / "docs" / "file-formats.md"
PERHAPS = st.sampled_from([0.0, 0.2, 0.5, 0.7, 1.0])  # few values, so that many are equal

TIES = "source,target\na,b\nb,c\nc,d\nd,e\ne,f\na,c\nd,f\n"
PEOPLE = """\
id,faction,loyalty,went
a,a,,out
b,a,1,out
c,a,1,out
d,f,1,in
e,f,1,in
f,f,,in
"""
STILL = {"leave": {"background_hazard": 0.0, "base_hazard": 0.0}, "factions": {"fading": 0.0}}
"""Rules by which nobody goes but who is expelled, and who follows."""


def outcome(**changed: Any) -> OutcomeConfig:
    return OutcomeConfig.model_validate(
        {"column": "went", "left": ["out"], "stayed": ["in"], "leaders": ["a", "f"], **changed}
    )


def scenario(folder: Path, people: str = PEOPLE, ties: str = TIES, **changed: Any) -> Scenario:
    (folder / "ties.csv").write_text(ties)
    (folder / "people.csv").write_text(people)
    return Scenario.from_values(
        {
            "network": {
                "kind": "file",
                "ties_file": str(folder / "ties.csv"),
                "people_file": str(folder / "people.csv"),
            },
            "events": [{"week": 2, "kind": "exclude", "who": ["a"], "by": ["f"]}],
            "without": ["join"],
            "rules": STILL,
            "weeks": 4,
            **changed,
        }
    )


def truth_of(left: list[bool], known: list[bool], leaders: int = 0) -> Truth:
    web = networks.from_networkx(nx.empty_graph(len(left)))
    gone, stayed = left.index(True), left.index(False)
    rows = np.array([gone, stayed][:leaders], np.int64)
    return Truth(web, np.array(left), np.array(known), rows)


# Marks --------------------------------------------------------------------------------------------


@st.composite
def predictions(draw: st.DrawFn) -> tuple[Truth, np.ndarray]:
    """Predictions for people of whom at least one known left, and one known stayed."""
    left = [True, False, *draw(st.lists(st.booleans(), max_size=12))]
    known = [True, True, *(draw(st.booleans()) for _ in left[2:])]
    said = np.array([draw(PERHAPS) for _ in left])
    return truth_of(left, known), said


@given(predictions())
def test_marks_are_what_counting_by_hand_gives(case: tuple[Truth, np.ndarray]) -> None:
    truth, said = case
    found = marks(outcome(leaders=None), said, truth)
    gone, stayed = (said[truth.known & mask] for mask in (truth.left, ~truth.left))
    pairs = [float(a > b) + 0.5 * float(a == b) for a in gone for b in stayed]
    assert found["right"] == (gone > 0.5).sum() + (stayed <= 0.5).sum()
    assert found["auc"] == pytest.approx(np.mean(pairs))
    chances = np.clip([*gone, *(1 - stayed)], 0.01, 0.99)
    assert found["log_loss"] == pytest.approx(-np.log(chances).mean())


@given(predictions())
def test_turning_a_prediction_round_turns_its_auc_round(case: tuple[Truth, np.ndarray]) -> None:
    truth, said = case
    one, other = (marks(outcome(), p, truth)["auc"] for p in (said, 1 - said))
    assert one + other == pytest.approx(1)


def test_who_knows_nothing_has_the_log_loss_of_a_coin() -> None:
    truth = truth_of([True, False, True, False], [True] * 4)
    assert marks(outcome(), np.full(4, 0.5), truth)["log_loss"] == pytest.approx(np.log(2))


def test_leaders_count_among_those_told_right_and_nowhere_else() -> None:
    truth = truth_of([True, False, True, False], [True] * 4, leaders=2)
    wrong_about_leaders = np.array([0.0, 1.0, 0.9, 0.1])
    found = marks(outcome(), wrong_about_leaders, truth)
    assert found["right"] == 2
    assert found["auc"] == 1
    assert found["log_loss"] == pytest.approx(-np.log(0.9))


def run_of(truth: Truth, left: list[bool]) -> dict[str, Any]:
    ids = np.array(truth.network.ids)
    return {
        "id": ids,
        "left": np.array(left),
        "followed": np.full(len(ids), ""),
        "side": np.full(len(ids), ""),
        "opinion": np.zeros(len(ids)),
    }


def test_a_score_averages_runs_and_scores_their_share() -> None:
    truth = truth_of([True, True, False, False], [True] * 4)
    half = [run_of(truth, [True, False, False, False]), run_of(truth, [False, True, False, False])]
    score = score_runs(outcome(leaders=None), half * 5, truth)
    assert score.each["right"].mean == 3
    assert score.probability.tolist() == [0.5, 0.5, 0, 0]
    assert score.pooled["right"].mean == 2  # one half is not above one half
    assert score.pooled["auc"].mean == 1
    assert score.each["auc"].mean == 0.75
    assert score.pooled["right"].low <= 2 <= score.pooled["right"].high


def test_of_one_run_there_is_no_interval() -> None:
    truth = truth_of([True, False], [True] * 2)
    score = score_runs(outcome(leaders=None), [run_of(truth, [True, False])], truth)
    assert score.pooled["right"].mean == 2
    assert np.isnan([score.pooled["auc"].low, score.each["auc"].high]).all()


def test_sixteen_times_the_runs_make_the_interval_a_quarter_as_wide() -> None:
    truth, rng = truth_of([True, False] * 10, [True] * 20), np.random.default_rng(1)
    chance = np.where(truth.left, 0.6, 0.3)
    widths = []
    for number in (25, 400):
        runs = [run_of(truth, list(rng.random(20) < chance)) for _ in range(number)]
        low, high = score_runs(outcome(leaders=None), runs, truth).pooled["log_loss"][1:]
        widths.append(high - low)
    # the width of one interval from 25 runs has itself a standard error of about a sixth
    assert widths[0] / widths[1] == pytest.approx(4, rel=0.5)


# From files alone ---------------------------------------------------------------------------------


def test_a_faction_follows_its_leader_out_and_the_score_knows(tmp_path: Path) -> None:
    split, asked = scenario(tmp_path), outcome(reference=True)
    truth = read_truth(asked, split)
    runs = [people_table(asked, Movement(split, seed=seed).run()) for seed in range(3)]
    assert [run["left"].tolist() for run in runs] == [[True] * 3 + [False] * 3] * 3
    assert runs[0]["followed"].tolist() == ["", "a", "a", "", "", ""]
    assert runs[0]["side"].tolist() == ["a", "a", "a", "f", "f", "f"]
    score = score_runs(asked, runs, truth)
    assert score.each["right"].mean == 6
    assert score.pooled["auc"].mean == 1
    assert score.leaning["right"].mean == 6
    assert score.followed == 1
    assert "6 of 6" in outcome_text(asked, {"the arm": score}, truth)


def test_following_takes_loyalty(tmp_path: Path) -> None:
    disloyal = PEOPLE.replace("a,1", "a,0")
    movement = Movement(scenario(tmp_path, disloyal)).run()
    run = people_table(outcome(), movement)
    assert run["left"].tolist() == [True, False, False, False, False, False]
    led = movement.world.people.faction[1:3]
    assert led[0] == led[1]  # who stays is led on by one of their own
    assert led[0] in (1, 2)


def test_a_table_of_its_own_says_the_same_as_a_column(tmp_path: Path) -> None:
    split = scenario(tmp_path)
    apart = tmp_path / "afterwards.csv"
    apart.write_text("id,end\nf,0\nb,1\na,1.0\nd,0\n".replace("1.0", "1"))
    asked = outcome(file=str(apart), column="end", left=[1], stayed=[0])
    truth = read_truth(asked, split)
    assert truth.left.tolist() == [True, True, False, False, False, False]
    assert truth.known.tolist() == [True, True, False, True, False, True]
    assert [truth.network.ids[row] for row in truth.judged] == ["b", "d"]


def test_numbers_are_values_like_words(tmp_path: Path) -> None:
    numbers = PEOPLE.replace("out", "1").replace("in", "0").replace("e,f,1,0", "e,f,1,")
    for left, stayed in (([1], [0]), (["1"], ["0"]), ([1.0], [0.0]), ([True], [False])):
        truth = read_truth(outcome(left=left, stayed=stayed), scenario(tmp_path, numbers))
        assert truth.left.tolist() == [True, True, True, False, False, False]
        assert truth.known.tolist() == [True] * 4 + [False, True]


@pytest.mark.parametrize("suffix", [".csv", ".graphml", ".gexf"])
def test_every_format_gives_the_same_run(tmp_path: Path, suffix: str) -> None:
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


def test_runs_about_other_people_are_refused(tmp_path: Path) -> None:
    truth = read_truth(outcome(), scenario(tmp_path))
    with pytest.raises(InputError, match="other people"):
        score_runs(outcome(), [run_of(truth_of([True, False], [True, True]), [True, False])], truth)


# Factions, power and status at the start ----------------------------------------------------------


def test_factions_of_the_table_of_people_are_there_from_the_start(tmp_path: Path) -> None:
    people = PEOPLE.replace("a,a,,", "a,,,").replace("c,a,1", "c,,1")
    begun = Movement(scenario(tmp_path, people)).world.people
    assert begun.faction.tolist() == [0, 0, -1, 5, 5, 5]
    assert begun.loyalty.tolist() == [0, 1, 0, 1, 1, 0]


def test_without_a_column_of_loyalty_it_is_that_at_which_people_join(tmp_path: Path) -> None:
    begun = Movement(scenario(tmp_path, "id,faction\na,\nb,a\nc,\nd,\ne,\nf,\n")).world.people
    assert begun.loyalty.tolist() == [0, 0.6, 0, 0, 0, 0]


def test_power_of_the_table_is_scaled_to_a_mean_of_one(tmp_path: Path) -> None:
    people = "id,status,branch,power\na,,x,3\nb,,x,1\nc,,y,5\nd,,y,5\ne,outside,y,7\nf,,y,20\n"
    begun = Movement(scenario(tmp_path, people, standing=False, events=[])).world.people
    assert begun.power == pytest.approx([1.5, 0.5, 0.5, 0.5, 0, 2])


@pytest.mark.parametrize(
    ("people", "complaint"),
    [
        ("id,faction\na,\nb,zoe\nc,\nd,\ne,\nf,\n", "'zoe' of 'b': nobody has that id"),
        ("id,faction\na,c\nb,a\nc,\nd,\ne,\nf,\n", "'a' is in the faction of 'c'"),
        ("id,status,faction\na,outside,\nb,,a\nc,,\nd,,\ne,,\nf,,\n", "both must be members"),
        ("id,status\na,outsid\nb,\nc,\nd,\ne,\nf,\n", "'outsid' of 'a': must be member or outside"),
        ("id,power\na,0\nb,0\nc,0\nd,0\ne,0\nf,0\n", "power is 0 for all"),
        ("id,loyalty\na,2\nb,\nc,\nd,\ne,\nf,\n", "loyalty = 2 of 'a': must be 0 to 1"),
        ("id,opinion\na,left\nb,\nc,\nd,\ne,\nf,\n", "must hold numbers from -1 to 1"),
    ],
)
def test_people_who_cannot_be_are_refused(tmp_path: Path, people: str, complaint: str) -> None:
    with pytest.raises(InputError, match=re.escape(complaint)):
        Movement(scenario(tmp_path, people))


# What is refused of an outcome --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"column": "wnet"}, "did you mean 'went'?"),
        ({"left": ["out"], "stayed": ["inn"]}, "'in' of 'd' is neither in left"),
        ({"leaders": ["a", "zoe"]}, "nobody is called 'zoe'"),
        ({"leaders": ["f", "a"]}, "'f' must have left by the column 'went'"),
        ({"leaders": ["a", "b"]}, "'b' must have stayed"),
        ({"file": "nowhere.csv"}, "nowhere.csv: there is no such file"),
    ],
)
def test_an_outcome_that_does_not_fit_is_refused(
    tmp_path: Path, changed: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(InputError, match=re.escape(complaint)):
        read_truth(outcome(**changed), scenario(tmp_path))


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        ("id,went\na,out\nzoe,out\n", "line 3: 'zoe' is not among the people"),
        ("id,went\na,out\na,in\n", "line 3: 'a' comes a second time"),
        ("id,wend\na,out\n", "there is no column 'went'; did you mean 'wend'?"),
        ("", "cannot be read as CSV"),
    ],
)
def test_a_table_of_outcomes_that_does_not_fit_is_refused(
    tmp_path: Path, table: str, complaint: str
) -> None:
    (tmp_path / "after.csv").write_text(table)
    with pytest.raises(InputError, match=re.escape(complaint)):
        read_truth(outcome(file=str(tmp_path / "after.csv")), scenario(tmp_path))


STATUS = re.sub(r"^([a-f]|id),", r"\1,,", PEOPLE, flags=re.MULTILINE).replace("id,,", "id,status,")


@pytest.mark.parametrize(
    ("people", "complaint"),
    [
        (PEOPLE.replace("in\n", "out\n").replace("f,f,,out", "f,f,,in"), "nobody stayed"),
        (PEOPLE.replace("1,out", "1,in"), "nobody left (leaders apart)"),
        (STATUS.replace("b,,", "b,outside,"), "'b' is outside the movement"),
        (STATUS.replace("b,,", "b,supporter,"), "'b' is outside the movement"),
    ],
)
def test_people_to_whom_it_cannot_have_happened_are_refused(
    tmp_path: Path, people: str, complaint: str
) -> None:
    with pytest.raises(InputError, match=re.escape(complaint)):
        read_truth(outcome(), scenario(tmp_path, people))


def test_people_without_names_have_no_outcome() -> None:
    with pytest.raises(InputError, match=r'network\.kind = "branches" have no names'):
        read_truth(outcome(), Scenario())


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"stayed": ["in", "out"]}, "'out' cannot mean both"),
        ({"left": []}, "at least 1 item"),
        ({"leaders": ["a", "a"]}, "named twice"),
        ({"leaders": None, "reference": True}, "reference = true needs leaders"),
        ({"clip": float("nan")}, "clip"),
        ({"clip": 0.5}, "less than 0.5"),
        ({"colum": "went"}, "colum"),
    ],
)
def test_a_section_that_makes_no_sense_is_refused(changed: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValueError, match=re.escape(complaint)):
        outcome(**changed)


# What is shown ------------------------------------------------------------------------------------


def test_the_figure_is_drawn_alike_each_time_as_png_and_svg(tmp_path: Path) -> None:
    split, asked = scenario(tmp_path), outcome(reference=True)
    truth = read_truth(asked, split)
    score = score_runs(asked, [people_table(asked, Movement(split).run())], truth)
    files = [draw_outcome(asked, tmp_path / name, score, truth) for name in ("one.png", "two.png")]
    png, svg = files[0]
    assert png.read_bytes().startswith(b"\x89PNG")
    orange, navy = "#d55e00", "#1b3a6b"
    drawn = svg.read_text().lower()
    assert drawn.count(orange) >= 3 * 2  # of three panels each, at the least those who left
    assert drawn.count(navy) >= 3 * 2
    assert [file.read_bytes() for file in files[0]] == [file.read_bytes() for file in files[1]]


# The page on file formats -------------------------------------------------------------------------


@pytest.fixture
def written(tmp_path: Path) -> Plan:
    """The experiment of the page, written out as the page has it."""
    page = DOCS.read_text(encoding="utf-8")
    for name, text in re.findall(r"\*\*`([\w.]+)`\*\*\n\n```\w+\n(.*?)```", page, re.DOTALL):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return make_plan(Experiment.from_toml(tmp_path / "split.toml"), tmp_path, "split.toml")


def test_the_experiment_of_the_page_runs_and_scores(written: Plan) -> None:
    asked, record = written.outcome, written.experiment.record
    assert asked is not None
    truth = read_truth(asked, written.cells[0].scenario)
    tables = [make_run(run, record, asked).tables["people"] for run in written.runs]
    runs = [{str(name): table[name].to_numpy() for name in table} for table in tables]
    score = score_runs(asked, runs, truth)
    assert score.people == 6
    assert 2 <= score.each["right"].mean <= 6
    assert score.probability[0] == 1  # the expelled
    assert score.probability[1] > score.probability[4]  # the loyal follow, the other side stays


def test_the_python_of_the_page_runs(
    written: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found: dict[str, Any] = {}
    for code in re.findall(r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL):
        exec(code, found)
    assert (tmp_path / "club.graphml").is_file()
    assert found["graph"].edges["ann", "bob"]["liking_back"] == 0.6
    assert found["graph"].nodes["bob"]["faction"] == "ann"
