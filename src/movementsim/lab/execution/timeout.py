"""Calls with a time limit, which report where the code hangs."""

from __future__ import annotations

import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path


class TimedOut(Exception):
    """A call took too long; the text names the place in the code where it was."""


def call_with_timeout[T](seconds: float, work: Callable[[], T]) -> T:
    """Call a function, and return its result if it comes in time.

    The function runs in a thread. As a thread cannot be stopped, one that takes too long goes on
    until the program ends.

    Parameters
    ----------
    seconds
        Longest time to wait.
    work
        The function, called without arguments.

    Returns
    -------
    T
        What the function returns.

    Raises
    ------
    TimedOut
        When the function has not returned in time; the text names the place in the code where it
        was.
    BaseException
        Whatever the function raises.
    """
    returned: list[T] = []
    raised: list[BaseException] = []

    def do() -> None:
        try:
            returned.append(work())
        except BaseException as error:
            raised.append(error)

    thread = threading.Thread(target=do, daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        raise TimedOut(_place(thread))
    if raised:
        raise raised[0]
    return returned[0]


def _place(thread: threading.Thread) -> str:
    """Return the function and the line that a thread is executing."""
    frame = sys._current_frames().get(thread.ident or 0)
    if frame is None:
        return ""
    last = traceback.extract_stack(frame)[-1]
    return f"{last.name}, line {last.lineno} of {Path(last.filename).name}"
