"""Rules about the world outside: scheduled events and the drift of the world's opinion."""
