"""Answers to a page: JSON values, and errors with their status."""

from __future__ import annotations

import json
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ExceptionHandler

from movementsim.app.server.admission import Busy
from movementsim.app.server.requests import Disconnected
from movementsim.app.server.run_pool import RunFailed, RunTimedOut
from movementsim.errors import InputError


def json_response(values: Any) -> Response:
    """Return an answer with these values as compact JSON."""
    text = json.dumps(values, separators=(",", ":"), allow_nan=False)
    return Response(text, media_type="application/json")


def json_line(values: dict[str, Any]) -> bytes:
    """Return these values as one line of JSON, for an answer that is sent line by line."""
    return json.dumps(values, allow_nan=False).encode() + b"\n"


def failure_message(error: Exception) -> str:
    """Return what to report about an error of the server itself."""
    return f"the server failed: {type(error).__name__}: {error}"


def _with_status(status: int) -> ExceptionHandler:
    """Return a handler that answers with the error's message and this status."""

    async def answer(request: Request, error: Exception) -> Response:
        return JSONResponse({"error": str(error)}, status)

    return answer


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return JSONResponse({"error": error.detail}, error.status_code)


async def _server_error(request: Request, error: Exception) -> Response:
    return JSONResponse({"error": failure_message(error)}, 500)


ERROR_HANDLERS: dict[Any, ExceptionHandler] = {
    InputError: _with_status(422),
    Busy: _with_status(429),
    RunTimedOut: _with_status(504),
    RunFailed: _with_status(500),
    Disconnected: _with_status(499),
    HTTPException: _http_error,
    Exception: _server_error,
}
"""Handlers of the errors that may happen during a request, by class."""
