"""TODO."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable
from typing import Any

from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Message

from movementsim.app.server.queue import Busy, Desk, Gone
from movementsim.app.server.workroom import RunFailed
from movementsim.errors import InputError

LARGEST_BODY = 20_000
"""Bytes of a request: every lever of both panels takes a few hundred."""


async def _asked[T](request: Request, model: type[T]) -> T:
    """Return what a request asks for.

    Raises
    ------
    InputError
        For anything that is not JSON of this model.
    HTTPException
        For a body too large, or not declared as JSON.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind != "application/json":  # which a form of another site cannot send unasked
        raise HTTPException(415, "content-type: must be application/json")
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_BODY:
            raise HTTPException(413, f"the request is larger than {LARGEST_BODY:,} bytes")
    from movementsim.scenario.messages import explain

    try:
        return model.model_validate_json(body)  # type: ignore[attr-defined, no-any-return]
    except ValidationError as error:
        raise InputError(explain(error, model, "request")) from error  # type: ignore[arg-type]


async def _pair(desk: Desk, panels: Any) -> dict[str, Any]:
    from movementsim.app.pages.encode import together

    records = await _both(desk.workroom.record(panels.a), desk.workroom.record(panels.b))
    recorded = await asyncio.to_thread(together, panels, records)
    return {**recorded, "stored": True} if panels is desk.stored else recorded


async def _twin(desk: Desk, panels: Any, asked: Any) -> dict[str, Any]:
    from movementsim.app.pages.twin import with_and_without

    scenario, name = (
        (panels.a, panels.names[0]) if asked.panel == "a" else (panels.b, panels.names[1])
    )
    happened = await desk.workroom.record(scenario)
    act = happened.act(asked.without)
    if act is None:
        raise InputError(f"without = {asked.without}: no act of this number can be left out")
    without = await desk.workroom.record(scenario, act)
    return await asyncio.to_thread(
        with_and_without,
        happened,
        without,
        asked.without,
        seed=scenario.seed,
        members=scenario.members,
        panel=asked.panel.upper(),
        name=name if name != asked.panel.upper() else "",
    )


async def _repeat(desk: Desk, request: Request, panels: Any, times: int) -> AsyncIterator[bytes]:
    """Yield a line of JSON for each pair of runs; closing this stops the runs."""
    from movementsim.app.server.jobs import pair_of_ends
    from movementsim.app.server.repeats import dotted, summary

    metrics = dotted(panels.metric)
    ends: list[Any] = []
    waiting: set[asyncio.Task[Any]] = set()
    numbers = iter(range(times))
    try:
        async with desk.in_hand(request, repeat=True):
            while len(ends) < times:
                # one pair at a time for each process: other visitors get their turn in between
                while len(waiting) < desk.for_repeats:
                    number = next(numbers, None)
                    if number is None:
                        break
                    work = desk.workroom.do(pair_of_ends, *panels.again(number))
                    waiting.add(asyncio.ensure_future(work))
                done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    a, b = task.result()
                    ends.append((a, b))
                    yield _line(
                        {
                            "done": len(ends),
                            "of": times,
                            "a": {name: _known(a[name]) for name in metrics},
                            "b": {name: _known(b[name]) for name in metrics},
                            "summary": summary(ends, metrics),
                        }
                    )
    except (InputError, RunFailed, Busy) as error:
        yield _line({"error": str(error)})
    except Exception as error:  # the answer has begun: this line is the only place to tell it
        yield _line({"error": _failed(error)})
    finally:
        for task in waiting:
            task.cancel()


def _known(number: float) -> float | None:
    return None if number != number else round(number, 4)


def _line(values: dict[str, Any]) -> bytes:
    return json.dumps(values, allow_nan=False).encode() + b"\n"


async def _both[T](*work: Awaitable[T]) -> list[T]:
    """Wait for all of this; when one fails, or nobody waits any more, stop the others."""
    tasks = [asyncio.ensure_future(each) for each in work]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()


async def _until_gone[T](request: Request, work: Awaitable[T]) -> T:
    """Do the work while whoever asked for it is there; stop it when they leave.

    Raises
    ------
    Gone
        When they left first.
    """
    task = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_left(request))
    try:
        await asyncio.wait({task, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
        raise Gone("whoever asked has left")
    finally:
        task.cancel()
        leaving.cancel()


async def _left(request: Request) -> None:
    message: Message = {"type": ""}
    while message["type"] != "http.disconnect":
        message = await request.receive()


def _json(values: Any, status: int = 200) -> Response:
    text = json.dumps(values, separators=(",", ":"), allow_nan=False)
    return Response(text, status, media_type="application/json")


def _said(status: int) -> Any:
    """Return a handler that answers with what the error says."""

    async def answer(request: Request, error: Exception) -> Response:
        return JSONResponse({"error": str(error)}, status)

    return answer


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return JSONResponse({"error": error.detail}, error.status_code)


async def _broken(request: Request, error: Exception) -> Response:
    return JSONResponse({"error": _failed(error)}, 500)


def _failed(error: Exception) -> str:
    return f"the server failed: {type(error).__name__}: {error}"
