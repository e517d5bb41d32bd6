"""Windows of the clinic itself, its staff and its paper."""
