"""What the page asks the server for: repeats, twin worlds, refusals; two visitors at once."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SMALL, Visit, Visitor, numbers

pytestmark = pytest.mark.slow


def test_repeat_fifty_times(visit: Visit, address: str) -> None:
    page = visit.open(f"{address}#members=20&weeks=8&seed=3")
    page.click("[data-do=repeat]")
    sheet = page.get_by_role("dialog", name="Repeat 50 times")
    expect(sheet.get_by_role("status")).to_have_text("50 of 50 done", timeout=120_000)
    members = sheet.locator(".strip").first
    assert members.locator(".dot.a").count() == members.locator(".dot.b").count() == 50
    assert members.locator(".mean").count() == 2
    found = re.search(r"A ends with more in (\d+) of 50, B in (\d+)", members.inner_text())
    assert found is not None
    assert sum(map(int, found.groups())) <= 50


def test_repeats_of_a_lesson_begin_with_its_own_number(visit: Visit, address: str) -> None:
    page = visit.open(f"{address}#lesson=closed-circle")
    page.locator(".choice").first.click()
    page.click("[data-do=bet]")
    page.click("[data-do=to_the_end]")
    page.locator(".debrief [data-do=repeat]").click()
    first = page.get_by_role("dialog", name="Repeat 50 times").locator(".strip").first
    expect(first).to_contain_text("Plans let out")


def test_repeats_can_be_cancelled(visit: Visit, address: str) -> None:
    page = visit.open(f"{address}#{SMALL}")
    page.click("[data-do=repeat]")
    sheet = page.get_by_role("dialog", name="Repeat 50 times")
    expect(sheet.get_by_role("status")).to_contain_text("of 50 done")
    sheet.get_by_role("button", name="Cancel").click()
    expect(sheet.get_by_role("status")).to_contain_text("Stopped after")
    page.keyboard.press("Escape")
    page.click("[data-tab=levers]")
    page.click("[data-do=new_luck]")
    expect(page.locator(".numbers input").last).to_have_value("6")


def test_what_if_this_had_not_happened(visit: Visit, address: str) -> None:
    link = "a=factionalists:0.15,exclusion:0.8&b=factionalists:0.15&members=80&weeks=60&seed=2"
    page = visit.open(f"{address}#{link}")
    page.keyboard.press("End")
    before = numbers(page, "a")
    page.click("[data-tab=story]")
    exclusion = page.locator(".story li[data-kind^=exclusion] .undo").last
    told = exclusion.locator("..").locator(".line").inner_text()
    exclusion.click()
    banner = page.locator(".banner")
    expect(banner).to_contain_text("Both panels are A now")
    names = page.locator(".panel h2").all_inner_texts()
    assert names == ["A as it happened", "A without that act"]
    assert numbers(page, "a") == before, "A is what happened"
    lines = page.locator(".story li:not(.end)").all_inner_texts()
    sentence = told.splitlines()[-1].split(".")[0]
    assert any(line.startswith("A") and sentence in line for line in lines)
    assert not any(line.startswith("B") and sentence in line for line in lines)
    page.click("[data-do=back-from-twin]")
    expect(banner).to_be_hidden()
    page.keyboard.press("End")
    assert numbers(page, "a") == before


def test_a_refusal_is_told_in_the_page(visitor: Visitor, address: str) -> None:
    visit = visitor()
    visit.page.goto(f"{address}#members=100000&weeks=40")
    notice = visit.page.locator(".notice.error")
    notice.wait_for()
    assert "1000" in notice.inner_text().replace(",", "")
    assert "members" in notice.inner_text()
    visit.page.wait_for_selector("[data-ready=yes]")
    assert numbers(visit.page, "a")["members"] == "200", "what is shown without the wrong link"


def test_two_visitors_never_see_each_others_runs(visitor: Visitor, address: str) -> None:
    one, other = visitor(), visitor()
    first, second = (visit.page for visit in (one, other))
    first.goto(f"{address}#members=60&weeks=30&seed=1")
    second.goto(f"{address}#members=80&weeks=40&seed=2")
    for page in (first, second):
        page.wait_for_selector("[data-ready=yes]")
    assert numbers(first, "a")["members"] == "60"
    assert numbers(second, "a")["members"] == "80"
    assert first.locator(".clock").inner_text() == "Week 0 of 30"
    assert second.locator(".clock").inner_text() == "Week 0 of 40"
