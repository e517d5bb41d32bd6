"""A walk through the real windows that leaves a picture of each: one file an area."""
