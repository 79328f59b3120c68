"""Adds files outside this folder to the documentation site when MkDocs builds it.

Files that pages link to (the guide for contributors, the change log, the published results, the
example experiments) become part of the site, and links to them follow.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[1]
OUTSIDE = (
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "CITATION.cff",
    "LICENSE",
    "Makefile",
    "experiments/*.toml",
    "results/*/*.*",
)
"""Patterns of the files outside the folder that become part of the site, from the root."""

LINK = re.compile(r"(\]\()(?![a-z]+:|#)([^)\s#]+)")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the files outside the documentation folder.

    Parameters
    ----------
    files
        The files that MkDocs found in the folder.
    config
        The configuration of the site.

    Returns
    -------
    Files
        The same collection, with the files outside added.
    """
    for pattern in OUTSIDE:
        for path in sorted(ROOT.glob(pattern)):
            name = path.relative_to(ROOT).as_posix()
            files.append(File.generated(config, name, abs_src_path=str(path)))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Make links lead to where files are in the site.

    Parameters
    ----------
    markdown
        The text of the page.
    page
        The page; its path says which folder its links start from.
    config
        The configuration of the site, not used.
    files
        The files of the site, not used.

    Returns
    -------
    str
        The text that MkDocs renders.
    """
    source = page.file.src_uri
    outside = page.file.generated_by is not None
    name = source if outside else f"docs/{source}"
    return LINK.sub(lambda found: found[1] + _moved(found[2], name, source), markdown)


def _moved(link: str, name: str, source: str) -> str:
    """Return the link within the site, for a link that starts from the page's repository folder."""
    target = posixpath.normpath(posixpath.join(posixpath.dirname(name), link))
    placed = target.removeprefix("docs/")
    return posixpath.relpath(placed, posixpath.dirname(source) or ".")
