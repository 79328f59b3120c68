"""Scenarios: what a movement is made of, as typed inputs read from TOML.

:class:`movementsim.scenario.scenario.Scenario` describes one run: members, network, strategies,
roles, events and rules. Errors name the key, the value, what is allowed and the nearest name.
"""
