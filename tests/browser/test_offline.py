"""Exported files work from disk, without a network."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, Visitor, check_legible, numbers, week

pytestmark = pytest.mark.slow


def _export(path: Path, *words: str) -> str:
    command = [sys.executable, "-m", "movementsim", "export", "--output", str(path), *words]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return path.as_uri()


def _opened(visitor: Visitor, address: str) -> Visit:
    visit = visitor(offline=True)
    visit.open(address)
    return visit


def test_exported_pair_works_offline(visitor: Visitor, tmp_path: Path) -> None:
    file = _export(tmp_path / "pair.html", "--members", "60", "--weeks", "30")
    visit = _opened(visitor, file)
    page = visit.page
    assert numbers(page, "a")["members"] == "60"
    page.keyboard.press("End")
    assert week(page) == 30
    page.focus(".panel.b canvas")
    page.keyboard.press("ArrowLeft")
    assert page.locator(".person .half").count() == 2
    page.keyboard.press("f")
    assert page.locator(".frame").count() == 10
    page.keyboard.press("Escape")
    assert page.locator("[data-do=repeat], .undo").count() == 0, "there is no server to answer"
    check_legible(page)
    assert visit.requests == [file]
    assert visit.errors == []


def test_exported_stored_runs_work_offline(visitor: Visitor, results: Path, tmp_path: Path) -> None:
    file = _export(tmp_path / "stored.html", str(results))
    visit = _opened(visitor, file)
    page = visit.page
    assert "Stored run" in page.locator(".panel.a").inner_text()
    page.keyboard.press("End")
    ends = numbers(page, "a")
    check_legible(page)
    page.click("[data-do=link]")
    page.reload()
    page.wait_for_selector("[data-ready=yes]")
    assert numbers(page, "a") == ends
    assert visit.errors == []


def _one_lesson(page: Page) -> None:
    """Do a lesson whose runs are stored in the file."""
    page.click("[data-lesson=square-peg]")
    page.locator(".choice").first.click()
    page.click("[data-do=bet]")
    page.click("[data-do=to_the_end]")
    assert page.locator(".outcome .big").count() == 2
    assert page.locator("[data-do=try_it], .debrief [data-do=repeat]").count() == 0


def test_atlas_works_offline(visitor: Visitor, tmp_path: Path) -> None:
    axes = ("--atlas", "--axis", "organisers=0,0.15", "--axis", "factionalists=0,0.15")
    file = _export(
        tmp_path / "atlas.html", *axes, "--members", "60", "--weeks", "30", "--with-lessons"
    )
    visit = _opened(visitor, file)
    page = visit.page
    assert week(page) == 30, "an atlas opens at the last week"
    _one_lesson(page)
    page.click("[data-tab=levers]")
    page.locator(".levers").get_by_role("button", name="Sandbox").click()
    check_legible(page)
    seen = set()
    for organisers in ("0", "1"):
        page.locator("[data-lever=organisers][data-side=a]").fill(organisers)
        for factionalists in ("0", "1"):
            page.locator("[data-lever=factionalists][data-side=a]").fill(factionalists)
            at = 2 * int(organisers) + int(factionalists)
            shown = re.compile(f"^{at},")
            expect(page.locator(".ms")).to_have_attribute("data-shown", shown)
            assert week(page) == 30
            seen.add(tuple(numbers(page, "a").items()))
    assert len(seen) == 4, "the file holds all four runs"
    assert visit.requests == [file]
    assert visit.errors == []
