"""Observed outcomes come from a column or a table, and must fit the people."""

import re
from pathlib import Path
from typing import Any

import pytest

from movementsim import InputError, Scenario
from movementsim.lab.design.observed_outcome import read_truth
from tests.lab.outcomes import PEOPLE, outcome, scenario

STATUS = re.sub(r"^([a-f]|id),", r"\1,,", PEOPLE, flags=re.MULTILINE).replace("id,,", "id,status,")


def test_separate_table_is_equivalent_to_a_column(tmp_path: Path) -> None:
    split = scenario(tmp_path)
    apart = tmp_path / "afterwards.csv"
    apart.write_text("id,end\nf,0\nb,1\na,1.0\nd,0\n".replace("1.0", "1"))
    asked = outcome(file=str(apart), column="end", left=[1], stayed=[0])
    truth = read_truth(asked, split)
    assert truth.left.tolist() == [True, True, False, False, False, False]
    assert truth.known.tolist() == [True, True, False, True, False, True]
    assert [truth.network.ids[row] for row in truth.judged] == ["b", "d"]


def test_values_can_be_numbers(tmp_path: Path) -> None:
    numbers = PEOPLE.replace("out", "1").replace("in", "0").replace("e,f,1,0", "e,f,1,")
    for left, stayed in (([1], [0]), (["1"], ["0"]), ([1.0], [0.0]), ([True], [False])):
        truth = read_truth(outcome(left=left, stayed=stayed), scenario(tmp_path, numbers))
        assert truth.left.tolist() == [True, True, True, False, False, False]
        assert truth.known.tolist() == [True] * 4 + [False, True]


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
def test_outcome_that_does_not_fit_the_people_is_refused(
    tmp_path: Path, changed: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(InputError, match=re.escape(complaint)):
        read_truth(outcome(**changed), scenario(tmp_path))


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        ("id,went\na,out\nzoe,out\n", "line 3: 'zoe' is not among the people"),
        ("id,went\na,out\na,in\n", "line 3: 'a' appears more than once"),
        ("id,wend\na,out\n", "there is no column 'went'; did you mean 'wend'?"),
        ("", "cannot be read as CSV"),
    ],
)
def test_table_of_outcomes_that_does_not_fit_is_refused(
    tmp_path: Path, table: str, complaint: str
) -> None:
    (tmp_path / "after.csv").write_text(table)
    with pytest.raises(InputError, match=re.escape(complaint)):
        read_truth(outcome(file=str(tmp_path / "after.csv")), scenario(tmp_path))


@pytest.mark.parametrize(
    ("people", "complaint"),
    [
        (PEOPLE.replace("in\n", "out\n").replace("f,f,,out", "f,f,,in"), "nobody stayed"),
        (PEOPLE.replace("1,out", "1,in"), "nobody left apart from the leaders"),
        (STATUS.replace("b,,", "b,outside,"), "'b' is outside the movement"),
        (STATUS.replace("b,,", "b,supporter,"), "'b' is outside the movement"),
    ],
)
def test_outcome_of_people_outside_the_movement_is_refused(
    tmp_path: Path, people: str, complaint: str
) -> None:
    with pytest.raises(InputError, match=re.escape(complaint)):
        read_truth(outcome(), scenario(tmp_path, people))


def test_people_without_names_have_no_outcome() -> None:
    with pytest.raises(InputError, match=r'network\.kind = "branches" have no names'):
        read_truth(outcome(), Scenario())
