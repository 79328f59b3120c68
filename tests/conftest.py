"""The same examples in every CI run: a search for new ones belongs to whoever is at the desk.

No example has a deadline: a busy machine is no fault of the code.
"""

import os

from hypothesis import settings

settings.register_profile("desk", deadline=None)
settings.register_profile("ci", derandomize=True, deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "desk")
