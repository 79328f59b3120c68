"""Acts of a rule of one's own are recorded under their names, and can be left out like others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from movementsim import Scenario
from movementsim.app.pages.encode import ShownRun, encode_runs
from movementsim.app.pages.story import describe_event
from movementsim.plugins.discovery import find_rules, find_strategies, load_plugin
from movementsim.recordings.recorder import record_run

FILE = """
from movementsim.rules.base import Rule
from movementsim.state.changes import Changes
from movementsim.state.declarations import ActKind, Chance, Fact, Requests, Verb
from movementsim.state.extension import Extension
from movementsim.strategies.base import Strategy


class Toasting(Rule):
    \"\"\"Members propose toasts, and some of them sing.\"\"\"

    phase = "judge"
    source = "S3.M1"
    reads = ("status", "branch", "key")
    writes = ("chronicle",)
    brings = Extension(
        facts=(Fact("sung", ("singer",), whole=("singer",)),),
        kinds=(
            ActKind("toast", "a member proposed a toast", Requests(("toast",), same_whom=False)),
            ActKind("song", "a member sang", chance=Chance(("sing",)),
                    read=lambda facts: (facts.sung.singer, -1)),
        ),
        verbs=(Verb("toast", "propose a toast", 0.5, "S3.M1", aimed=False),),
    )

    def resolve(self, world, acts, draws):
        changes, people = Changes(world), world.people
        changes.act("toast", acts.toast.who, branch=people.branch[acts.toast.who])
        sings = draws.chance("sing", 0.1, people.key[people.active])
        changes.fact("sung", singer=people.active[sings])
        return changes


class Toaster(Strategy):
    active = False

    def decide(self, me):
        return me.toast()
"""


@pytest.fixture
def toasting(tmp_path: Path) -> Iterator[Scenario]:
    file = tmp_path / "toasting.py"
    file.write_text(FILE, encoding="utf-8")
    load_plugin(file)
    following = {"Toaster": 0.5}
    yield Scenario.from_values({"members": 40, "weeks": 6, "seed": 1, "following": following})
    del find_rules()["toasting"], find_strategies()["Toaster"]


@pytest.mark.parametrize(("kind", "about"), [("toast", "proposed a toast"), ("song", "sang")])
def test_an_act_of_ones_own_is_recorded_by_name_and_can_be_left_out(
    toasting: Scenario, kind: str, about: str
) -> None:
    run = record_run(toasting)
    row = run.rows(kind)[-1]
    act = run.act(row)
    assert act is not None
    assert (act.kind, run.kind_of(row).name) == (kind, kind)
    twin = record_run(toasting, act)
    assert len(twin.rows(kind)) == len(run.rows(kind)) - 1
    assert len(twin.events) == len(run.events) - 1
    shown = encode_runs([ShownRun(run, "A")], seed=1, members=40)
    assert describe_event(run, shown, row) == f"A member {about}."
