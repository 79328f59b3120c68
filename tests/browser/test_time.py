"""Play, step, back, scrub: in every week the page shows the numbers of the model."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from movementsim.app.lessons.levers import LeverSettings, lever_scenario
from movementsim.simulation.movement import Movement
from tests.browser.conftest import SMALL, Visit, numbers, week

pytestmark = pytest.mark.slow

SETTINGS = {
    "a": LeverSettings(organisers=0.1, factionalists=0),
    "b": LeverSettings(organisers=0, factionalists=0.1),
}
LINK = f"#a=organisers:0.1,factionalists:0&b=organisers:0,factionalists:0.1&{SMALL}"


type Numbers = dict[str, list[dict[str, float]]]


@pytest.fixture(scope="module")
def model() -> Numbers:
    """Return the numbers of both movements by week, from the model itself."""
    numbers_by_week: Numbers = {}
    for side, settings in SETTINGS.items():
        movement = Movement(lever_scenario(settings, members=60, weeks=40, seed=5))
        numbers_by_week[side] = [movement.read("members", "trust")]
        for _ in range(40):
            movement.step()
            numbers_by_week[side].append(movement.read("members", "trust"))
    return numbers_by_week


def _agrees(visit: Visit, model: Numbers) -> int:
    """Assert that the page agrees with the model; return the week that it shows."""
    shown = week(visit.page)
    for side, weeks in model.items():
        seen = numbers(visit.page, side)
        assert int(seen["members"]) == weeks[shown]["members"]
        trust = float(seen["average trust"].rstrip("%"))
        assert trust == pytest.approx(
            100 * weeks[shown]["trust"], abs=0.6
        )  # shown as whole per cent
    return shown


def test_step_back_and_scrub(visit: Visit, address: str, model: Numbers) -> None:
    page = visit.open(address + LINK)
    assert _agrees(visit, model) == 0
    for _ in range(3):
        page.click("[data-do=step]")
    assert _agrees(visit, model) == 3
    page.click("[data-do=back]")
    assert _agrees(visit, model) == 2
    page.locator(".scrub").fill("27")
    assert _agrees(visit, model) == 27
    page.locator(".chart[data-metric=members] svg").click(position={"x": 1, "y": 40})
    assert _agrees(visit, model) == 0
    page.locator(".scrub").fill("40")
    assert _agrees(visit, model) == 40
    page.click("[data-do=reset]")
    assert _agrees(visit, model) == 0


def test_play_runs_to_the_end_and_pauses(visit: Visit, address: str, model: Numbers) -> None:
    page = visit.open(address + LINK)
    page.select_option("[data-do=speed]", "4")
    page.click("[data-do=play]")
    expect(page.locator(".clock")).to_have_text(re.compile(r"Week ([89]|\d\d) of"))
    page.get_by_role("button", name="Pause", exact=True).click()
    assert 8 <= _agrees(visit, model) < 40
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.locator(".clock")).to_have_text("Week 40 of 40", timeout=60_000)
    page.get_by_role("button", name="Play", exact=True).wait_for()
    assert _agrees(visit, model) == 40


def test_page_requests_nothing_from_elsewhere(visit: Visit, address: str) -> None:
    page = visit.open(address + LINK)
    page.keyboard.press("End")
    page.keyboard.press("f")
    assert visit.requests
    assert [url for url in visit.requests if not url.startswith(address)] == []


def test_click_on_the_story_goes_to_the_week(visit: Visit, address: str) -> None:
    page = visit.open(address + LINK)
    page.keyboard.press("End")
    page.click("[data-tab=story]")
    line = page.locator(".story li:not(.end)").last
    named = int(line.get_attribute("data-week") or -1)
    line.locator(".line").click()
    assert week(page) == named
    marks = page.locator(".marks .tick")
    assert marks.count() == page.locator(".story li:not(.end)").count()


def test_reduced_motion_shows_whole_weeks(visit: Visit, address: str) -> None:
    visit.page.emulate_media(reduced_motion="reduce")
    page = visit.open(address + LINK)
    page.keyboard.press(" ")
    expect(page.locator(".clock")).to_have_text(re.compile(r"Week ([3-9]|\d\d) of"))
    page.keyboard.press(" ")
    assert week(page) >= 3
