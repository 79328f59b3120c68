"""The simulation: a movement is built from a scenario and runs week by week."""
