"""Rules about power: giving and reclaiming it, orders, favours, factions and exclusion."""
