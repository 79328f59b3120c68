"""The command `lesson` reports whether the runs support the answer of a lesson."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Command

LESSON = """
key = "two-or-fifteen"
title = "Two or fifteen?"
idea = "More organisers ask more people in."
question = "Which movement has more members?"
metric = "{metric}"
answer = "{answer}"
happened = "It grows."
sure = "B in 3 of 3 pairs"
why = "Members are asked in."
source = "S2.O1"
change = "Nobody organises."
note = "None."
members = 40
weeks = 4
choices = [{{ key = "a", text = "A" }}, {{ key = "same", text = "Neither" }}]
panel_a = {{ name = "A", lead = "A", levers = {{ organisers = 0.02 }} }}
panel_b = {{ name = "B", lead = "B", levers = {{ organisers = 0.02 }} }}
"""


@pytest.mark.parametrize(("answer", "status"), [("same", 0), ("a", 1)])
def test_exit_status_shows_whether_the_runs_support_the_answer(
    command: Command, tmp_path: Path, answer: str, status: int
) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(LESSON.format(metric="members", answer=answer), encoding="utf-8")
    done = command("lesson", file, "--pairs", "3")
    assert done.returncode == status, done.stderr
    assert f"the pairs support 'same', the lesson says '{answer}'" in done.stdout
    assert 'sure = "No clear difference in 3 pairs of runs' in done.stdout
    assert "equal in 3" in done.stdout


def test_invalid_lesson_gives_one_message(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(LESSON.format(metric="happiness", answer="a"), encoding="utf-8")
    done = command("lesson", file)
    assert done.returncode == 2
    assert "metric = 'happiness': must be one of members" in done.stderr
    assert "Traceback" not in done.stderr
