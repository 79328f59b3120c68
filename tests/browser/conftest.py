"""The pages as a class meets them: the real command, a real Chromium."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests import needed

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
expect.set_options(timeout=30_000)

SMALL = "members=60&weeks=40&seed=5"
"""A link's fields for a pair that runs in a moment."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a screen."""
    path = needed.chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def served() -> Iterator[str]:
    """Run `movementsim show`, and give the address of its pages."""
    command = [sys.executable, "-m", "movementsim.cli", "show", "--no-open"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
        assert server.stdout is not None
        line = server.stdout.readline()
        try:
            yield next(word for word in line.split() if word.startswith("http"))
        finally:
            server.terminate()


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Where `movementsim show` serves the pages."""
    with served() as where:
        yield where


@dataclass
class Visit:
    """A page, and what it asked for and complained of.

    Attributes
    ----------
    page
        The page.
    asked
        Every address it asked for.
    complaints
        What it wrote to the console in distress.
    """

    page: Page
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, address: str) -> Page:
        """Go there, and wait until people are drawn."""
        self.page.goto(address)
        self.page.wait_for_selector("[data-ready=yes]")
        return self.page


type Visitor = Callable[..., Visit]


@pytest.fixture
def visitor(chromium: Browser) -> Iterator[Visitor]:
    """Visitors that share nothing, at a 1080p screen unless told otherwise."""
    contexts: list[BrowserContext] = []

    def come(width: int = 1920, height: int = 1080, *, offline: bool = False) -> Visit:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, offline=offline, accept_downloads=True
        )
        context.set_default_timeout(60_000)
        contexts.append(context)
        visit = Visit(context.new_page())
        visit.page.on("request", lambda request: visit.asked.append(request.url))
        visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        visit.page.on(
            "console",
            lambda told: visit.complaints.append(told.text) if told.type == "error" else None,
        )
        return visit

    yield come
    for context in contexts:
        context.close()


@pytest.fixture
def visit(visitor: Visitor) -> Iterator[Visit]:
    """One visitor, whose page must not have complained of anything."""
    one = visitor()
    yield one
    assert one.complaints == []


def numbers(page: Page, side: str) -> dict[str, str]:
    """Return the big numbers of a panel, by what stands under them."""
    boxes = page.locator(f".panel.{side} .numbers-row > div")
    return {box.locator("dt").inner_text(): box.locator("dd").inner_text() for box in boxes.all()}


def week(page: Page) -> int:
    """Return the week that the page shows."""
    return int(page.locator(".clock").inner_text().split()[1])
