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
from movementsim.app.server.stack_sizes import even_stacks
from movementsim.errors import InputError
from movementsim.recordings.record import Record
from movementsim.recordings.recorder import record_run
from movementsim.scenario.scenario import Scenario

PLAN = lever_scenario(LeverSettings(), members=40, weeks=5, seed=1)
ORGANISED, DIVIDED = (
    lever_scenario(settings, members=40, weeks=5, seed=1)
    for settings in (LeverSettings(organisers=0.1), LeverSettings(factionalists=0.1))
)


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
    """If the opening pair was stopped, whoever asks for it gets the error, and later runs work."""
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


def counting(pool: RunPool) -> list[int]:
    """Return a list of the number of runs of each stack that the pool will make."""
    sizes: list[int] = []
    do = pool.do

    async def noted(work: Callable[..., Any], *arguments: Any) -> Any:
        sizes.append(len(arguments[0]))
        return await do(work, *arguments)

    pool.do = noted  # type: ignore[method-assign]
    return sizes


def test_panels_share_a_stack_and_kept_records_are_not_run_again() -> None:
    asked = [[PLAN, ORGANISED], [PLAN, DIVIDED], [DIVIDED, PLAN], [DIVIDED, DIVIDED]]

    async def work(pool: RunPool) -> tuple[list[int], list[list[Record]]]:
        sizes = counting(pool)
        return sizes, [await pool.records(plans) for plans in asked]

    sizes, found = within(work)
    assert sizes == [2, 1]
    trust = {plan.model_dump_json(): record_run(plan).trust for plan in (*asked[0], DIVIDED)}
    for plans, records in zip(asked, found, strict=True):
        for plan, record in zip(plans, records, strict=True):
            assert (record.trust == trust[plan.model_dump_json()]).all()


def test_request_for_one_panel_waits_for_the_stack_in_which_it_runs() -> None:
    async def work(pool: RunPool) -> tuple[list[int], int]:
        sizes = counting(pool)
        pair = asyncio.ensure_future(pool.records([PLAN, ORGANISED]))
        await asyncio.sleep(0)
        one = asyncio.ensure_future(pool.record(ORGANISED))
        await asyncio.sleep(0)
        pair.cancel()  # the stack goes on for the request that is left
        return sizes, (await one).weeks

    assert within(work) == ([2], 5)


@pytest.mark.parametrize(
    ("count", "work", "workers", "sizes"),
    [
        (50, 1.0, 2, [12, 13, 12, 13]),
        (2, 1.0, 2, [1, 1]),
        (39, 1.0, 1, [13] * 3),
        (6, 2e6, 2, [1] * 6),  # each of these is a stack's full work
        (1, 1e9, 4, [1]),
        (0, 1.0, 2, []),
    ],
)
def test_stacks_are_even_and_limited(
    count: int, work: float, workers: int, sizes: list[int]
) -> None:
    stacks = even_stacks(count, 2, work, workers)
    assert [len(numbers) for numbers in stacks] == sizes
    assert [number for numbers in stacks for number in numbers] == list(range(count))
