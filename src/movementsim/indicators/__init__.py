"""What is measured of a movement, by subject."""

from movementsim.indicators import conflict, contests, membership, network, power

__all__ = ["conflict", "contests", "membership", "network", "power"]
