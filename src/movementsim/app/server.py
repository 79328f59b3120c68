"""The server of the pages: a few fixed files, and what a page may ask for."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from movementsim.app.workroom import RunFailed, TookTooLong, Workroom
from movementsim.errors import InputError

LARGEST_BODY = 20_000
"""Bytes of a request: every lever of both panels takes a few hundred."""
MOST_WAITING = 12
"""Requests for runs in hand at once; whoever comes on top of them is asked to try again."""
MOST_REPEATS = 2
"""Repetitions in hand at once."""
MOST_OF_ONE = 3
"""Requests that one visitor of a shared server may have in hand, one repetition among them."""

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}

HEADERS = {
    "content-security-policy": (
        "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cache-control": "no-store",
}


class Busy(RuntimeError):
    """There is more in hand than can be done."""


class Gone(RuntimeError):
    """Whoever asked has left."""


@dataclass
class Desk:
    """What the server has at hand, and what it is doing.

    Attributes
    ----------
    workroom
        Where runs are done.
    lesson_folder
        Lessons of one's own, None for those shipped alone.
    stored
        The stored runs the server was started with, None if without.
    shared
        Whether visitors from other computers can come: then each has limits of their own, and no
        repetition takes all processes.
    """

    workroom: Workroom
    lesson_folder: str | None = None
    stored: Any = None
    shared: bool = False
    waiting: int = 0
    repeats: int = 0
    of_one: Counter[str] = field(default_factory=Counter)
    _start: dict[str, Any] = field(default_factory=dict)

    def lessons(self) -> Mapping[str, Any]:
        """Return the lessons by key, read once."""
        if "lessons" not in self._start:
            from movementsim.app.lessons import lessons

            self._start["lessons"] = lessons(self.lesson_folder)
        found: Mapping[str, Any] = self._start["lessons"]
        return found

    def check(self, request: Request, repeat: bool = False) -> None:
        """Refuse a request for which there is no room.

        Raises
        ------
        Busy
            When there are too many already, in all or of this visitor.
        """
        if self.waiting >= MOST_WAITING or (repeat and self.repeats >= MOST_REPEATS):
            raise Busy("too many runs are in hand just now; wait a moment and try again")
        counts = [self.of_one[name] for name in _names(request, repeat)]
        if self.shared and any(
            count >= most for count, most in zip(counts, (MOST_OF_ONE, 1), strict=False)
        ):
            raise Busy("you have runs in hand already; wait until they are done, or stop them")

    @asynccontextmanager
    async def in_hand(self, request: Request, repeat: bool = False) -> AsyncIterator[None]:
        """Count a request while it is worked on, unless there is no room for it.

        Raises
        ------
        Busy
            As `check` does.
        """
        self.check(request, repeat)
        names = _names(request, repeat)
        self.waiting += 1
        self.repeats += repeat
        self.of_one.update(names)
        try:
            yield
        finally:
            self.waiting -= 1
            self.repeats -= repeat
            self.of_one -= Counter(names)

    @property
    def for_repeats(self) -> int:
        """How many processes a repetition may take at once."""
        return max(self.workroom.workers - self.shared, 1)


def _names(request: Request, repeat: bool) -> list[str]:
    """Return under which names a visitor's request is counted."""
    visitor = request.client.host if request.client else ""
    return [visitor, f"{visitor} repeats"] if repeat else [visitor]


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
        from movementsim.app.start import start_of

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
        from movementsim.app.asked import Asked

        panels = (await _asked(request, Asked)).panels(desk.lessons(), desk.stored)
        async with desk.in_hand(request):
            return _json(await _until_gone(request, _pair(desk, panels)))

    async def twin(request: Request) -> Response:
        from movementsim.app.asked import AskedWithout

        asked = await _asked(request, AskedWithout)
        panels = asked.panels(desk.lessons(), desk.stored)
        async with desk.in_hand(request):
            return _json(await _until_gone(request, _twin(desk, panels, asked)))

    async def repeat(request: Request) -> Response:
        from movementsim.app.asked import AskedTimes

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
    from movementsim.app import asked, recording, start

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
    from movementsim.complaints import explain

    try:
        return model.model_validate_json(body)  # type: ignore[attr-defined, no-any-return]
    except ValidationError as error:
        raise InputError(explain(error, model, "request")) from error  # type: ignore[arg-type]


async def _pair(desk: Desk, panels: Any) -> dict[str, Any]:
    from movementsim.app.recording import together

    records = await _both(desk.workroom.record(panels.a), desk.workroom.record(panels.b))
    recorded = await asyncio.to_thread(together, panels, records)
    return {**recorded, "stored": True} if panels is desk.stored else recorded


async def _twin(desk: Desk, panels: Any, asked: Any) -> dict[str, Any]:
    from movementsim.app.twin import with_and_without

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
    from movementsim.app.repeat import dotted, summary
    from movementsim.app.runs import pair_of_ends

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


class Secure:
    """Adds to every answer the headers that keep a page to itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add the headers to its answer."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self.app(scope, receive, with_headers)
