"""Windows of instruments and their scores."""
