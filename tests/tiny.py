"""An experiment of a few short runs, whose stored runs are shown again."""

TINY = """
[experiment]
name = "tiny"
question = "Is it shown again as it was?"
expectation = "Yes."
seed = 5
weeks = 10

[movement]
members = 40

[arms.organisers]
following = { Organiser = 0.1 }

[arms.factionalists]
following = { Factionalist = 0.1 }

[replicates]
number = 2

[report]
metrics = ["members", "trust"]
over_time = ["members"]
"""
