"""The web application of the pages: a few fixed files, and the requests that a page may send."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from importlib.resources import files

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp

from movementsim.app.server.admission import ServerState
from movementsim.app.server.headers import SecurityHeaders
from movementsim.app.server.responses import ERROR_HANDLERS
from movementsim.app.server.routes import PageRoutes
from movementsim.app.server.run_pool import RunFailed
from movementsim.errors import InputError

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
"""Content types of the fixed files, by the ending of their names."""


def make_app(state: ServerState, hosts: tuple[str, ...] = ("127.0.0.1", "localhost")) -> ASGIApp:
    """Return the web application.

    Parameters
    ----------
    state
        The state of the server.
    hosts
        Host names under which requests may come; all others are refused, so that no page of
        another site can reach the server through a name of its own.

    Returns
    -------
    ASGIApp
        The application, which adds the security headers to every answer.
    """
    app = Starlette(
        routes=PageRoutes(state, _fixed_files()).routes(),
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False),
        ],
        exception_handlers=ERROR_HANDLERS,
        lifespan=_lifespan(state),
    )
    return SecurityHeaders(app)


def _lifespan(
    state: ServerState,
) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    """Return what runs around the server: what is needed first loads while the browser starts."""

    @asynccontextmanager
    async def around(app: Starlette) -> AsyncIterator[None]:
        loading = asyncio.ensure_future(_load(state))
        yield
        loading.cancel()
        state.pool.close()

    return around


async def _load(state: ServerState) -> None:
    """Load what the first answers need, and run the stored runs, before a page asks for them."""
    await asyncio.to_thread(_import_answers)
    if state.stored is not None:
        from movementsim.app.server.pairs import pair_recording

        with suppress(InputError, RunFailed):  # the page that asks for them gets the error
            await pair_recording(state, state.stored)


def _import_answers() -> None:
    """Import the modules that the first answers need, while the browser starts."""
    from movementsim.app.pages import start
    from movementsim.app.server import pairs

    del start, pairs


def _fixed_files() -> dict[str, Response]:
    """Return the fixed files by path; a request can name no other file."""
    static = files("movementsim.app").joinpath("static")
    pages = {}
    for file in static.iterdir():
        ending = "." + file.name.rpartition(".")[2]
        if ending in TYPES:
            pages[f"/static/{file.name}"] = Response(file.read_bytes(), media_type=TYPES[ending])
    if "/static/index.html" in pages:
        pages["/"] = pages["/static/index.html"]
    return pages
