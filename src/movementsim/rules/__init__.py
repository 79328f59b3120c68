"""The rules of the model: verbs of people, one file a subject, each with its source."""
