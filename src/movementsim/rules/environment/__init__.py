"""Rules about the world around the movement: the drift of its opinion, and scheduled events."""
