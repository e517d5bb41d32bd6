"""One clinic, many desks: the vault served to the clinic's other computers."""
