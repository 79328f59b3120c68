"""`python -m movementsim`: the same as the command `movementsim`."""

from movementsim.cli import main

if __name__ == "__main__":
    main()
