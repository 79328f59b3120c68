"""What is on the page can be saved and restored: links, pictures, replays and data."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import (
    SMALL,
    Visit,
    Visitor,
    check_legible,
    in_view,
    numbers,
    save,
    served,
    wait_until_idle,
    week,
)

pytestmark = pytest.mark.slow


def test_link_opens_the_same_scenario_elsewhere(visitor: Visitor, address: str) -> None:
    first = visitor()
    page = first.open(f"{address}#{SMALL}")
    page.keyboard.press("End")
    page.click("[data-tab=levers]")
    page.locator("[data-lever=organisers][data-side=a]").fill("0.15")
    expect(page.locator(".titles")).to_contain_text("Organisers 15%")
    page.wait_for_selector(".ms:not(.busy)")
    page.locator(".scrub").fill("33")
    page.focus(".panel.a canvas")
    page.keyboard.press("ArrowRight")
    page.click("[data-do=link]")
    page.locator(".notice").wait_for()
    other = visitor()
    again = other.open(page.url)
    assert week(again) == 33
    for side in ("a", "b"):
        assert numbers(again, side) == numbers(page, side)
    assert again.locator(".titles").inner_text() == page.locator(".titles").inner_text()
    assert again.locator(".person h3").inner_text() == page.locator(".person h3").inner_text()
    assert first.errors == other.errors == []


def test_stored_runs_have_a_link_until_a_lever_is_moved(visitor: Visitor, results: Path) -> None:
    with served(str(results)) as where:
        visit = visitor()
        page = visit.open(where)
        check_legible(page)
        page.keyboard.press("End")
        stored = numbers(page, "a")
        page.click("[data-do=link]")
        expect(page.locator(".notice")).to_contain_text("stored runs")
        page.reload()
        page.wait_for_selector("[data-ready=yes]")
        assert numbers(page, "a") == stored
        page.click("[data-tab=levers]")
        page.locator(".numbers input").first.fill("60")
        page.keyboard.press("Tab")
        expect(page.locator(".titles")).to_contain_text("Same people")
        expect(page.locator(".numbers-row dd").first).not_to_have_text(stored["members"])
        wait_until_idle(page)
        moved = numbers(page, "a")
        page.reload()
        page.wait_for_selector("[data-ready=yes]")
        assert numbers(page, "a") == moved, "a link of levers opens them, not the stored runs"
        assert visit.errors == []


def test_lesson_fits_the_screen_and_its_link_opens_the_bet(visitor: Visitor, address: str) -> None:
    page = visitor(1366, 768).open(f"{address}#lesson=who-is-heard")
    legend = page.locator(".legend")
    expect(legend).to_contain_text("Triangle: factionalist")
    box = legend.bounding_box()
    assert box is not None
    assert 16 < box["height"] < 36, "one line"
    page.click("[data-do=projector]")
    page.locator(".choice").first.click()
    page.click("[data-do=bet]")
    assert in_view(page, ".panels") > 0.9
    page.click("[data-do=to_the_end]")
    assert in_view(page, ".verdict") == 1
    page.click("[data-do=link]")
    expect(page.locator(".notice")).to_contain_text("the bet of this lesson")


def test_saved_picture_and_data_agree_with_the_page(
    visit: Visit, address: str, tmp_path: Path
) -> None:
    page = visit.open(f"{address}#{SMALL}")
    page.keyboard.press("End")
    path = save(page, "picture", tmp_path)
    assert "-week-40" in path.name
    picture = Image.open(path)
    assert picture.format == "PNG"
    assert picture.width > 2000
    assert len(picture.convert("RGB").getcolors(2**24) or ()) > 50
    with save(page, "data", tmp_path).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 2 * 41
    last = {row["panel"].lower(): row["members"] for row in rows if row["week"] == "40"}
    for side in ("a", "b"):
        assert last[side] == numbers(page, side)["members"]


def test_replay_opens_again_and_a_malformed_file_is_refused(
    visit: Visit, address: str, tmp_path: Path
) -> None:
    page = visit.open(f"{address}#{SMALL}")
    page.keyboard.press("End")
    kept = numbers(page, "b")
    replay = save(page, "replay", tmp_path)
    assert "week" not in replay.name, "a replay holds all weeks"
    page.goto("about:blank")
    visit.open(f"{address}#members=20&weeks=8")
    wrong = tmp_path / "wrong.json"
    wrong.write_text('{"version": 9}', encoding="utf-8")
    page.set_input_files("input[type=file]", wrong)
    page.locator(".notice.error").wait_for()
    assert "wrong.json" in page.locator(".notice").inner_text()
    page.set_input_files("input[type=file]", replay)
    expect(page.locator(".clock")).to_have_text("Week 0 of 40")
    page.keyboard.press("End")
    assert numbers(page, "b") == kept
    page.click("[data-tab=levers]")
    page.click("[data-do=other_people]")
    expect(page.locator(".clock")).to_have_text("Week 8 of 8")
    page.click("[data-do=link]")
    expect(page.locator(".notice")).to_contain_text("It opens A and B")
