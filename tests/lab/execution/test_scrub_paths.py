"""Errors name no local paths."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

import movementsim
from movementsim.lab.design.plan import Plan, Run
from movementsim.lab.execution.scrub_paths import scrub_paths
from movementsim.lab.execution.simulate import Records, simulate
from movementsim.lab.store.finished import FailedRun


def the_only_failure(run: Run, of: Plan) -> FailedRun:
    result = simulate([run], Records(of.experiment.record))
    assert not result.ids
    return result.failed[0]


def test_error_of_a_run_exposes_no_local_paths(small: Plan) -> None:
    run = small.runs[0]
    # only people with time for the movement can be organisers, so a share of 1 fails
    setup = replace(run.cell.setup, values={"members": 40, "following": {"Organiser": 1.0}})
    failed = the_only_failure(replace(run, cell=replace(run.cell, setup=setup)), small)
    assert failed.id == run.id
    assert "lower the share" in failed.error
    assert "assignment.py" in failed.traceback
    assert str(Path(movementsim.__file__).parents[1]) not in failed.traceback


def test_error_of_a_library_exposes_no_local_paths(small: Plan) -> None:
    run = small.runs[0]
    setup = replace(run.cell.setup, values={"members": 0})
    failed = the_only_failure(replace(run, cell=replace(run.cell, setup=setup)), small)
    assert 'File "pydantic/main.py"' in failed.traceback
    assert not re.search(r'["\s]/', failed.error + failed.traceback)


@pytest.mark.parametrize(
    ("message", "scrubbed"),
    [
        ("[Errno 2] No such file: '/home/ann/my data/x.csv'", "[Errno 2] No such file: 'x.csv'"),
        ('cannot open "/home/ann\'s/my data".', 'cannot open "my data".'),
        ("'/a' and '/home/ann'", "'/a' and 'ann'"),
        ("/srv/lab/ties.csv: line 3", "ties.csv: line 3"),
        ("error:/home/ann/x", "error:x"),
        ("</home/ann/x>", "<x>"),
        ("file:///home/ann/x, 'file:///srv/my lab/y'", "x, 'y'"),
        ("https://errors.pydantic.dev/2.12/v, /srv/x", "https://errors.pydantic.dev/2.12/v, x"),
        ("3/4 of votes and/or members/week", "3/4 of votes and/or members/week"),
    ],
)
def test_only_absolute_paths_are_shortened(message: str, scrubbed: str) -> None:
    assert scrub_paths(message) == scrubbed
