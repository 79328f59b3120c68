"""Recordings of pairs of runs for the pages: one pair, a what-if, or many pairs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from itertools import islice
from typing import Any

from starlette.requests import Request

from movementsim.app.lessons.panels import Panels, WhatIfRequest
from movementsim.app.pages.encode import encode_pair
from movementsim.app.pages.what_if import encode_what_if
from movementsim.app.server.admission import Busy, ServerState
from movementsim.app.server.jobs import FinalMetrics, final_pairs
from movementsim.app.server.repeats import compared_metrics, summarise_pairs
from movementsim.app.server.responses import failure_message, json_line
from movementsim.app.server.run_pool import RunFailed
from movementsim.app.server.stack_sizes import even_stacks, work_of
from movementsim.errors import InputError


async def pair_recording(state: ServerState, panels: Panels) -> dict[str, Any]:
    """Run both panels, and return their recording.

    Parameters
    ----------
    state
        The state of the server.
    panels
        The panels.

    Returns
    -------
    dict[str, Any]
        The recording as plain values for JSON; `stored` is true if it shows the stored runs.

    Raises
    ------
    InputError
        If a scenario cannot be run, or has too many people to show.
    RunFailed
        If a run fails or takes too long.
    """
    records = await state.pool.records([panels.a, panels.b])
    recording = await asyncio.to_thread(encode_pair, panels, records)
    return {**recording, "stored": True} if panels is state.stored else recording


async def what_if_recording(
    state: ServerState, panels: Panels, asked: WhatIfRequest
) -> dict[str, Any]:
    """Return the recording of one panel beside the same run without one act.

    Parameters
    ----------
    state
        The state of the server.
    panels
        The panels of which one is the run as it happened.
    asked
        The panel and the act.

    Returns
    -------
    dict[str, Any]
        The recording of both runs, as plain values for JSON.

    Raises
    ------
    InputError
        If there is no such act, or it cannot be left out.
    RunFailed
        If a run fails or takes too long.
    """
    side = "ab".index(asked.panel)
    scenario, name = (panels.a, panels.b)[side], panels.names[side]
    happened = await state.pool.record(scenario)
    act = happened.act(asked.without)
    if act is None:
        raise InputError(f"without = {asked.without}: no act of this number can be left out")
    without = await state.pool.record(scenario, act)
    letter = asked.panel.upper()
    return await asyncio.to_thread(
        encode_what_if,
        happened,
        without,
        asked.without,
        seed=scenario.seed,
        members=scenario.members,
        panel=letter,
        name=name if name != letter else "",
    )


async def repeated_pairs(
    state: ServerState, request: Request, panels: Panels, times: int
) -> AsyncIterator[bytes]:
    """Run the panels many times, and yield a line of JSON for each pair.

    A line holds the number of pairs done, the last metrics of both runs, and a summary of all
    pairs so far; or an error, after which there is none. Closing the iterator stops the runs.

    Parameters
    ----------
    state
        The state of the server.
    request
        The request, which counts as a repetition while the runs go on.
    panels
        The panels.
    times
        Number of pairs.

    Yields
    ------
    bytes
        One line of JSON, encoded as bytes, for each pair, or the error that ends them.
    """
    metrics = compared_metrics(panels.metric)
    pairs: list[tuple[FinalMetrics, FinalMetrics]] = []
    try:
        async with (
            state.admitted(request, repeat=True),
            aclosing(_finished_pairs(state, panels, times)) as finished,
        ):
            async for a, b in finished:
                pairs.append((a, b))
                yield json_line(
                    {
                        "done": len(pairs),
                        "of": times,
                        "a": {name: _known(a[name]) for name in metrics},
                        "b": {name: _known(b[name]) for name in metrics},
                        "summary": summarise_pairs(pairs, metrics),
                    }
                )
    except (InputError, RunFailed, Busy) as error:
        yield json_line({"error": str(error)})
    except Exception as error:  # the answer has begun, so only this line can report it
        yield json_line({"error": failure_message(error)})


async def _finished_pairs(
    state: ServerState, panels: Panels, times: int
) -> AsyncGenerator[tuple[FinalMetrics, FinalMetrics]]:
    """Yield the final metrics of each pair, stack by stack."""
    waiting: set[asyncio.Task[list[tuple[FinalMetrics, FinalMetrics]]]] = set()
    workers = state.repeat_workers
    stacks = iter(even_stacks(times, 2, work_of((panels.a, panels.b)), workers))
    done_count = 0
    try:
        while done_count < times:
            # one stack at a time for each process, so that other visitors get their turn in between
            for numbers in islice(stacks, workers - len(waiting)):
                work = state.pool.do(final_pairs, [panels.with_other_seed(n) for n in numbers])
                waiting.add(asyncio.ensure_future(work))
            done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                for pair in task.result():
                    done_count += 1
                    yield pair
    finally:
        for task in waiting:
            task.cancel()


def _known(number: float) -> float | None:
    return None if number != number else round(number, 4)
