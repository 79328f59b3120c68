"""Rules about power: its drift, giving and reclaiming it, favours, factions, orders, exclusion."""
