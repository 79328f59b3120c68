"""What went wrong, told without the places of this machine: results are read elsewhere."""

from __future__ import annotations

import os
import re
import sys

QUOTED = re.compile(r'File "([^"]+)"')
"""How a traceback names a file; its path may have spaces."""
ABSOLUTE = re.compile(r"""(?<![\w./:~<])/(?:[^\s/'"`,;:()]+/)+[^\s/'"`,;:()]*""")


def placeless(text: str) -> str:
    """Return a traceback or an error without absolute paths: packages and file names stay."""
    named = QUOTED.sub(lambda found: f'File "{_short(found[1])}"', text)
    return ABSOLUTE.sub(lambda found: _short(found[0]), named)


def _short(path: str) -> str:
    roots = [place.rstrip(os.sep) + os.sep for place in sys.path if place]
    places = [root for root in roots if path.startswith(root)]
    if places:
        return os.path.relpath(path, max(places, key=len))
    return os.path.basename(path.rstrip(os.sep)) if os.path.isabs(path) else path
