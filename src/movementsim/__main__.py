"""`python -m movementsim`: the same as the command `movementsim`."""

from __future__ import annotations

from movementsim.cli.main import main

if __name__ == "__main__":
    main()
