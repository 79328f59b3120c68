"""Errors and warnings about what a user gave, with what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches


class InputError(ValueError):
    """An input cannot be used.

    The message names the input, its value, what is allowed and what to do. The command line
    prints it and exits with status 2 before any work has started.
    """


class InputWarning(UserWarning):
    """An input can be used, but probably does not mean what its author wants."""


@contextmanager
def prefix_errors(origin: str) -> Iterator[None]:
    """Put the origin of a value before the message of any error that it raises.

    Parameters
    ----------
    origin : str
        The file or place of the value.

    Yields
    ------
    None
        Once, while the errors of the block are caught.

    Raises
    ------
    InputError
        With the origin before the message, once.
    """
    try:
        yield
    except InputError as error:
        if str(error).startswith(f"{origin}: "):
            raise
        raise InputError(f"{origin}: {error}") from error


def nearest(word: str, known: Iterable[str]) -> str:
    """Suggest the nearest known word, as the end of a sentence.

    Parameters
    ----------
    word : str
        The word that is not known.
    known : iterable of str
        The words that are.

    Returns
    -------
    str
        `; did you mean 'word'?`, or a full stop if no known word is close.
    """
    near = get_close_matches(word, list(known), 1, 0.5)
    return f"; did you mean {near[0]!r}?" if near else "."
