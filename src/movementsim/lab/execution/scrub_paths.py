"""Errors and tracebacks without local paths, as results are read on other machines."""

from __future__ import annotations

import os
import re
import sys

_PATHS = re.compile(
    r"""
    (?P<address> \w[\w+.-]*://[^/\s]\S* )                   # an address of a web page stays
    | (?P<mark>["'`]) (?:file://)? (?P<quoted> (?:/(?:(?!(?P=mark))[^/\n])+){2,}/? ) (?P=mark)
    | (?<![\w./~]) (?:file://)? (?P<bare> /(?:[^\s/'"`,;:()<>]+/)+[^\s/'"`,;:()<>]* )
    """,
    re.VERBOSE,
)
"""Absolute paths; a quoted one may have spaces."""


def scrub_paths(text: str) -> str:
    """Return a traceback or an error without absolute paths: packages and file names stay."""
    return _PATHS.sub(_shortened, text)


def _shortened(found: re.Match[str]) -> str:
    mark = found["mark"] or ""
    return found["address"] or f"{mark}{_short(found['quoted'] or found['bare'])}{mark}"


def _short(path: str) -> str:
    roots = [place.rstrip(os.sep) + os.sep for place in sys.path if place]
    places = [root for root in roots if path.startswith(root)]
    if places:
        return os.path.relpath(path, max(places, key=len))
    return os.path.basename(path.rstrip(os.sep)) if os.path.isabs(path) else path
