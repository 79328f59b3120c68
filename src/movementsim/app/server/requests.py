"""Reading the requests of a page, and stopping work for a page that has gone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

from movementsim.errors import InputError

LARGEST_BODY = 20_000
"""Largest body of a request in bytes; all levers of both panels take a few hundred."""


class Disconnected(RuntimeError):
    """The page that sent a request has gone before the answer."""


async def read_request[T: BaseModel](request: Request, model: type[T]) -> T:
    """Return the body of a request, validated.

    Parameters
    ----------
    request
        A request with a JSON body.
    model
        What the body must be.

    Returns
    -------
    T
        The body as an instance of `model`.

    Raises
    ------
    InputError
        If the body is not JSON of this model.
    HTTPException
        If the body is too large, or not declared as JSON.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind != "application/json":  # a form of another site cannot send this type
        raise HTTPException(415, "content-type: must be application/json")
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_BODY:
            raise HTTPException(413, f"the request is larger than {LARGEST_BODY:,} bytes")
    from movementsim.scenario.messages import explain

    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise InputError(explain(error, model, "request")) from error


async def while_connected[T](request: Request, work: Awaitable[T]) -> T:
    """Do some work, and stop it if the page disconnects.

    Parameters
    ----------
    request
        The request that the work answers.
    work
        What to wait for.

    Returns
    -------
    T
        The result of the work.

    Raises
    ------
    Disconnected
        If the page disconnects before the work is done.
    """
    task = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_disconnection(request))
    try:
        await asyncio.wait({task, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
        raise Disconnected("the page disconnected before the answer")
    finally:
        task.cancel()
        leaving.cancel()


async def _disconnection(request: Request) -> None:
    """Return when the page disconnects."""
    message: Message = {"type": ""}
    while message["type"] != "http.disconnect":
        message = await request.receive()
