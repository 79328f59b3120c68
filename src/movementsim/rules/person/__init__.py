"""Rules about what happens within a person: time, skill, trust, stake, burnout, fear, grievance.

Most of them run in the phase `judge`, when members react to what the week has brought.
"""
