"""Windows of what is due today."""
