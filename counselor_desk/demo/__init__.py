"""A believable clinic made from a seed: one file an area, found by discovery."""
