"""The state of a movement: people, branches, the world, and the changes that rules ask for."""
