"""Backups, archives, restoring and salvage."""
