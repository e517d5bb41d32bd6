"""Use cases of the family program, relatives and handouts."""
