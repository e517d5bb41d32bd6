"""Slots, passphrases and the keys that they open."""
