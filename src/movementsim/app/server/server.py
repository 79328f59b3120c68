"""The server of the pages: a few fixed files, and what a page may ask for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib.resources import files
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from movementsim.app.server.answers import (
    _asked,
    _broken,
    _json,
    _pair,
    _refused,
    _repeat,
    _said,
    _twin,
    _until_gone,
)
from movementsim.app.server.headers import Secure
from movementsim.app.server.queue import Busy, Desk, Gone
from movementsim.app.server.workroom import RunFailed, TookTooLong
from movementsim.errors import InputError

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}


def make_app(desk: Desk, hosts: tuple[str, ...] = ("127.0.0.1", "localhost")) -> ASGIApp:
    """Return the application.

    Parameters
    ----------
    desk
        What it has at hand.
    hosts
        Names under which it may be asked for; anything else is refused, so that no page from
        elsewhere can reach it through a name of its own.
    """
    pages = _pages()

    async def page(request: Request) -> Response:
        return pages[request.url.path]

    async def start(request: Request) -> Response:
        from movementsim.app.server.start import start_of

        recording = None
        if desk.stored is not None:
            recording = await _until_gone(request, _pair(desk, desk.stored))
        lessons = await asyncio.to_thread(desk.lessons)
        return _json({**start_of("server", lessons), "recording": recording})

    async def lessons(request: Request) -> Response:
        found = await asyncio.to_thread(desk.lessons)
        return _json([lesson.plain() for lesson in found.values()])

    async def stored(request: Request) -> Response:
        if desk.stored is None:
            raise HTTPException(404, "this page was not started with stored runs")
        return _json(await _until_gone(request, _pair(desk, desk.stored)))

    async def pair(request: Request) -> Response:
        from movementsim.app.lessons.panels import Asked

        panels = (await _asked(request, Asked)).panels(desk.lessons(), desk.stored)
        async with desk.in_hand(request):
            return _json(await _until_gone(request, _pair(desk, panels)))

    async def twin(request: Request) -> Response:
        from movementsim.app.lessons.panels import AskedWithout

        asked = await _asked(request, AskedWithout)
        panels = asked.panels(desk.lessons(), desk.stored)
        async with desk.in_hand(request):
            return _json(await _until_gone(request, _twin(desk, panels, asked)))

    async def repeat(request: Request) -> Response:
        from movementsim.app.lessons.panels import AskedTimes

        asked = await _asked(request, AskedTimes)
        panels = asked.panels(desk.lessons(), desk.stored)
        desk.check(request, repeat=True)
        lines = _repeat(desk, request, panels, asked.times)
        return StreamingResponse(lines, media_type="application/x-ndjson")

    app = Starlette(
        routes=[
            *(Route(path, page) for path in pages),
            Route("/api/start", start),
            Route("/api/lessons", lessons),
            Route("/api/recording", stored),
            Route("/api/pair", pair, methods=["POST"]),
            Route("/api/twin", twin, methods=["POST"]),
            Route("/api/repeat", repeat, methods=["POST"]),
        ],
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False),
        ],
        exception_handlers={
            InputError: _said(422),
            Busy: _said(429),
            TookTooLong: _said(504),
            RunFailed: _said(500),
            Gone: _said(499),
            HTTPException: _refused,
            Exception: _broken,
        },
        lifespan=_lifespan(desk),
    )
    return Secure(app)


def _lifespan(desk: Desk) -> Any:
    """Return what runs around the server: what is needed first loads while the browser starts."""

    @asynccontextmanager
    async def around(app: Starlette) -> AsyncIterator[None]:
        opening = asyncio.ensure_future(_open(desk))
        yield
        opening.cancel()
        desk.workroom.close()

    return around


async def _open(desk: Desk) -> None:
    await asyncio.to_thread(_load)
    if desk.stored is not None:
        with suppress(InputError, RunFailed):  # whoever asks for it will be told
            await _pair(desk, desk.stored)


def _load() -> None:
    """Load what the first answers need, while the browser starts."""
    from movementsim.app.lessons import panels as asked
    from movementsim.app.pages import encode as recording
    from movementsim.app.server import start

    del asked, recording, start


def _pages() -> dict[str, Response]:
    """Return the fixed files by path; a request can name nothing else."""
    static = files("movementsim.app").joinpath("static")
    pages = {}
    for file in static.iterdir():
        ending = "." + file.name.rpartition(".")[2]
        if ending in TYPES:
            pages[f"/static/{file.name}"] = Response(file.read_bytes(), media_type=TYPES[ending])
    if "/static/index.html" in pages:
        pages["/"] = pages["/static/index.html"]
    return pages
