"""Use cases of what is due today."""
