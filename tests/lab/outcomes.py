"""A split of six people, shared by tests of outcomes."""

from pathlib import Path
from typing import Any

from movementsim import Scenario
from movementsim.lab.config.outcome import OutcomeConfig

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
"""Parameters with which only the expelled person and loyal followers leave."""


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
