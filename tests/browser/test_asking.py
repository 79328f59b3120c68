"""Requests of the page to the server: repeats, counterfactuals, errors; two visitors at once."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from movementsim.app.lessons.levers import LeverSettings, lever_scenario
from movementsim.recordings.recorder import final_metrics
from tests.browser.conftest import (
    SMALL,
    Visit,
    Visitor,
    check_legible,
    in_view,
    numbers,
    save,
)

pytestmark = pytest.mark.slow


def test_fifty_repeats_are_shown(visit: Visit, address: str) -> None:
    page = visit.open(f"{address}#members=20&weeks=8&seed=3")
    page.click("[data-do=repeat]")
    sheet = page.get_by_role("dialog", name="Repeat 50 times")
    expect(sheet.get_by_role("status")).to_have_text("50 of 50 done", timeout=120_000)
    members = sheet.locator(".strip").first
    assert members.locator(".dot.a").count() == members.locator(".dot.b").count() == 50
    assert members.locator(".mean").count() == 2
    check_legible(page)
    found = re.search(r"A ends with more in (\d+) of 50, B in (\d+)", members.inner_text())
    assert found is not None
    assert sum(map(int, found.groups())) <= 50


def test_repeats_of_a_lesson_begin_with_the_metric_of_its_bet(
    visitor: Visitor, address: str
) -> None:
    page = visitor(320, 700).open(f"{address}#lesson=closed-circle")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "reflow"
    page.locator(".choice").first.click()
    page.click("[data-do=bet]")
    assert in_view(page, ".panels") > 0.9, "the run is on screen after a bet on a phone"
    assert in_view(page, ".transport") == 1
    page.keyboard.press("End")
    page.locator(".debrief").wait_for()
    assert in_view(page, ".verdict") == 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "reflow"
    page.locator(".debrief [data-do=repeat]").click()
    first = page.get_by_role("dialog", name="Repeat 50 times").locator(".strip").first
    expect(first).to_contain_text("Plans leaked")


def test_repeats_can_be_cancelled(visit: Visit, address: str) -> None:
    page = visit.open(f"{address}#{SMALL}")
    page.click("[data-do=repeat]")
    sheet = page.get_by_role("dialog", name="Repeat 50 times")
    expect(sheet.get_by_role("status")).to_contain_text("of 50 done")
    sheet.get_by_role("button", name="Cancel").click()
    expect(sheet.get_by_role("status")).to_contain_text("Stopped after")
    page.keyboard.press("Escape")
    page.click("[data-tab=levers]")
    page.click("[data-do=other_people]")
    expect(page.locator(".numbers input").last).to_have_value("6")


WRITTEN = """() => {
  window.written = [];
  const { fillText } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.fillText = function (text, ...where) {
    window.written.push(text);
    fillText.call(this, text, ...where);
  };
}"""


def test_counterfactual_is_shown_beside_the_run(visit: Visit, address: str, tmp_path: Path) -> None:
    link = "a=factionalists:0.15,exclusion:0.8&b=factionalists:0.15&members=80&weeks=60&seed=2"
    page = visit.open(f"{address}#{link}")
    page.keyboard.press("End")
    before = numbers(page, "a")
    page.click("[data-tab=story]")
    exclusion = page.locator(".story li[data-kind^=exclusion] .undo").last
    line = exclusion.locator("..").locator(".line").inner_text()
    exclusion.click()
    banner = page.locator(".banner")
    expect(banner).to_contain_text("Both panels now show A")
    names = page.locator(".panel h2").all_inner_texts()
    assert names == ["As it happened", "Without that act"]
    assert numbers(page, "a") == before, "A is what happened"
    lines = page.locator(".story li:not(.end)").all_inner_texts()
    sentence = line.splitlines()[-1].split(".")[0]
    same = [other[0] for other in lines if sentence in other and _when(other) == _when(line)]
    assert same == ["A"], "in B it may happen in another week"
    check_legible(page)
    page.click("[data-do=repeat]")
    expect(page.locator(".notice")).to_contain_text("go back to A and B")
    page.click("[data-do=link]")
    expect(page.locator(".notice")).to_contain_text("without the what-if")
    page.evaluate(WRITTEN)
    save(page, "picture", tmp_path)
    written = " ".join(page.evaluate("written"))
    assert sentence.split(" of the ")[0].split(" out")[0] in written, "which act was left out"
    kept = save(page, "replay", tmp_path)
    page.click("[data-do=back-from-what-if]")
    expect(banner).to_be_hidden()
    page.keyboard.press("End")
    assert numbers(page, "a") == before
    page.set_input_files("input[type=file]", kept)
    banner.wait_for()
    assert page.locator("[data-do=back-from-what-if]").count() == 0, (
        "there is nothing to go back to"
    )
    page.click("[data-do=repeat]")
    expect(page.locator(".notice")).to_contain_text("Only a pair that was run here")
    page.click("[data-do=link]")
    expect(page.locator(".notice")).to_contain_text("it cannot be linked")


def _when(line: str) -> str:
    """Return the week that a line of the story names."""
    return str(re.findall(r"Week \d+", line)[0])


def test_errors_are_shown_in_the_page(visitor: Visitor, address: str) -> None:
    visit = visitor()
    visit.page.goto(f"{address}#members=100000&weeks=40")
    notice = visit.page.locator(".notice.error")
    notice.wait_for()
    assert "1000" in notice.inner_text().replace(",", "")
    assert "members" in notice.inner_text()
    visit.page.wait_for_selector("[data-ready=yes]")
    assert numbers(visit.page, "a")["members"] == "200", "the default scenario is shown instead"
    check_legible(visit.page)
    visit.page.goto("about:blank")
    visit.open(f"{address}#lesson=nope")
    expect(notice).to_contain_text("nope")
    visit.page.goto("about:blank")
    visit.open(f"{address}#stored=1")
    expect(notice).to_contain_text("stored runs")


def test_visitors_never_see_the_runs_of_others(visitor: Visitor, address: str) -> None:
    wanted: list[dict[str, Any]] = [
        {"members": 60, "weeks": 30, "seed": 1},
        {"members": 80, "weeks": 40, "seed": 2},
    ]
    levers = LeverSettings(organisers=0.1), LeverSettings(factionalists=0.1)
    pages = [visitor().page for _ in wanted]
    for page, fields in zip(pages, wanted, strict=True):  # both request before either is answered
        common = "&".join(f"{key}={value}" for key, value in fields.items())
        page.goto(f"{address}#a=organisers:0.1&b=factionalists:0.1&{common}")
    for page, fields in zip(pages, wanted, strict=True):
        page.wait_for_selector("[data-ready=yes]")
        page.keyboard.press("End")
        assert page.locator(".clock").inner_text() == f"Week {fields['weeks']} of {fields['weeks']}"
        for side, lever in zip("ab", levers, strict=True):
            alone = final_metrics([lever_scenario(lever, **fields)])[0]
            shown = numbers(page, side)
            assert int(shown["members"]) == alone["members"]
            trust = float(shown["average trust"].rstrip("%"))
            assert trust == pytest.approx(100 * alone["trust"], abs=0.6)  # shown as whole per cent
