"""The same examples in every CI run: a search for new ones belongs to whoever is at the desk."""

import os

from hypothesis import settings

settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")
