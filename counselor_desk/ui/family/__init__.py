"""Windows of the family program, relatives and handouts."""
