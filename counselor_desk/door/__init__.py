"""Opens, keeps, restores and locks a vault."""
