"""A table of people can give factions, power and status at the start."""

import re
from pathlib import Path

import pytest

from movementsim import InputError, Movement
from tests.lab.outcomes import PEOPLE, scenario


def test_factions_of_the_table_exist_from_the_start(tmp_path: Path) -> None:
    people = PEOPLE.replace("a,a,,", "a,,,").replace("c,a,1", "c,,1")
    begun = Movement(scenario(tmp_path, people)).world.people
    assert begun.faction.tolist() == [0, 0, -1, 5, 5, 5]
    assert begun.loyalty.tolist() == [0, 1, 0, 1, 1, 0]


def test_default_loyalty_is_that_of_new_followers(tmp_path: Path) -> None:
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
def test_impossible_people_are_refused(tmp_path: Path, people: str, complaint: str) -> None:
    with pytest.raises(InputError, match=re.escape(complaint)):
        Movement(scenario(tmp_path, people))
