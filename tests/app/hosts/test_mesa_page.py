"""The page in Mesa's own interface draws the members and steps week by week."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx
import numpy as np
import pytest
from playwright.sync_api import expect, sync_playwright

from tests.needed import chromium, needed

needed("solara")

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def test_people_keep_their_place_and_no_two_share_one() -> None:
    from movementsim.app.hosts.mesa_page import LedMovement, positions

    movement = LedMovement(organisers=0.1, factionalists=0, members=80, seed=3)
    slots, before = positions(movement)
    movement.run(weeks=20)
    later, after = positions(movement)
    stay = np.intersect1d(slots, later)
    old = before[np.searchsorted(slots, stay)]
    new = after[np.searchsorted(later, stay)]
    assert len(stay) > 60
    assert np.allclose(old, new)
    assert len(np.unique(after.round(6), axis=0)) == len(after)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "solara",
        "run",
        "movementsim.app.hosts.mesa_page",
        "--no-open",
    ]
    command += ["--host", "127.0.0.1", "--port", str(port), "--production"]
    environment = {**os.environ, "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "false"}
    with subprocess.Popen(command, env=environment) as server:
        where = f"http://127.0.0.1:{port}/"
        for _ in range(240):
            try:
                httpx.get(where, timeout=60)
                break
            except httpx.TransportError:
                time.sleep(0.5)
        yield where
        server.terminate()


@pytest.mark.slow
def test_each_step_shows_the_numbers_of_the_next_week(address: str) -> None:
    from movementsim.app.hosts.mesa_page import LedMovement

    movement = LedMovement()
    expected = []
    for week in range(6):
        now = movement.read("members", "trust")
        trust = f"average trust {100 * now['trust']:.1f}%"
        expected.append(f"Week {week}: {now['members']:.0f} members, {trust}")
        movement.step()
    assert expected[0].partition(":")[2] != expected[5].partition(":")[2]
    with sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = browser.new_page()
        page.set_default_timeout(120_000)
        page.goto(address, timeout=120_000, wait_until="commit")
        step = page.get_by_role("button", name="Step")
        step.wait_for()
        for line in expected:
            expect(page.get_by_text(line)).to_be_visible(timeout=120_000)
            step.click()
        browser.close()
