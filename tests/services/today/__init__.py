"""Use cases of what is due and unfinished."""
