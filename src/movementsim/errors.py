"""What a user did wrong, said so that it can be put right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches


class InputError(ValueError):
    """Something given to the simulator cannot be used.

    The message names the thing, the value, what is allowed and what to do. The command line
    prints it and exits with status 2 before any work has started.
    """


class InputWarning(UserWarning):
    """Something given to the simulator can be used, but hardly means what it seems to say."""


@contextmanager
def prefix_errors(origin: str) -> Iterator[None]:
    """Put the file or place that errors come from before what they say, once."""
    try:
        yield
    except InputError as error:
        if str(error).startswith(f"{origin}: "):
            raise
        raise InputError(f"{origin}: {error}") from error


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the end of a sentence that says which known word is the nearest, if one is near."""
    near = get_close_matches(word, list(known), 1, 0.5)
    return f"; did you mean {near[0]!r}?" if near else "."
