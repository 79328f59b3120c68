"""The pages are legible and usable for everybody: axe-core, text sizes, colours, file size."""

from __future__ import annotations

import itertools
import re
from importlib.resources import files
from typing import Any

import numpy as np
import pytest
from colorspacious import cspace_convert

from tests.browser.conftest import SMALL, Visit, check_legible

pytestmark = pytest.mark.slow

STATIC = files("movementsim.app").joinpath("static")
SIGHTS: list[dict[str, Any] | None] = [
    None,
    *(
        {"name": "sRGB1+CVD", "cvd_type": kind, "severity": 100}
        for kind in ("protanomaly", "deuteranomaly", "tritanomaly")
    ),
]

WEIGHTS = np.array([0.2126, 0.7152, 0.0722])
"""Weights of red, green and blue in the perceived brightness of a colour."""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_state_of_the_page_is_legible(visit: Visit, address: str, dark: bool) -> None:
    page = visit.open(f"{address}#{SMALL}")
    page.keyboard.press("End")
    if dark:
        page.click("[data-do=dark]")
    for tab in ("lessons", "story", "levers", "key"):
        page.click(f"[data-tab={tab}]")
        check_legible(page)
    page.focus(".panel.a canvas")
    page.keyboard.press("ArrowRight")
    page.locator(".person").wait_for()
    check_legible(page)
    page.click("[data-do=projector]")
    check_legible(page, 21)


def test_dialogs_and_menus_are_legible(visit: Visit, address: str) -> None:
    page = visit.open(f"{address}#{SMALL}")
    page.keyboard.press("End")
    for key in ("f", "?", "r"):
        page.keyboard.press(key)
        page.get_by_role("dialog").wait_for()
        check_legible(page)
        page.keyboard.press("Escape")
    page.click("[data-do=save]")
    check_legible(page)


def _palette(dark: bool) -> dict[str, str]:
    sheet = STATIC.joinpath("style.css").read_text(encoding="utf-8")
    light, night = re.split(r"&\.dark \{", sheet, maxsplit=1)
    found = dict(re.findall(r"--(\w+): (#\w+);", light))
    if dark:
        found |= dict(re.findall(r"--(\w+): (#\w+);", night.split("}")[0]))
    return found


def _as_seen(colour: str, sight: dict[str, Any] | None) -> np.ndarray:
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
    rgb = np.array([int(digits[at : at + 2], 16) for at in (0, 2, 4)]) / 255
    if sight is not None:
        rgb = np.clip(cspace_convert(rgb, sight, "sRGB1"), 0, 1)
    return np.asarray(cspace_convert(rgb, "sRGB1", "CAM02-UCS"))


def _distance(one: str, other: str) -> float:
    """Return the smallest perceived difference of two colours, over all kinds of sight."""
    return min(
        float(np.linalg.norm(_as_seen(one, sight) - _as_seen(other, sight))) for sight in SIGHTS
    )


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_colours_are_distinct_for_colour_blind_people(dark: bool) -> None:
    palette = _palette(dark)
    factions = [palette[name] for name in ("f0", "f1", "f2", "f3")]
    panels = [palette["a"], palette["b"]]
    for one, other in [*itertools.combinations(factions, 2), panels]:
        assert _distance(one, other) >= 20, (one, other)
    for panel, colour in itertools.product(panels, factions):
        assert _distance(panel, colour) >= 20, f"panel {panel} is too close to faction {colour}"


def _contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, as WCAG defines it."""
    shown = [
        np.array([int(part) for part in re.findall(r"\d+", each)[:3]]) / 255
        for each in (one, other)
    ]
    light = [
        float(np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4) @ WEIGHTS)
        for rgb in shown
    ]
    return (max(light) + 0.05) / (min(light) + 0.05)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_lines_and_marks_have_enough_contrast(visit: Visit, address: str, dark: bool) -> None:
    page = visit.open(f"{address}#{SMALL}")
    page.keyboard.press("End")
    if dark:
        page.click("[data-do=dark]")
    look = "(shape, name) => getComputedStyle(shape)[name]"
    card = page.locator(".chart").first.evaluate(look, "backgroundColor")
    for side in ("a", "b"):
        for place, name in ((f".plot .line.{side}", "stroke"), (f".tick.{side}", "fill")):
            colour = page.locator(place).first.evaluate(look, name)
            assert _contrast(colour, card) >= 4.5, (place, colour)


def test_viewer_is_small() -> None:
    code = [each for each in STATIC.iterdir() if each.name.endswith((".js", ".css", ".html"))]
    assert len(code) > 10
    assert sum(len(each.read_bytes()) for each in code) < 100_000
