"""The rules of the model: what follows from what people do, and from time passing.

Each rule is a class with its source, its parameters and what it brings to the model. The folders
are subjects (person, ties, power, contests, membership, environment), whatever the phase of the
week in which a rule runs. The files beside them hold the base class and what several rules share.
"""
