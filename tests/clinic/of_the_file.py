"""Tests that ask what only the clinic's computer has: by name, with the reason."""

OF_THE_FILE: dict[str, str] = {}
