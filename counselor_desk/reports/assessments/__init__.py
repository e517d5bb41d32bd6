"""Papers of instruments and their scores."""
