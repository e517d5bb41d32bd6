"""Tests of what only a vault's file can do, by name and reason: they are not run on a server."""

OF_A_VAULT: dict[str, str] = {}
