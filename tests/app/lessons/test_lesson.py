"""Shipped lessons are valid and supported by the model; errors name the place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import tomli_w

from movementsim.app.lessons.lesson import Lesson, read_lesson, read_lessons
from movementsim.app.lessons.levers import LeverSettings, lever_scenario
from movementsim.app.lessons.panels import PairRequest
from movementsim.app.lessons.trial import try_lesson
from movementsim.app.pages.words import page_words
from movementsim.errors import InputError
from movementsim.recordings.recorder import final_metrics

SHIPPED = read_lessons()

GOOD: dict[str, Any] = {
    "key": "mine",
    "title": "Mine",
    "idea": "An idea.",
    "question": "Which?",
    "metric": "members",
    "answer": "a",
    "choices": [{"key": "a", "text": "A"}, {"key": "b", "text": "B"}],
    "happened": "It happened.",
    "sure": "A in 3 of 4",
    "why": "A rule.",
    "source": "S2.O1",
    "change": "Something.",
    "note": "A note.",
    "panel_a": {"name": "One", "lead": "One."},
    "panel_b": {"name": "Other", "lead": "Other.", "levers": {"organisers": 0.1}},
}


def written(folder: Path, **changed: Any) -> Path:
    values = {key: value for key, value in {**GOOD, **changed}.items() if value is not None}
    path = folder / "mine.toml"
    path.write_text(tomli_w.dumps(values), encoding="utf-8")
    return path


def test_there_are_enough_lessons_and_each_cites_an_essay() -> None:
    assert len(SHIPPED) >= 7
    for lesson in SHIPPED.values():
        assert lesson.source.split(",")[0].strip()[:2] in ("S0", "S1", "S2", "S3", "S4")
        assert "{" not in lesson.sure + lesson.happened
        assert {choice.key for choice in lesson.choices} == {"a", "b", "same"}


@pytest.mark.parametrize("lesson", SHIPPED.values(), ids=SHIPPED)
def test_both_panels_of_a_lesson_can_be_run(lesson: Lesson) -> None:
    panels = PairRequest(lesson=lesson.key).panels(SHIPPED, None)
    assert panels.a.seed == panels.b.seed == lesson.seed
    assert panels.a != panels.b


@pytest.mark.thorough
@pytest.mark.statistics
@pytest.mark.parametrize("lesson", SHIPPED.values(), ids=SHIPPED)
def test_the_model_supports_the_answer_of_the_lesson(lesson: Lesson) -> None:
    found = try_lesson(lesson, 20)
    assert found.answer == lesson.answer
    assert found.sentence == lesson.sure


def test_page_for_educators_gives_the_result_of_each_lesson() -> None:
    page = (Path(__file__).parents[3] / "docs/educators.md").read_text(encoding="utf-8")
    for lesson in SHIPPED.values():
        sure = lesson.sure.replace(" of runs with other chance events", "")
        assert f"| {lesson.title} | {lesson.idea} | {lesson.source} | {sure} |" in page


def test_custom_lessons_come_after_the_shipped_ones(tmp_path: Path) -> None:
    written(tmp_path)
    found = read_lessons(tmp_path)
    assert list(found)[: len(SHIPPED)] == list(SHIPPED)
    assert found["mine"].plain()["b"]["organisers"] == 0.1


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"titel": "Mine"}, "unknown key 'titel'; did you mean 'title'?"),
        ({"question": None}, "the key 'question' is missing"),
        ({"answer": "c"}, "answer = 'c': must be one of a, b"),
        ({"metric": "happiness"}, "metric = 'happiness': must be one of members"),
        ({"members": 5}, "members = 5"),
        ({"panel_a": {"name": "x", "lead": "y", "levers": {"giving": 3}}}, "panel_a.levers.giving"),
        ({"panel_a": {"name": "x", "lead": "y", "levers": {"givin": 1}}}, "did you mean 'giving'"),
        (
            {"panel_b": {"name": "x", "lead": "y", "scenario": {"rules": {"ballott": {"t0": 1}}}}},
            "panel_b: the levers",
        ),
        ({"choices": [{"key": "a", "text": "A"}]}, "choices"),
        ({"key": "who-is-heard"}, "another lesson has it"),
    ],
)
def test_error_in_a_lesson_names_file_place_and_value(
    tmp_path: Path, changed: dict[str, Any], message: str
) -> None:
    path = written(tmp_path, **changed)
    with pytest.raises(InputError) as error:
        read_lessons(tmp_path)
    assert message in str(error.value)
    assert str(path) in str(error.value)


def test_missing_or_malformed_lesson_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no lessons here"):
        read_lessons(tmp_path)
    with pytest.raises(InputError, match="no such file"):
        read_lesson(tmp_path / "none.toml")
    (tmp_path / "bad.toml").write_text("key = ", encoding="utf-8")
    with pytest.raises(InputError, match="is not TOML"):
        read_lessons(tmp_path)


def test_every_metric_that_can_decide_a_bet_is_described() -> None:
    described = page_words()["metrics"]
    for name in final_metrics([lever_scenario(LeverSettings(), members=40, weeks=1, seed=1)])[0]:
        assert set(described[name]) == {"name", "short", "unit", "tip"}
