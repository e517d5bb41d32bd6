"""Rules of instruments and their scores."""
