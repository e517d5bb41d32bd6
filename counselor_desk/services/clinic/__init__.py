"""Use cases of the clinic itself, its staff and its paper."""
