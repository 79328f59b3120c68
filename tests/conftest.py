"""Hypothesis uses the same examples in every CI run; local runs search for new ones.

Examples have no deadline, since slowness may be due to a busy machine.
"""

import os

from hypothesis import settings

settings.register_profile("local", deadline=None)
settings.register_profile("ci", derandomize=True, deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "local")
