"""Papers of the family program, relatives and handouts."""
