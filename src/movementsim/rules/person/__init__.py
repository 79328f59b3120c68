"""Rules about what happens within a person, from time and skill to felt efficacy and grievance.

Most of them run in the phase `judge`, when members react to what the week has brought.
"""
