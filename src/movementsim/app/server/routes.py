"""The requests that a page may send, and their answers.

What answers need is imported in them: so the server can send the page's own files at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from movementsim.app.server.admission import ServerState
from movementsim.app.server.requests import read_request, while_connected
from movementsim.app.server.responses import json_response


class PageRoutes:
    """The routes of the server.

    Parameters
    ----------
    state
        The state of the server.
    pages
        The fixed files by path.
    """

    def __init__(self, state: ServerState, pages: Mapping[str, Response]) -> None:
        self.state = state
        self.pages = pages

    def routes(self) -> list[Route]:
        """Return all routes, for the web application."""
        return [
            *(Route(path, self.page) for path in self.pages),
            Route("/api/start", self.start),
            Route("/api/lessons", self.lessons),
            Route("/api/recording", self.stored),
            Route("/api/pair", self.pair, methods=["POST"]),
            Route("/api/what-if", self.what_if, methods=["POST"]),
            Route("/api/repeat", self.repeat, methods=["POST"]),
        ]

    async def page(self, request: Request) -> Response:
        """Answer with a fixed file."""
        return self.pages[request.url.path]

    async def start(self, request: Request) -> Response:
        """Answer with what the viewer starts with, and the stored runs if there are any."""
        from movementsim.app.pages.start import viewer_start
        from movementsim.app.server.pairs import pair_recording

        recording = None
        if self.state.stored is not None:
            work = pair_recording(self.state, self.state.stored)
            recording = await while_connected(request, work)
        lessons = await asyncio.to_thread(self.state.lessons)
        return json_response({**viewer_start("server", lessons), "recording": recording})

    async def lessons(self, request: Request) -> Response:
        """Answer with the lessons."""
        found = await asyncio.to_thread(self.state.lessons)
        return json_response([lesson.plain() for lesson in found.values()])

    async def stored(self, request: Request) -> Response:
        """Answer with the recording of the stored runs.

        Parameters
        ----------
        request
            The request; the work stops if its page disconnects.

        Returns
        -------
        Response
            The recording as JSON.

        Raises
        ------
        HTTPException
            With code 404, if the server was not started with stored runs.
        """
        from movementsim.app.server.pairs import pair_recording

        if self.state.stored is None:
            raise HTTPException(404, "this page was not started with stored runs")
        work = pair_recording(self.state, self.state.stored)
        return json_response(await while_connected(request, work))

    async def pair(self, request: Request) -> Response:
        """Answer with the recording of the pair that the request describes."""
        from movementsim.app.lessons.panels import PairRequest
        from movementsim.app.server.pairs import pair_recording

        asked = await read_request(request, PairRequest)
        panels = asked.panels(self.state.lessons(), self.state.stored)
        async with self.state.admitted(request):
            work = pair_recording(self.state, panels)
            return json_response(await while_connected(request, work))

    async def what_if(self, request: Request) -> Response:
        """Answer with the recording of one panel beside the same run without one act."""
        from movementsim.app.lessons.panels import WhatIfRequest
        from movementsim.app.server.pairs import what_if_recording

        asked = await read_request(request, WhatIfRequest)
        panels = asked.panels(self.state.lessons(), self.state.stored)
        async with self.state.admitted(request):
            work = what_if_recording(self.state, panels, asked)
            return json_response(await while_connected(request, work))

    async def repeat(self, request: Request) -> Response:
        """Answer with one line of JSON for each pair of runs, as soon as it is done."""
        from movementsim.app.lessons.panels import RepeatRequest
        from movementsim.app.server.pairs import repeated_pairs

        asked = await read_request(request, RepeatRequest)
        panels = asked.panels(self.state.lessons(), self.state.stored)
        self.state.check(request, repeat=True)
        lines = repeated_pairs(self.state, request, panels, asked.times)
        return StreamingResponse(lines, media_type="application/x-ndjson")
