"""Tests of what only a vault's file can do, by name and reason: they are not run on a server."""

OF_A_VAULT: dict[str, str] = {
    "tests/services/vault/test_integrity.py": "it changes the file: tests/server/test_tampering.py",
}
