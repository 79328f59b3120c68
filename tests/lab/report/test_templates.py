"""Templates of reports need every value that they name."""

from __future__ import annotations

from importlib import resources

import pytest
from jinja2 import UndefinedError

from movementsim.lab.report.templates import caption, markdown_table, phrase, render


def test_missing_value_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="reason"):
        render("unavailable.md.j2")
    with pytest.raises(UndefinedError, match="before"):
        caption("two_sweeps", after="b")


def test_caption_is_one_line_and_must_exist() -> None:
    assert caption("two_sweeps", before="a", after="b") == (
        "Difference b minus a, with 95% intervals."
    )
    assert "\n" not in caption("retention")
    with pytest.raises(AttributeError, match="no_such_figure"):
        caption("no_such_figure")


def test_a_phrase_is_one_line_and_must_have_its_values() -> None:
    values = {"rule": "", "left_out": False, "among": []}
    assert phrase("limit", name="members", low=None, high="60", **values) == "members is at most 60"
    assert phrase("limit", name="members", low="9", high=None, **values) == "members is at least 9"
    along = phrase("expected", expect="peak", along="circle", contrast=None, across=None)
    assert along == "peak along `circle`"
    contrast = phrase("contrast", parameter=None, before="organisers", after="factionalists")
    assert contrast == "from organisers to factionalists"
    assert phrase("prediction", arm="both", runs=0, side=True) == "both: all runs together, by side"
    assert phrase("limitation", reason="", best="4.0") == ""
    with pytest.raises(UndefinedError, match="meaning"):
        phrase("quarter", lowest=True, edge="3")


def test_texts_are_markdown_and_not_escaped() -> None:
    assert render("unavailable.md.j2", reason="a < b & c") == "> **Not available.** a < b & c."


def test_table_has_one_line_per_row() -> None:
    assert markdown_table(["a", "b"], [["1", "2"]]) == "| a | b |\n| --- | --- |\n| 1 | 2 |"


def test_all_templates_compile() -> None:
    folder = resources.files("movementsim.lab.report") / "templates"
    names = [file.name for file in folder.iterdir() if file.name.endswith(".j2")]
    assert "report.md.j2" in names
    for name in names:
        if name in ("captions.md.j2", "phrases.md.j2"):
            continue
        with pytest.raises((UndefinedError, TypeError)):  # it compiles; only its values are missing
            render(name)
