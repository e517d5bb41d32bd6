"""Use cases of instruments and their scores."""
