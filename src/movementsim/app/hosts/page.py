"""The viewer as one text, for an exported file and for a notebook."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from importlib.resources import files
from typing import Any

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
    "img-src data: blob:; base-uri 'none'; form-action 'none'"
)
"""Content security policy of an exported file, which may load nothing from outside."""


def _static(name: str) -> str:
    return files("movementsim.app").joinpath("static", name).read_text(encoding="utf-8")


def style() -> str:
    """Return the viewer's style sheet."""
    return _static("style.css")


def script() -> str:
    """Return the viewer's modules as one script, without imports and exports."""
    parts = [_static(name) for name in _static("modules.txt").split()]
    whole = "\n".join(parts)
    # in all modules, an import is a whole line, and an export is at the start of a line
    whole = re.sub(r"^import .*;$", "", whole, flags=re.MULTILINE)
    return re.sub(r"^export (default )?", "", whole, flags=re.MULTILINE)


def widget_script() -> str:
    """Return the viewer as the module that a notebook loads."""
    return script() + "\nexport default { render };\n"


def whole_page(start: dict[str, Any], title: str = "") -> str:
    """Return one HTML page that holds everything it shows.

    Parameters
    ----------
    start
        What the viewer starts with, including the recording.
    title
        Title of the page in the browser; the viewer's own title if empty.

    Returns
    -------
    str
        The HTML text, with style, script and start values in it.
    """
    icon = b64encode(_static("icon.svg").encode()).decode()
    values = json.dumps(start, separators=(",", ":"), allow_nan=False).replace("<", "\\u003c")
    page = _static("index.html")
    page = _put(
        page,
        r'<link rel="icon"[^>]*>',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        f'<link rel="icon" href="data:image/svg+xml;base64,{icon}">',
    )
    page = _put(page, r'<link rel="stylesheet"[^>]*>', f"<style>\n{style()}\n</style>")
    if title:
        safe = title.replace("&", "&amp;").replace("<", "&lt;")
        page = _put(page, r"<title>.*</title>", f"<title>{safe}</title>")
    code = script().replace("</script", "<\\/script")
    return _put(
        page,
        r'<script type="module"[^>]*></script>',
        f'<script type="application/json" id="start">{values}</script>\n'
        f'<script type="module">\n{code}\nboot();\n</script>',
    )


def _put(page: str, pattern: str, text: str) -> str:
    """Replace the one part of the page that matches a pattern."""
    found, count = re.subn(pattern, lambda _: text, page)
    assert count == 1, f"index.html has {count} places like {pattern}"
    return found
