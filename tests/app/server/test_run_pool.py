"""The pool copes with runs that fail, take too long or are abandoned."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from movementsim.app.lessons.levers import LeverSettings, lever_scenario
from movementsim.app.lessons.panels import opening_panels
from movementsim.app.server.run_pool import RunFailed, RunPool, RunTimedOut
from movementsim.errors import InputError
from movementsim.recordings.recorder import record_run
from movementsim.scenario.scenario import Scenario

PLAN = lever_scenario(LeverSettings(), members=40, weeks=5, seed=1)


def within(work: Callable[[RunPool], Awaitable[Any]], limit: float = 60) -> Any:
    """Return the result of work in a pool with one process."""

    async def do() -> Any:
        pool = RunPool(workers=1, limit=limit)
        try:
            return await work(pool)
        finally:
            pool.close()

    return asyncio.run(do())


def test_run_that_takes_too_long_is_stopped_and_the_next_one_runs() -> None:
    async def work(pool: RunPool) -> tuple[str, int]:
        with pytest.raises(RunTimedOut, match="longer than 2 seconds") as stopped:
            await pool.do(time.sleep, 600)
        return str(stopped.value), await pool.do(os.getpid)

    message, process = within(work, limit=2)
    assert "fewer" in message
    assert process != os.getpid()


def test_process_that_dies_is_reported_and_replaced() -> None:
    async def work(pool: RunPool) -> int:
        with pytest.raises(RunFailed, match="its process ended"):
            await pool.do(os._exit, 3)
        return len((await pool.record(PLAN)).uid)

    assert within(work) >= 40


def test_failed_run_gives_the_reason() -> None:
    async def work(pool: RunPool) -> None:
        with pytest.raises(RunFailed, match="ValueError: invalid literal"):
            await pool.do(int, "seven")

    within(work)


@pytest.mark.parametrize("limit", [60, 0.2], ids=["in time", "stopped"])
def test_opening_pair_is_run_in_advance(limit: float) -> None:
    """If the opening pair was stopped, a request for it gets the error, and later runs work."""
    panels = opening_panels()

    async def work(pool: RunPool) -> None:
        pool.open()
        if limit < 1:
            with pytest.raises(RunTimedOut):
                await pool.record(panels.a)
        else:
            both = [await pool.record(plan) for plan in (panels.a, panels.b)]
            for found, plan in zip(both, (panels.a, panels.b), strict=True):
                assert (found.trust == record_run(plan).trust).all()

    within(work, limit)


def test_invalid_scenario_keeps_its_message() -> None:
    plan = Scenario(members=40, following={"Organiser": {"share": 0.9}}, weeks=2)

    async def work(pool: RunPool) -> None:
        with pytest.raises(InputError, match=r"following\.Organiser"):
            await pool.record(plan)

    within(work)


def test_abandoned_run_is_stopped() -> None:
    async def work(pool: RunPool) -> int:
        task = asyncio.ensure_future(pool.do(time.sleep, 600))
        await asyncio.sleep(1)
        task.cancel()
        # the only process must be free again
        return len((await pool.record(PLAN)).uid)

    assert within(work) >= 40


def test_shared_run_goes_on_when_one_of_two_requests_is_cancelled() -> None:
    async def work(pool: RunPool) -> Any:
        stays = asyncio.ensure_future(pool.record(PLAN))
        leaves = asyncio.ensure_future(pool.record(PLAN))
        await asyncio.sleep(0)
        leaves.cancel()
        return await stays

    assert within(work).weeks == 5
