"""A lesson works from the bet to the note for the teacher, and in the sandbox after it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, check_legible, numbers, tab_to, wait_until_idle, week

pytestmark = pytest.mark.slow


def _ask_what_if(page: Page, place: str) -> None:
    page.locator(place).last.click()
    page.locator(".banner").wait_for()
    wait_until_idle(page)


def test_lesson_from_start_to_end(visit: Visit, address: str) -> None:
    page = visit.open(address)
    lessons = page.locator("[data-lesson]")
    assert lessons.count() >= 7
    assert page.locator(".chapter").last.get_attribute("data-do") == "sandbox"
    lessons.first.click()
    form = page.locator(".bet")
    form.wait_for()
    page.wait_for_selector(".ms:not(.busy)")
    page.keyboard.press("End")
    assert week(page) == 0, "nobody can look ahead before betting"
    form.locator(".choice").nth(1).click()
    bet = form.locator(".choice").nth(1).inner_text()
    check_legible(page)
    page.click("[data-do=bet]")
    expect(page.locator(".lesson")).to_have_attribute("data-stage", "run")
    expect(page.locator(".clock")).not_to_contain_text("Week 0 ")
    assert page.locator(".debrief").count() == 0
    page.locator(".scrub").fill("60")
    check_legible(page)
    _ask_what_if(page, ".running .undo")
    expect(page.locator(".lesson")).to_have_attribute("data-stage", "run")
    check_legible(page)
    page.click("[data-do=back-from-what-if]")
    expect(page.locator(".clock")).to_contain_text("Week 60 ")
    page.click("[data-do=to_the_end]")
    talk = page.locator(".debrief")
    talk.wait_for()
    check_legible(page)
    outcome = talk.locator(".outcome").inner_text()
    for side in ("a", "b"):
        assert numbers(page, side)["members"] in outcome
    page.click("[data-tab=story]")
    _ask_what_if(page, ".story .undo")
    page.click("[data-tab=lessons]")
    assert talk.locator(".outcome").inner_text() == outcome, "the lesson's own pair decides it"
    page.click("[data-do=back-from-what-if]")
    assert bet in talk.locator(".verdict").inner_text()
    for title in ("What happened", "Why", "What would change it"):
        assert len(talk.get_by_role("heading", name=title).locator("..").inner_text()) > 60
    assert "Essay S" in talk.inner_text()
    note = talk.locator(".note")
    assert not note.locator("p").is_visible()
    note.locator("summary").click()
    assert note.locator("p").is_visible()
    page.click("[data-do=next-lesson]")
    expect(page.locator(".lesson")).to_have_attribute("data-stage", "bet")
    page.wait_for_selector(".ms:not(.busy)")
    page.click("[data-do=lessons]")
    assert page.locator("[data-lesson] .number").first.inner_text() == "✓"


HEADING = "document.activeElement.matches('.lesson h3')"


def test_lesson_and_sandbox_by_keyboard_alone(visit: Visit, address: str) -> None:
    page = visit.open(f"{address}#lesson=square-peg")
    wait_until_idle(page)
    tab_to(page, "[name=bet]")
    page.keyboard.press(" ")
    tab_to(page, "[data-do=bet]")
    page.keyboard.press("Enter")
    expect(page.locator(".lesson")).to_have_attribute("data-stage", "run")
    assert page.evaluate(HEADING), "the heading of the next stage has the focus"
    tab_to(page, "[data-do=to_the_end]")
    page.keyboard.press("Enter")
    expect(page.locator(".lesson")).to_have_attribute("data-stage", "debrief")
    assert page.evaluate(HEADING)
    ends = [numbers(page, side) for side in ("a", "b")]
    tab_to(page, "[data-do=try_it]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".levers")
    wait_until_idle(page)
    assert [numbers(page, side) for side in ("a", "b")] == ends, "the posts are still there"
    assert "A square peg" in page.locator(".titles").inner_text()
    page.locator("[data-lever=organisers][data-side=a]").fill("0.1")
    expect(page.locator(".panel.a h2")).to_have_text("Organisers lead, levers moved")
    wait_until_idle(page)
    moved = [numbers(page, side) for side in ("a", "b")]
    assert moved[0] != ends[0]
    assert moved[1] == ends[1]
    page.reload()
    page.wait_for_selector("[data-ready=yes]")
    assert [numbers(page, side) for side in ("a", "b")] == moved, "the link keeps the lesson"


def test_lesson_made_of_levers_continues_in_the_sandbox(visit: Visit, address: str) -> None:
    page = visit.open(f"{address}#lesson=who-is-heard")
    page.locator(".choice").first.click()
    page.click("[data-do=bet]")
    page.click("[data-do=to_the_end]")
    page.click("[data-do=try_it]")
    page.wait_for_selector(".levers")
    wait_until_idle(page)
    assert page.locator(".lever.differs").count() >= 1
    assert "Only this differs" in page.locator(".titles").inner_text()
